import { expect, test } from 'vitest';
import type { Clock } from '../../src/runtime/clock.js';
import { seededRandom } from '../../src/runtime/random.js';
import { governorNamed } from './governors.js';
import { readScenarioFile } from './scenario-file.js';
import { type Coordination, jainIndex, runSharedCampaign } from './shared-campaign.js';

const MINUTE = 60_000;

/** Nobody knows of anybody. */
function strangers(): Coordination {
	return { join: (_, governor) => governor, died: () => undefined };
}

/** 20 slots for forty minutes; by leases unless `coordinate` says otherwise. */
function run(governor: string, deaths: readonly number[], coordinate?: (clock: Clock) => Coordination) {
	const file = readScenarioFile('b16-2-dialers');
	const campaign = { ...file.campaign, duration: 40 * MINUTE, lateFrom: 25 * MINUTE, deaths: [...deaths] };
	const options = { ...file, campaign, governor: governorNamed(governor), seed: 3 };
	return runSharedCampaign(coordinate === undefined ? options : { ...options, coordinate });
}

test('dialers that share the slots evenly use all of them, and ring each their own', async () => {
	const { use, refused, jain, rungTwice, stopped } = await run('fixed:10', [], strangers);
	expect({ refused, rungTwice, stopped }).toEqual({ refused: 0, rungTwice: 0, stopped: undefined });
	expect(use).toBeGreaterThan(0.98);
	expect(jain).toBeGreaterThan(0.99);
});

test('of a dialer that was killed the calls stay up, and nothing more comes', async () => {
	const { use, lateUse, refusedAfterChange, jain, stopped } = await run('fixed:10', [20 * MINUTE], strangers);
	expect(use).toBeGreaterThan(0.76);
	expect(use).toBeLessThan(0.8);
	expect(lateUse).toBeLessThan(0.55);
	expect(refusedAfterChange).toEqual([0]);
	expect(jain).toBeGreaterThan(0.95);
	expect(stopped).toBeUndefined();
});

test('dialers that would each take all slots are refused far less when leases tell them of each other', async () => {
	const [alone, together] = [await run('fixed:20', [], strangers), await run('fixed:20', [])];
	expect(alone.refused).toBeGreaterThan(50);
	expect(together.refused).toBeLessThan(alone.refused / 3);
	expect(together.stopped).toBeUndefined();
});

test('who coordinates gives each dialer its governor, and hears of the dead', async () => {
	const heard: string[] = [];
	const { use, lateUse } = await run('fixed:10', [20 * MINUTE], () => ({
		join(name) {
			heard.push(`${name} comes`);
			return governorNamed('fixed:5')(seededRandom(1), undefined);
		},
		died(name) {
			heard.push(`${name} is dead`);
		},
	}));
	expect(heard).toEqual(['dialer-1 comes', 'dialer-2 comes', 'dialer-1 is dead']);
	expect(use).toBeLessThan(0.42);
	expect(lateUse).toBeCloseTo(0.25, 1);
});

test("Jain's index is 1 when all get the same and 1/n when one gets everything", () => {
	expect(jainIndex([3, 3, 3])).toBe(1);
	expect(jainIndex([5, 0, 0, 0])).toBe(0.25);
	expect(jainIndex([1, 3])).toBe(0.8);
	expect(jainIndex([0, 0])).toBe(1);
});
