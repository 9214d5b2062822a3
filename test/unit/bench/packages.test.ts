import { expect, test } from 'vitest';
import { CONTENDERS } from '../../bench/governor/contenders.js';
import type { Outcome } from '../../bench/governor/outcome.js';
import { readScenarioFile } from '../../scenarios/scenario-file.js';
import { restoreRealTimers } from './real-timers.js';

restoreRealTimers();

const MINUTE_MS = 60_000;

/** The first minutes of a scenario with one of the contenders. */
function run(name: string, scenario: string, minutes = 6): Promise<Outcome> {
	const contender = CONTENDERS.find((one) => one.name === name);
	if (contender === undefined) throw new Error(`there is no contender "${name}"`);
	const file = readScenarioFile(scenario);
	return contender.run({ ...file, campaign: { ...file.campaign, duration: minutes * MINUTE_MS } }, 1);
}

test.each(['bottleneck, spaced', 'bottleneck, reservoir', 'p-queue, strict', 'p-limit + p-retry'])(
	'%s keeps the calls in flight that it is set to',
	async (name) => {
		const right = await run(`${name}, limits right`, 'b1-slots-10');
		expect(right).toMatchObject({ refused: 0, overshoot: 0, lost: 0 });
		expect(right.use).toBeGreaterThan(0.97);
		expect((await run(`${name}, limits 2x`, 'b1-slots-10')).refusedShare).toBeGreaterThan(0.4);
	},
);

test.each(['bottleneck, spaced', 'bottleneck, reservoir', 'p-queue, strict', 'p-throttle, strict'])(
	'%s keeps the starts in a window that it is set to',
	async (name) => {
		const right = await run(`${name}, limits right`, 'b4-fixed-window');
		expect(right.use).toBeGreaterThan(0.97);
		expect(right.refusedShare).toBeLessThan(0.05);
		expect((await run(`${name}, limits 2x`, 'b4-fixed-window')).refusedShare).toBeGreaterThan(0.4);
	},
);

test('p-retry gives a contact up after eleven tries', async () => {
	const { lost, refused } = await run('p-limit + p-retry, limits 2x', 'b3-slots-3', 30);
	expect(refused).toBeGreaterThanOrEqual(11 * lost);
	expect(lost).toBeGreaterThan(0);
});
