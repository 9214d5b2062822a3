import { expect, onTestFinished, test } from 'vitest';
import { judgeFiles } from '../crash/judge-files.js';
import { type LivesPlan, VirtualLives } from '../crash/virtual-lives.js';

/** Calls that last much longer than the time between two reads. */
const LONG_CALLS = { ring: { min: '2s', max: '8s' }, talk: { min: '1m', max: '3m' } };
const PLAN: Omit<LivesPlan, 'scenario'> = { provider: 'dialnexa', rows: 60, concurrency: 20, settlingMs: 10_000 };

async function liveThrough(scenario: object) {
	const lives = new VirtualLives({ ...PLAN, scenario: { calls: LONG_CALLS, limits: { slots: 5 }, ...scenario } });
	onTestFinished(() => lives.remove());
	await lives.live();
	return { judged: judgeFiles(lives.files, lives.truth), truth: lives.truth };
}

test('a list that has not changed is not given again, and every call is still followed to its end', async () => {
	const { judged, truth } = await liveThrough({});
	expect(judged).toMatchObject({ rowsLost: 0, rungTwice: 0, wronglyGivenUp: 0 });
	expect(truth.calls).toBe(60);
	expect(truth.notModified).toBeGreaterThan(truth.reads.list / 4);
	expect(truth.notModified).toBeLessThan(truth.reads.list);
});

test('so it is where answers to reads and starts are lost, spoiled and refused', async () => {
	const spoiling = ['reset-after', 'error-after', 'garbage', 'truncated', 'refuse', 'unavailable'];
	const faults = spoiling.map((kind) => ({ kind, probability: 0.02 }));
	const { judged, truth } = await liveThrough({ faults });
	expect(judged).toMatchObject({ rowsLost: 0, rungTwice: 0, wronglyGivenUp: 0 });
	expect(truth.notModified).toBeGreaterThan(0);
});
