import { expect, onTestFinished, test } from 'vitest';
import { dialNexaProvider } from '../../src/providers/dialnexa/adapter.js';
import { dialNexaCampaign } from '../../src/providers/dialnexa/legacy.js';
import { AccountRefusedError, CheckpointError } from '../../src/runtime/errors.js';
import { judgeFiles, rowsOf } from '../crash/judge-files.js';
import { VirtualLives } from '../crash/virtual-lives.js';

/** Calls of a few seconds, and a campaign that begins one a second. */
const SCENARIO = {
	calls: {
		ring: { min: '1s', max: '3s' },
		talk: { min: '2s', max: '9s' },
		outcomes: { user_hangup: 50, voicemail_reached: 20, dial_no_answer: 20, dial_busy: 10 },
	},
	limits: { queue: { calls: 1, per: '1s' } },
};
/** Two in a hundred answers are lost, half of them after the lead was taken. */
const LOST = ['reset-after', 'error-after', 'reset-before', 'error-before'].map((kind) => ({
	kind,
	probability: 0.005,
}));

function livesOf(scenario: object, rows: number): VirtualLives {
	const lives = new VirtualLives({ scenario, provider: 'dialnexa', rows, concurrency: 20, start: 1 });
	lives.changes = { provider: dialNexaCampaign({ apiKey: 'key_1:secret_1', campaign: 'cmp_mock' }) };
	onTestFinished(() => lives.remove());
	return lives;
}

test('leads of an older campaign are followed to the end of their calls', async () => {
	const lives = livesOf(SCENARIO, 60);
	const { report } = await lives.live();
	expect(judgeFiles(lives.files, lives.truth)).toMatchObject({ rungTwice: 0, rowsLost: 0, wronglyGivenUp: 0 });
	const rows = rowsOf(lives.files.results);
	expect(new Set(rows.map((row) => row.call_outcome))).toEqual(new Set(['answered', 'voicemail', 'no_answer', 'busy']));
	expect(rows.filter((row) => row.call_outcome === 'answered').every((row) => Number(row.call_duration_s) > 0)).toBe(
		true,
	);
	expect(report?.stop).toBeUndefined();
});

test('with 2 % of answers lost nobody is called twice, and what nobody can tell is left to a person', async () => {
	const lives = livesOf({ ...SCENARIO, faults: LOST }, 200);
	await lives.live();
	const { truth } = lives;
	const judged = judgeFiles(lives.files, truth);
	const inDoubt = rowsOf(lives.files.results).filter((row) => row.call_status === 'in_doubt').length;
	expect(inDoubt).toBeGreaterThan(0);
	expect(inDoubt).toBeLessThan(15);
	expect(judged).toMatchObject({ rungTwice: 0, wronglyGivenUp: 0, rowsLost: inDoubt });
	expect(truth.duplicates).toEqual([]);
	// A later run leaves them alone.
	await lives.live();
	expect(lives.truth.creates).toBe(truth.creates);
	// To the newer API they would look as if nobody had been called.
	lives.changes = { provider: dialNexaProvider({ apiKey: 'key_1:secret_1', agent: 'agent_1' }) };
	await expect(lives.live()).rejects.toThrow(CheckpointError);
	expect(lives.truth.creates).toBe(truth.creates);
});

test('a campaign that is not there ends it with everybody still to be called', async () => {
	const lives = livesOf({ ...SCENARIO, agents: ['cmp_other'] }, 20);
	const { report } = await lives.live();
	expect(report?.stop?.error).toBeInstanceOf(AccountRefusedError);
	expect(lives.truth).toMatchObject({ calls: 0 });
	expect(lives.truth.creates).toBeLessThanOrEqual(5);
	expect(rowsOf(lives.files.results).every((row) => row.call_status === 'pending')).toBe(true);
});
