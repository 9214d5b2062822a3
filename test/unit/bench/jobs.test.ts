import { expect, test } from 'vitest';
import { documentedLimits } from '../../bench/governor/documented.js';
import { NotTaken } from '../../bench/governor/jobs/desk.js';
import { retryLoop } from '../../bench/governor/jobs/retry-loop.js';
import { runJobs, type Tool } from '../../bench/governor/jobs/run-jobs.js';
import { readScenarioFile, type ScenarioFile } from '../../scenarios/scenario-file.js';

/** Half an hour of a scenario. */
function halfAnHour(name: string): ScenarioFile {
	const file = readScenarioFile(name);
	return { ...file, campaign: { ...file.campaign, duration: 1_800_000 } };
}

test('a retry loop uses what it is set to', async () => {
	const run = await runJobs(halfAnHour('b1-slots-10'), retryLoop(5), 1);
	expect(run.use).toBeCloseTo(0.5, 1);
	expect(run).toMatchObject({ refused: 0, lost: 0, rungTwice: 0 });
});

test('a retry loop fails contacts after five attempts, and only those', async () => {
	const { refused, lost, accepted, starts } = await runJobs(halfAnHour('b3-slots-3'), retryLoop(10), 1);
	expect(lost).toBeGreaterThan(0);
	expect(refused).toBeGreaterThanOrEqual(5 * lost);
	expect(accepted + refused).toBe(starts);
});

test('a job that breaks ends the run with its error', async () => {
	const broken: Tool = () => () => Promise.reject(new Error('a defect'));
	await expect(runJobs(halfAnHour('b1-slots-10'), broken, 1)).rejects.toThrow('a defect');
});

test('a contact that its job gives up is lost', async () => {
	const tool: Tool = (desk) => {
		let given = 0;
		return async (to) => {
			given += 1;
			if (given <= 3) throw new NotTaken('given up');
			if (given === 4) await desk.over(await desk.place(to));
			else await new Promise(() => undefined);
		};
	};
	expect(await runJobs(halfAnHour('b1-slots-10'), tool, 1)).toMatchObject({ lost: 3, accepted: 1 });
});

test('the documented limits are those of the scenario, or what the other kind comes to', () => {
	const slots = documentedLimits(readScenarioFile('b1-slots-10'), 1);
	expect(slots).toMatchObject({ slots: 10, hasSlots: true, hasRate: false, rate: { calls: 5, per: 60_000 } });
	const rate = documentedLimits(readScenarioFile('b4-fixed-window'), 2);
	expect(rate).toMatchObject({ hasSlots: false, hasRate: true, rate: { calls: 120, per: 60_000 } });
	expect(rate.slots).toBeGreaterThan(110);
	expect(rate.slots).toBeLessThan(130);
	expect(documentedLimits(readScenarioFile('b16-4-strangers'), 1).slots).toBe(5);
});

test('the same seed gives the same run', async () => {
	const [one, other] = [1, 1].map((seed) => runJobs(halfAnHour('b11-noise'), retryLoop(25), seed));
	expect(await one).toEqual(await other);
});
