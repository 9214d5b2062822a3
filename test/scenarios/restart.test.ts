import { expect, test } from 'vitest';
import type { Learned } from '../../src/governor/governor.js';
import { governorNamed } from './governors.js';
import { readScenarioFile } from './scenario-file.js';
import { type GovernorFactory, runVirtualCampaign } from './virtual-campaign.js';

const MINUTE = 60_000;

/** Ten slots for twenty minutes; the dialer dies after ten and another begins a minute later. */
function runWithRestart(governor: GovernorFactory, latencyMs = 250) {
	const file = readScenarioFile('b1-slots-10');
	const restart = { at: 10 * MINUTE, downFor: MINUTE };
	const latency = { min: latencyMs, max: latencyMs };
	const campaign = { ...file.campaign, duration: 20 * MINUTE, lateFrom: 15 * MINUTE, latency, restart };
	return runVirtualCampaign({ ...file, campaign, governor, seed: 3 });
}

test('a new process goes on with the calls that are up, and is measured from its beginning on', async () => {
	const { use, lateUse, refused, rungTwice, t90AfterChange, stopped } = await runWithRestart(governorNamed('fixed:10'));
	expect({ refused, rungTwice, stopped }).toEqual({ refused: 0, rungTwice: 0, stopped: undefined });
	expect(use).toBeGreaterThan(0.93);
	expect(use).toBeLessThan(0.99);
	expect(lateUse).toBeGreaterThan(0.98);
	expect(t90AfterChange).toEqual([expect.closeTo(11, -1)]);
});

test('calls that were asked for just before are found out about, and nobody is rung twice', async () => {
	const { rungTwice, refused, lateUse } = await runWithRestart(governorNamed('fixed:10'), 20_000);
	expect({ rungTwice, refused }).toEqual({ rungTwice: 0, refused: 0 });
	expect(lateUse).toBeGreaterThan(0.7);
});

test('the new governor begins with what the old one had learned', async () => {
	const handedOver: Learned[] = [];
	const governor: GovernorFactory = (random, pace) => {
		const created = governorNamed('fixed:10')(random, pace);
		const restore = created.restore.bind(created);
		created.restore = (learned, now) => {
			handedOver.push(learned);
			restore(learned, now);
		};
		return created;
	};
	await runWithRestart(governor);
	expect(handedOver).toEqual([expect.objectContaining({ ceiling: 10 })]);
});
