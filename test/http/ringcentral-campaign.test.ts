/** Whole campaigns against RingCentral's mock, in which a second stands for a minute, judged by the mock's own count. */
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { loadScenario } from '../../src/mock/scenario.js';
import type { Scenario } from '../../src/mock/scenario-schema.js';
import { type MockServer, startMock } from '../../src/mock/server.js';
import { ringcentral } from '../../src/providers/ringcentral/entry.js';
import { AccountRefusedError } from '../../src/runtime/errors.js';
import { campaignSetup, readResults, runCampaign, type Setup } from '../helpers/campaign.js';
import { scaledClock } from '../helpers/scaled-clock.js';

const SECRETS = { RINGCENTRAL_CLIENT_SECRET: 'client-secret-1', RINGCENTRAL_JWT: 'jwt-header.jwt-body.jwt-sign' };
const DEMO = loadScenario('ringcentral');
const wide = (calls: number) => ({ calls, per: 1_000, penalty: { wait: 2_000, restarts: true }, tells: true });
/** Limits that nobody meets. */
const WIDE = { heavy: wide(2_000), light: wide(2_000), auth: wide(5) };
/** With a skew, replies bear the mock's date and not the machine's, whose clock runs slower here. */
const OWN_DATE = { skew: 1 };

async function setupWith(
	rows: number,
	changes: Partial<Scenario> = {},
	timesAsFast = 5,
): Promise<{ mock: MockServer; setup: Setup }> {
	const clock = scaledClock(timesAsFast);
	const scenario = { ...DEMO, ...OWN_DATE, key: SECRETS.RINGCENTRAL_JWT, ...changes };
	const mock = await startMock({ scenario, clock, provider: 'ringcentral' });
	onTestFinished(() => mock.close());
	const provider = ringcentral.create({ values: { RINGCENTRAL_CLIENT_ID: 'client', ...SECRETS }, agent: undefined });
	const options = { provider, pacePerSecond: DEMO.pace ?? 1, timeoutMs: 30_000, settlingMs: 6_000 };
	return { mock, setup: campaignSetup(mock.url, rows, options, clock) };
}

test('every row is settled and every number rung once, with answers lost, within the limits of each group', async () => {
	const kinds = ['reset-after', 'truncated', 'error-after', 'reset-before'] as const;
	const faults = kinds.map((kind) => ({ kind, probability: 0.01, operation: 'create' }) as const);
	const { mock, setup } = await setupWith(60, { faults });

	const report = await runCampaign(setup);

	expect(report.stop).toBeUndefined();
	expect(report.summary.byStatus).toMatchObject({ completed: 60, placed: 0, pending: 0, in_doubt: 0, failed: 0 });
	const { rings, groups, tokens } = mock.truth();
	expect(Object.values(rings)).toEqual(Array(60).fill(1));
	expect(tokens).toEqual({ asked: 1, given: 1 });
	expect(groups.heavy?.refused).toBeLessThanOrEqual(3);
	expect(groups.light?.refused).toBeLessThanOrEqual(3);
	expect(report.events.some(({ type }) => type === 'attempt_in_doubt')).toBe(true);
	const outcomes = new Set(readResults(setup.options.results).map((row) => row.call_outcome));
	expect([...outcomes].sort()).toEqual(['answered', 'busy', 'no_answer']);
});

test('one token serves 200 calls, and stands in no file', async () => {
	const { mock, setup } = await setupWith(200, { groups: WIDE }, 10);
	const report = await runCampaign({ ...setup, options: { ...setup.options, pacePerSecond: 100 } });
	expect(report.summary.byStatus).toMatchObject({ pending: 0, in_doubt: 0, failed: 0 });
	expect(mock.truth()).toMatchObject({ calls: 200, tokens: { asked: 1, given: 1 } });
	const written = [setup.options.checkpoint, setup.options.results].map((path) => readFileSync(path, 'utf8')).join();
	for (const secret of [...Object.values(SECRETS), 'mock-access-token']) expect(written).not.toContain(secret);
});

test('a token is renewed before it ends, by one request for all who want it', async () => {
	const { mock, setup } = await setupWith(40, { groups: WIDE, tokenLifetime: 20_000 });
	const report = await runCampaign({ ...setup, options: { ...setup.options, pacePerSecond: 1.2 } });
	expect(report.stop).toBeUndefined();
	expect(report.summary.byStatus).toMatchObject({ pending: 0, in_doubt: 0, failed: 0 });
	const { tokens, rejected, calls, startedAt } = mock.truth();
	// None was refused for a token that had ended.
	expect({ rejected, calls }).toEqual({ rejected: 0, calls: 40 });
	expect(tokens.asked).toBeGreaterThanOrEqual(2);
	const seconds = (setup.clock.now() - startedAt) / 1_000;
	expect(tokens.asked).toBeLessThanOrEqual(1 + seconds / 16);
});

test('a JWT that is refused ends the run before any call is asked for', async () => {
	const { mock, setup } = await setupWith(20, { key: 'another' });
	const report = await runCampaign(setup);
	expect(report.stop?.error).toBeInstanceOf(AccountRefusedError);
	expect(report.stop?.error?.exitCode).toBe(4);
	expect(report.stop?.why).toContain('invalid_grant');
	expect(mock.truth()).toMatchObject({ creates: 0, tokens: { asked: 1, given: 0 } });
	expect(report.summary.byStatus).toMatchObject({ pending: 20 });
});

test('a missing permission ends the run with one request for a call', async () => {
	const { mock, setup } = await setupWith(20, { account: 'forbidden' });
	const report = await runCampaign(setup);
	expect(report.stop?.error).toBeInstanceOf(AccountRefusedError);
	expect(mock.truth()).toMatchObject({ creates: 1, calls: 0 });
});

test('a phone of ours that nobody answers stops the run, and nobody counts as called', async () => {
	const calls = { ...DEMO.calls, outcomes: { error_user_not_joined: 1 } };
	const { setup } = await setupWith(10, { calls });
	const report = await runCampaign(setup);
	expect(report.stop?.why).toBe(
		'The phone that RingCentral rings first did not come to the line (NoAnswer), so the contact was not called.',
	);
	expect(report.stop?.error?.hint).toBe(
		'See to it that somebody answers the phone of --from (RINGCENTRAL_FROM), then run the same command again; nobody is called twice.',
	);
	expect(report.summary.byStatus).toMatchObject({ failed: 0, completed: 0, pending: 10 });
});
