import { expect, test } from 'vitest';
import { governorNamed } from './governors.js';
import { readScenarioFile } from './scenario-file.js';
import { runVirtualCampaign } from './virtual-campaign.js';

function run(name: string, governor: string, changes: object = {}) {
	const file = readScenarioFile(name);
	return runVirtualCampaign({
		scenario: file.scenario,
		campaign: { ...file.campaign, duration: 1_800_000, ...changes },
		governor: governorNamed(governor),
		seed: 3,
	});
}

test('a governor that knows the slots uses them and is never refused', async () => {
	const { use, refused, rungTwice, overshoot, stopped } = await run('b1-slots-10', 'fixed:10');
	expect(use).toBeGreaterThan(0.98);
	expect({ refused, rungTwice, overshoot, stopped }).toEqual({
		refused: 0,
		rungTwice: 0,
		overshoot: 0,
		stopped: undefined,
	});
});

test('a governor that keeps below the rate uses just that much of it', async () => {
	const { use, refused } = await run('b4-fixed-window', 'fixed:150@0.9');
	expect(use).toBeCloseTo(0.9, 2);
	expect(refused).toBe(0);
});

test("the dialer's own polling sees the ends of calls too, only later", async () => {
	const { use, refused } = await run('b1-slots-10', 'fixed:10', { endNotice: 'poll' });
	expect(use).toBeGreaterThan(0.95);
	expect(refused).toBe(0);
});

test('faults ring nobody twice', async () => {
	const { rungTwice, refused, accepted } = await run('b11-noise', 'fixed:20');
	expect(rungTwice).toBe(0);
	expect(refused).toBeGreaterThan(0);
	expect(accepted).toBeGreaterThan(200);
});

test('the same seed gives the same run', async () => {
	expect(await run('b7-twilio-unknown', 'aimd')).toEqual(await run('b7-twilio-unknown', 'aimd'));
});

test('work that trickles in leaves slots free until the backlog comes', async () => {
	const backlog = { perMinute: 2, until: 900_000 };
	const { use, lateUse, unproven } = await run('b10-trickle-then-burst', 'fixed:10', { backlog, lateFrom: 900_000 });
	expect(use).toBeLessThan(0.8);
	expect(lateUse).toBeGreaterThan(0.95);
	expect(unproven).toBeGreaterThan(1);
});
