import { expect, test } from 'vitest';
import type { Admission, Governor } from '../../src/governor/governor.js';
import { waiting } from '../../src/governor/waits.js';
import { governorNamed } from './governors.js';
import { readScenarioFile } from './scenario-file.js';
import { runVirtualCampaign } from './virtual-campaign.js';

const CLOSED_FROM_MS = 60_000;
const CLOSED_UNTIL_MS = 120_000;

/** For a minute it names no time, and when the minute is over it tells nobody: as if every callback had been lost. */
function silentlyClosed(governor: Governor): Governor {
	const admit = governor.admit.bind(governor);
	governor.admit = (now): Admission =>
		now >= CLOSED_FROM_MS && now < CLOSED_UNTIL_MS
			? waiting(Number.POSITIVE_INFINITY, 'slots', 'all slots are in use')
			: admit(now);
	return governor;
}

test('the loop looks again by itself, though nobody wakes it when calls may be started again', async () => {
	const { scenario, campaign } = readScenarioFile('b1-slots-10');
	// All calls are over long before: none of their ends wakes it either.
	const calls = { ...scenario.calls, talk: { ...scenario.calls.talk, min: 1_000, max: 2_000 } };
	const { accepted, longestPause, stopped } = await runVirtualCampaign({
		scenario: { ...scenario, calls },
		campaign: { ...campaign, duration: 2 * CLOSED_UNTIL_MS },
		governor: (random, pace) => silentlyClosed(governorNamed('fixed:10')(random, pace)),
		seed: 1,
	});
	expect(stopped).toBeUndefined();
	expect(accepted).toBeGreaterThan(500);
	expect(longestPause).toBeGreaterThan(55);
	expect(longestPause).toBeLessThan(62);
});
