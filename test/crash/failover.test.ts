import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { dryRunValues, entryOf } from '../../src/cli/provider-settings.js';
import type { Provider } from '../../src/providers/provider.js';
import { AccountRefusedError, ProviderDownError } from '../../src/runtime/errors.js';
import { judgeFiles, rowsOf } from './judge-files.js';
import { type LivesPlan, VirtualLives } from './virtual-lives.js';

const CALLS = { ring: { min: '1s', max: '4s' }, talk: { min: '5s', max: '20s' } };
const ROWS = 40;
const TWILIO = { provider: 'twilio', scenario: { calls: CALLS, limits: { slots: 6 } } };
/** The trial is over after so many calls. */
const PAID = 12;
const UNPAID = { calls: CALLS, account: 'unpaid', accountAfter: PAID };

function livesOf(plan: Partial<LivesPlan>): VirtualLives {
	const lives = new VirtualLives({ scenario: UNPAID, rows: ROWS, concurrency: 6, failover: TWILIO, ...plan });
	onTestFinished(() => lives.remove());
	return lives;
}

function calledThrough(lives: VirtualLives, provider: string): number {
	return rowsOf(lives.files.results).filter((row) => row.call_provider === provider).length;
}

const WHOLE = { rungTwice: 0, rowsLost: 0, wronglyGivenUp: 0 };

test('when the account is refused, those who were not dialed are called through the other provider', async () => {
	const lives = livesOf({});
	const { report } = await lives.live();
	expect(report?.stop).toBeUndefined();
	expect(judgeFiles(lives.files, lives.truth)).toMatchObject(WHOLE);
	expect(lives.truth.calls).toBe(PAID);
	expect(calledThrough(lives, 'twilio')).toBe(ROWS - PAID);
	expect(lives.failoverTruth?.calls).toBe(ROWS - PAID);
});

test('those whose batch is refused are called one by one through the other provider', async () => {
	const lives = livesOf({ provider: 'dialnexa', batch: 4, scenario: { ...UNPAID, accountAfter: 8 } });
	const { report } = await lives.live();
	expect(report?.stop).toBeUndefined();
	expect(judgeFiles(lives.files, lives.truth)).toMatchObject(WHOLE);
	expect(lives.truth.creates).toBe(3);
	expect(calledThrough(lives, 'twilio')).toBe(ROWS - 8);
});

test('without one the run ends there, and nobody else is called', async () => {
	const lives = livesOf({ failover: undefined });
	const { report } = await lives.live();
	expect(report?.stop?.error).toBeInstanceOf(AccountRefusedError);
	expect(report?.left).toBe(ROWS - PAID);
});

test('when both refuse, the run ends with what the second said, and is asked once', async () => {
	const lives = livesOf({ failover: { provider: 'twilio', scenario: { account: 'unpaid' } } });
	const { report } = await lives.live();
	expect(report?.stop?.error).toBeInstanceOf(AccountRefusedError);
	expect(report?.stop?.why).toContain('twilio');
	expect(report?.left).toBe(ROWS - PAID);
	expect(lives.failoverTruth?.creates).toBeLessThanOrEqual(6);
});

test('calls that are live in an outage stay with their provider, and a later run follows them there', async () => {
	const faults = [
		{ kind: 'outage', from: '10s', to: '10m' },
		{ kind: 'reset-after', probability: 0.2 },
	];
	const lives = livesOf({ scenario: { calls: CALLS, faults }, giveUpAfterMs: 60_000 });
	const first = await lives.live();
	expect(first.report?.stop?.error).toBeInstanceOf(ProviderDownError);
	expect(first.report?.stop?.why).toContain('The provider retell has not answered');
	expect(first.report?.left).toBeGreaterThan(0);
	expect(first.report?.left).toBeLessThanOrEqual(6);
	expect(calledThrough(lives, 'twilio')).toBeGreaterThan(ROWS / 2);
	const before = lives.failoverTruth?.calls;
	const second = await lives.live();
	expect(second.report?.left).toBe(0);
	expect(lives.failoverTruth?.calls).toBe(before);
	expect(judgeFiles(lives.files, lives.truth)).toMatchObject(WHOLE);
});

test('when a daily allowance is used up, calls go on elsewhere at once', async () => {
	const limits = { tells: 'kind', rate: { algorithm: 'fixed', calls: 5, per: '24h', phase: '20h', name: 'quota' } };
	const lives = livesOf({ scenario: { calls: CALLS, headers: 'retry-after-seconds', limits } });
	const { report } = await lives.live();
	expect(report?.stop).toBeUndefined();
	expect(judgeFiles(lives.files, lives.truth)).toMatchObject(WHOLE);
	expect(calledThrough(lives, 'twilio')).toBe(ROWS - 5);
});

test('one limit of attempts holds for both', async () => {
	const lives = livesOf({});
	lives.changes = { limit: 20 };
	const { report } = await lives.live();
	expect(report?.stop?.cause).toBe('limit');
	expect(lives.truth.calls + (lives.failoverTruth?.calls ?? 0)).toBe(20);
});

test('what is found not to have been placed uses up nothing of it, for the other provider neither', async () => {
	const limits = { tells: 'kind', rate: { algorithm: 'fixed', calls: 1, per: '24h', phase: '20h', name: 'quota' } };
	const faults = [{ kind: 'hang-before', probability: 0.6 }];
	const scenario = { calls: CALLS, headers: 'retry-after-seconds', faults, limits };
	const lives = livesOf({ scenario, settlingMs: 60_000 });
	lives.changes = { limit: 6 };
	const { report } = await lives.live();
	expect(report?.stop?.cause).toBe('limit');
	expect(lives.truth.calls + (lives.failoverTruth?.calls ?? 0)).toBe(6);
});

test('one longest time holds for both, and is told as it was given', async () => {
	const lives = livesOf({ rows: 200 });
	lives.changes = { maxDurationMs: 60_000 };
	const { report } = await lives.live();
	expect(report?.stop?.why).toBe('1 min are over (--max-duration)');
});

test('whom the other provider turns out not to have called is called in the run that finds out', async () => {
	const plan = { scenario: { calls: CALLS, account: 'unpaid', accountAfter: 1 }, rows: 2, concurrency: 1 };
	const { steps } = await livesOf(plan).live();
	const sends = steps.flatMap((step, index) => (step === 'send' ? [index + 1] : []));
	for (const step of sends) {
		const lives = livesOf(plan);
		await lives.live({ step });
		const { report } = await lives.live();
		expect({ step, left: report?.left }).toEqual({ step, left: 0 });
		expect(judgeFiles(lives.files, lives.truth)).toMatchObject(WHOLE);
	}
});

test('a run that is abandoned before it begins waits for nothing that the other provider has', async () => {
	const long = { calls: { ...CALLS, talk: { min: '20m', max: '30m' } } };
	const plan = { scenario: UNPAID, failover: { ...TWILIO, scenario: long }, rows: PAID + 1, concurrency: 1 };
	const lives = livesOf(plan);
	const { steps } = await livesOf(plan).live();
	await lives.live({ step: steps.lastIndexOf('arrival') + 30 });
	const { report } = await lives.live(undefined, {
		before: (campaign) => campaign.abandon({ cause: 'signal', why: 'interrupted twice' }),
	});
	// Had it waited for the call, there would be none left.
	expect(report?.liveLeft).toBeGreaterThan(0);
});

test('attempts that the other provider has are only asked about there, with the account that they were made with', async () => {
	const lives = livesOf({});
	const { steps } = await livesOf({}).live();
	await lives.live({ step: Math.floor(steps.length * 0.8) });
	expect(readFileSync(lives.files.checkpoint, 'utf8')).toContain('"provider":"twilio"');
	const options = lives.changes;
	lives.changes = { failover: undefined };
	await expect(lives.live()).rejects.toThrow(/has \d+ attempts of unknown end, made through twilio/);
	const twilio = entryOf('twilio');
	const values = { ...dryRunValues(twilio), TWILIO_ACCOUNT_SID: `AC${'9'.repeat(32)}` };
	lives.changes = { failover: { ...anyRoute, provider: twilio.create({ values, agent: twilio.agent?.dryRun }) } };
	await expect(lives.live()).rejects.toThrow(/made with another API key of twilio/);
	lives.changes = options;
	const { report } = await lives.live();
	expect(report?.left).toBe(0);
	expect(judgeFiles(lives.files, lives.truth)).toMatchObject(WHOLE);
});

test('a second provider that refuses its configuration is named, with what it is set up with', async () => {
	const lives = livesOf({});
	const entry = entryOf('twilio');
	const twilio = entry.create({ values: dryRunValues(entry), agent: entry.agent?.dryRun });
	lives.changes = { failover: { ...anyRoute, provider: refusing(twilio, () => true) } };
	const { report } = await lives.live();
	expect(report?.stop?.why).toContain('The provider twilio keeps refusing the configuration');
	expect(report?.stop?.error?.hint).toContain('the variables that name its caller number');
	expect(report?.left).toBe(ROWS - PAID);
});

test('what one provider refuses of the configuration does not count against a contact with the other', async () => {
	const lives = livesOf({ scenario: { calls: CALLS }, rows: 6, concurrency: 1 });
	const other = entryOf('twilio');
	const own = entryOf('retell');
	const twilio = other.create({ values: dryRunValues(other), agent: other.agent?.dryRun });
	const refused = new Set<string>();
	const always = () => true;
	lives.changes = {
		provider: refusing(own.create({ values: dryRunValues(own), agent: own.agent?.dryRun }), always),
		// The first of those that were refused there is refused here as well, once.
		failover: {
			...anyRoute,
			provider: refusing(twilio, (to) => to.endsWith('00') && refused.size < refused.add(to).size),
		},
	};
	const { report } = await lives.live();
	expect(refused.size).toBe(1);
	expect(report?.summary.byStatus).toMatchObject({ completed: 6, failed: 0, pending: 0 });
});

/** The same provider, which finds the configuration wrong when it is to call some; one call after another. */
function refusing(provider: Provider, isRefused: (to: string) => boolean): Provider {
	let refuses = false;
	return {
		...provider,
		createCall(spec) {
			refuses = isRefused(spec.to);
			return refuses ? { method: 'GET', path: '/nothing', headers: {} } : provider.createCall(spec);
		},
		readCreate: (response) =>
			refuses
				? { kind: 'rejected', blame: 'config', code: 'http_422', message: 'no such number to call from' }
				: provider.readCreate(response),
	};
}

const anyRoute = {
	baseUrl: 'https://twilio.example',
	from: ['+12025550100'],
	concurrency: 1,
	maxConcurrency: 1,
	pacePerSecond: 1,
	paceSource: 'test',
	timeoutMs: 5_000,
	settlingMs: 2_000,
};
