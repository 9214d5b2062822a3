import { expect, test } from 'vitest';
import { governorNamed } from './governors.js';
import { readScenarioFile } from './scenario-file.js';
import { type GovernorFactory, runVirtualCampaign } from './virtual-campaign.js';

/** What a governor that knows its limit meets there, in half an hour. */
function run(name: string, governor: string | GovernorFactory, duration = 1_800_000) {
	const file = readScenarioFile(name);
	const campaign = { ...file.campaign, duration };
	const create = typeof governor === 'string' ? governorNamed(governor) : governor;
	return runVirtualCampaign({ ...file, campaign, governor: create, seed: 3 });
}

/** Sends on, whatever it was told. */
const DEAF: GovernorFactory = (random, pace) => {
	const governor = governorNamed('fixed:150@2')(random, pace);
	governor.observe = () => undefined;
	governor.silence = () => 0;
	governor.refused = (ticket, now) => governor.ended(ticket, now);
	return governor;
};

test('a slot that is freed late costs a refusal whoever takes it at the end of its call', async () => {
	const { refused, use, overshoot } = await run('b12-freed-late', 'fixed:10');
	expect(refused).toBeGreaterThan(5);
	expect(overshoot).toBe(1);
	expect(use).toBeGreaterThan(0.9);
});

test('who keeps below what others leave at least is never refused, and uses no more than that', async () => {
	const { refused, use } = await run('b13-outside', 'fixed:12');
	expect(refused).toBe(0);
	expect(use).toBeCloseTo(12 / 16, 1);
});

test.each(['b14-x-ahead', 'b14-x-behind', 'b14-x-ms', 'b14-x-delta', 'b14-date', 'b14-seconds'])(
	'%s: who reads the headers is never refused',
	async (name) => {
		const { refused, violations, use } = await run(name, 'fixed:150');
		expect({ refused, violations }).toEqual({ refused: 0, violations: 0 });
		expect(use).toBeGreaterThan(0.97);
	},
);

test('a wait that is told and not kept is seen, also where reads are refused for it', async () => {
	const [obeys, deaf] = [await run('b14-retry-after', 'fixed:150'), await run('b14-retry-after', DEAF)];
	expect(obeys.violations).toBe(0);
	expect(deaf.violations).toBeGreaterThan(100);
	const trapped = await run('b18-ringcentral-quiet', DEAF);
	expect(trapped.violations).toBeGreaterThan(100);
	expect(trapped.longestPause).toBeGreaterThan(1_500);
});

test("a day's quota lets through what is left of it", async () => {
	const { accepted, refused } = await run('b15-daily-quota', 'fixed:10', 3_600_000);
	expect(accepted).toBe(150);
	expect(refused).toBeGreaterThan(0);
});

test('a slope lets a pace rise step by step, and then stands in the way of nobody', async () => {
	const { refused, lateRefusedShare, lateUse } = await run('b17-slope', 'fixed:40');
	expect(refused).toBeGreaterThan(0);
	expect(lateRefusedShare).toBe(0);
	expect(lateUse).toBeGreaterThan(0.98);
});
