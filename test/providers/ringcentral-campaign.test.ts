/** Whole campaigns against RingCentral's mock, in which a second stands for a minute, judged by the mock's own count. */
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { dryRunValues } from '../../src/cli/provider-settings.js';
import { ringcentral } from '../../src/providers/ringcentral/entry.js';
import { VirtualClock } from '../../src/runtime/clock.js';
import { AccountRefusedError } from '../../src/runtime/errors.js';
import { readYaml } from '../../src/runtime/yaml.js';
import { rowsOf } from '../crash/judge-files.js';
import { VirtualLives } from '../crash/virtual-lives.js';

const { RINGCENTRAL_CLIENT_SECRET: SECRET = '', RINGCENTRAL_JWT: JWT = '' } = dryRunValues(ringcentral);
const DEMO = readYaml(
	readFileSync(new URL('../../fixtures/scenarios/ringcentral.yaml', import.meta.url), 'utf8'),
) as Record<string, object>;
const wide = (calls: number) => ({ calls, per: '1s', penalty: { wait: '2s' } });
/** Limits that nobody meets. */
const WIDE = { heavy: wide(2_000), light: wide(2_000), auth: wide(5) };

function campaign(rows: number, changes: object = {}, clock = new VirtualClock()): VirtualLives {
	const scenario = { ...DEMO, key: JWT, ...changes };
	const latency = { min: 5, max: 25 };
	const plan = { scenario, rows, latency, provider: 'ringcentral', concurrency: 50, start: 1, settlingMs: 6_000 };
	const lives = new VirtualLives(plan, clock);
	onTestFinished(() => lives.remove());
	return lives;
}

test('every row is settled and every number rung once, with answers lost, within the limits of each group', async () => {
	const kinds = ['reset-after', 'truncated', 'error-after', 'reset-before'] as const;
	const faults = kinds.map((kind) => ({ kind, probability: 0.03, operation: 'create' }) as const);
	const lives = campaign(60, { faults });

	const { report } = await lives.live();

	expect(report?.stop).toBeUndefined();
	expect(report?.summary.byStatus).toMatchObject({ completed: 60, placed: 0, pending: 0, in_doubt: 0, failed: 0 });
	const { rings, groups, tokens } = lives.truth;
	expect(Object.values(rings)).toEqual(Array(60).fill(1));
	expect(tokens).toEqual({ asked: 1, given: 1 });
	expect(groups.heavy?.refused).toBeLessThanOrEqual(3);
	expect(groups.light?.refused).toBeLessThanOrEqual(3);
	const found = rowsOf(lives.files.results);
	// Some answers were lost, and their calls were found again.
	expect(found.filter((row) => row.call_reconciled === 'provider').length).toBeGreaterThan(0);
	expect([...new Set(found.map((row) => row.call_outcome))].sort()).toEqual(['answered', 'busy', 'no_answer']);
});

test('one token serves 200 calls, and stands in no file', async () => {
	const lives = campaign(200, { groups: WIDE, pace: 100 });
	const { report } = await lives.live();
	expect(report?.summary.byStatus).toMatchObject({ pending: 0, in_doubt: 0, failed: 0 });
	expect(lives.truth).toMatchObject({ calls: 200, tokens: { asked: 1, given: 1 } });
	const written = [lives.files.checkpoint, lives.files.results].map((path) => readFileSync(path, 'utf8')).join();
	for (const secret of [SECRET, JWT, 'mock-access-token']) expect(written).not.toContain(secret);
});

test('a token is renewed before it ends, by one request for all who want it', async () => {
	const clock = new VirtualClock();
	const lives = campaign(40, { groups: WIDE, tokenLifetime: '20s', pace: 1.2 }, clock);
	const { report } = await lives.live();
	expect(report?.stop).toBeUndefined();
	expect(report?.summary.byStatus).toMatchObject({ pending: 0, in_doubt: 0, failed: 0 });
	const { tokens, rejected, calls, startedAt } = lives.truth;
	// None was refused for a token that had ended.
	expect({ rejected, calls }).toEqual({ rejected: 0, calls: 40 });
	expect(tokens.asked).toBeGreaterThanOrEqual(2);
	const seconds = (clock.now() - startedAt) / 1_000;
	expect(tokens.asked).toBeLessThanOrEqual(1 + seconds / 16);
});

test('a JWT that is refused ends the run before any call is asked for', async () => {
	const lives = campaign(20, { key: 'another' });
	const { report } = await lives.live();
	expect(report?.stop?.error).toBeInstanceOf(AccountRefusedError);
	expect(report?.stop?.error?.exitCode).toBe(4);
	expect(report?.stop?.why).toContain('invalid_grant');
	expect(lives.truth).toMatchObject({ creates: 0, tokens: { asked: 1, given: 0 } });
	expect(report?.summary.byStatus).toMatchObject({ pending: 20 });
});

test('a missing permission ends the run with one request for a call', async () => {
	const lives = campaign(20, { account: 'forbidden' });
	const { report } = await lives.live();
	expect(report?.stop?.error).toBeInstanceOf(AccountRefusedError);
	expect(lives.truth).toMatchObject({ creates: 1, calls: 0 });
});

test('a phone of ours that nobody answers stops the run, and nobody counts as called', async () => {
	const calls = { ...DEMO.calls, outcomes: { error_user_not_joined: 1 } };
	const { report } = await campaign(10, { calls }).live();
	expect(report?.stop?.why).toBe(
		'The phone that RingCentral rings first did not come to the line (NoAnswer), so the contact was not called.',
	);
	expect(report?.stop?.error?.hint).toBe(
		'See to it that somebody answers the phone of --from (RINGCENTRAL_FROM), then run the same command again; nobody is called twice.',
	);
	expect(report?.summary.byStatus).toMatchObject({ failed: 0, completed: 0, pending: 10 });
});
