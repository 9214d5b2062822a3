import { MockProvider } from '../../src/mock/provider.js';
import type { Scenario } from '../../src/mock/scenario-schema.js';
import { retellWire } from '../../src/mock/wire/retell.js';
import { VirtualClock } from '../../src/runtime/clock.js';
import { allowanceOf } from './allowance.js';
import { Meter } from './measures.js';
import type { CampaignScript } from './scenario-file.js';

/** What all dialers of one run have in common. */
export interface VirtualWorld {
	readonly scenario: Scenario;
	readonly campaign: CampaignScript;
	readonly seed: number;
	readonly clock: VirtualClock;
	readonly mock: MockProvider;
	readonly meter: Meter;
}

/** A provider, the time, and somebody who measures what they are used for. */
export function virtualWorld(scenario: Scenario, campaign: CampaignScript, seed: number): VirtualWorld {
	const clock = new VirtualClock();
	const mock = new MockProvider(scenario, retellWire, seed, clock.now());
	const allowance = allowanceOf(scenario, seed, campaign.duration);
	const meter = new Meter({ allowance, lateFromMs: campaign.lateFrom, changesMs: changesOf(scenario, campaign) });
	return { scenario, campaign, seed, clock, mock, meter };
}

/** When something changes that a dialer has to find its way in anew, ms. */
function changesOf({ limits }: Scenario, { backlog, restart, deaths }: CampaignScript): number[] {
	const changes = limits.slots.map(({ at }) => at).filter((at) => at > 0);
	if (backlog !== undefined) changes.push(backlog.until);
	if (restart !== undefined) changes.push(restart.at + restart.downFor);
	changes.push(...deaths);
	return changes.sort((one, other) => one - other);
}
