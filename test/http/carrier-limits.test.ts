import { expect, test } from 'vitest';
import type { CampaignEvent } from '../../src/progress/events.js';
import { campaignSetup, mockProvider, runCampaign } from '../helpers/campaign.js';
import { scaledClock } from '../helpers/scaled-clock.js';

const SHORT_CALLS = { ring: { min: '50ms', max: '100ms' }, talk: { min: '50ms', max: '300ms' } };
/** Between the clock that a start is admitted by and the mock's there is a sync of the disk and a real socket. */
const ON_THE_WAY_MS = 500;

function reasons(events: readonly CampaignEvent[]): Set<string> {
	return new Set(events.map((event) => (event.type === 'waiting' ? event.why : '')));
}

test('each caller number starts one call per second, all of them equally often', async () => {
	const clock = scaledClock(4);
	const mock = await mockProvider({ calls: SHORT_CALLS }, clock);
	const from = ['+12025550101', '+12025550102', '+12025550103'];
	const setup = campaignSetup(mock.url, 18, { from, perCallerPerSecond: 1 }, clock);

	const { summary, events } = await runCampaign(setup);

	expect(summary.byStatus).toMatchObject({ completed: 18 });
	const { callers, firstCreateAt, lastCreateAt } = mock.truth();
	expect(Object.keys(callers).sort()).toEqual(from);
	for (const { calls, leastGapMs } of Object.values(callers)) {
		expect(calls).toBe(6);
		expect(leastGapMs).toBeGreaterThanOrEqual(1_000 - ON_THE_WAY_MS);
	}
	// Six starts of each number are five seconds apart at least.
	expect((lastCreateAt ?? 0) - (firstCreateAt ?? 0)).toBeGreaterThanOrEqual(5_000 - ON_THE_WAY_MS);
	expect(events[0]).toMatchObject({ type: 'campaign_started', pacePerSecond: 3 });
	expect(reasons(events)).toContain('each caller number starts 1 call per second at most');
});

test('a carrier that allows less than the provider is obeyed in calls and starts', async () => {
	const clock = scaledClock(4);
	const mock = await mockProvider({ calls: SHORT_CALLS, limits: { slots: 20 } }, clock);
	const bridge = { slots: 2, perSecond: 10 };
	const setup = campaignSetup(mock.url, 40, { bridge, concurrency: 10 }, clock);

	const { summary, events } = await runCampaign(setup);

	expect(summary.byStatus).toMatchObject({ completed: 40 });
	const { livePeak, refused, firstCreateAt, lastCreateAt } = mock.truth();
	expect(livePeak).toBe(2);
	expect(refused.slots).toBe(0);
	expect((lastCreateAt ?? 0) - (firstCreateAt ?? 0)).toBeGreaterThanOrEqual(39 * 100 - ON_THE_WAY_MS);
	expect(reasons(events)).toContain('the carrier allows 2 live calls');
	expect(events[0]).toMatchObject({ type: 'campaign_started', slots: 2, pacePerSecond: 10 });
});
