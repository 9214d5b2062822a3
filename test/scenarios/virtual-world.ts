import { MockProvider } from '../../src/mock/provider.js';
import type { Scenario } from '../../src/mock/scenario-schema.js';
import { wireOf } from '../../src/mock/wires.js';
import type { Provider } from '../../src/providers/provider.js';
import { retellProvider } from '../../src/providers/retell/adapter.js';
import { VirtualClock } from '../../src/runtime/clock.js';
import { type Allowance, allowanceOf } from './allowance.js';
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
	readonly provider: Provider;
	/** Whom calls come from. */
	readonly from: string;
}

interface WorldOptions {
	/** Retell's. */
	readonly provider?: Provider | undefined;
	readonly from?: string | undefined;
	/** As the scenario has it. */
	readonly allowance?: Allowance | undefined;
}

/** A provider, the time, and somebody who measures what they are used for. */
export function virtualWorld(
	scenario: Scenario,
	campaign: CampaignScript,
	seed: number,
	{ provider = retellProvider({ apiKey: 'key' }), from = '+12025550100', allowance }: WorldOptions = {},
): VirtualWorld {
	const clock = new VirtualClock();
	const mock = new MockProvider(scenario, wireOf(provider.name), seed, clock.now());
	allowance ??= allowanceOf(scenario, seed, campaign.duration);
	const meter = new Meter({ allowance, lateFromMs: campaign.lateFrom, changesMs: changesOf(scenario, campaign) });
	return { scenario, campaign, seed, clock, mock, meter, provider, from };
}

/** When something changes that a dialer has to find its way in anew, ms. */
function changesOf({ limits }: Scenario, { backlog, restart, deaths }: CampaignScript): number[] {
	const changes = limits.slots.map(({ at }) => at).filter((at) => at > 0);
	if (backlog !== undefined) changes.push(backlog.until);
	if (restart !== undefined) changes.push(restart.at + restart.downFor);
	changes.push(...deaths);
	return changes.sort((one, other) => one - other);
}
