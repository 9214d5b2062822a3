import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { dryRunValues } from '../../src/cli/provider-settings.js';
import { AdaptiveGovernor } from '../../src/governor/adaptive.js';
import { parseScenario } from '../../src/mock/scenario.js';
import type { CatalogueEntry } from '../../src/providers/entry.js';
import type { Allowance } from '../scenarios/allowance.js';
import { type JudgedRun, runVirtualCampaign } from '../scenarios/virtual-campaign.js';

const MINUTE_MS = 60_000;
/** Calls of a usual length; those of a dry run last two seconds, and much of their slots is spent on learning that they ended. */
const CALLS = { ring: { min: '5s', max: '20s' }, talk: { min: '20s', max: '2m' } };
/** RingCentral's groups as they are: in a dry run a second stands for a minute. */
const group = (calls: number) => ({ calls, per: '60s', penalty: { wait: '60s', restarts: true } });
const MINUTES = { pace: undefined, groups: { heavy: group(10), light: group(50), auth: group(5) } };

/**
 * A campaign as the command line runs it, against the mock of its provider with that one's own limits, for so long. Use is
 * of the limit that binds: slots where the provider has them, else the pace.
 */
export async function measureProvider(entry: CatalogueEntry, minutes: number, seed: number): Promise<JudgedRun> {
	const provider = entry.create({ values: dryRunValues(entry), agent: entry.agent?.dryRun });
	const { pacePerSecond, maxSlots = 50 } = provider.defaults;
	const fileUrl = new URL(`../../fixtures/scenarios/${entry.scenario}.yaml`, import.meta.url);
	const file = parse(readFileSync(fileUrl, 'utf8'));
	const calls = file.limits?.slots === undefined ? {} : { calls: CALLS };
	const groups = file.groups === undefined ? {} : MINUTES;
	const scenario = parseScenario({ ...file, ...calls, ...groups }, entry.name);
	const { limits, pace = pacePerSecond } = scenario;
	const slots = limits.slots[0]?.slots;
	return runVirtualCampaign({
		scenario,
		provider,
		from: entry.caller?.dryRun ?? '',
		seed,
		allowance: slots === undefined ? startsOf(pace) : slotsOf(slots),
		campaign: {
			duration: minutes * MINUTE_MS,
			configuredPace: pace,
			lateFrom: 2 * MINUTE_MS,
			latency: { min: 40, max: 120 },
			endNotice: 'poll',
			dialers: 1,
			coordinated: true,
			deaths: [],
		},
		governor: (random, configured) =>
			new AdaptiveGovernor({ start: 1, max: maxSlots, random, pacePerSecond: configured }),
	});
}

function startsOf(perSecond: number): Allowance {
	return { unit: 'starts', windowMs: 0, slotsAt: () => Number.POSITIVE_INFINITY, inSecond: () => perSecond };
}

function slotsOf(slots: number): Allowance {
	return { unit: 'slot-ms', windowMs: 0, slotsAt: () => slots, inSecond: () => slots * 1_000 };
}
