import { AdaptiveGovernor } from '../../src/governor/adaptive.js';
import { AimdGovernor } from '../../src/governor/aimd.js';
import type { GovernorFactory } from './virtual-campaign.js';

/** Live calls at most: more than any scenario has slots. */
const MAX = 200;

/** The governors that can be compared, by name. */
const GOVERNORS: Readonly<Record<string, GovernorFactory>> = {
	adaptive: (random, pacePerSecond) => new AdaptiveGovernor({ start: 1, max: MAX, random, pacePerSecond }),
	aimd: (random, pacePerSecond) => new AimdGovernor({ slots: { start: 1, max: MAX }, random, pacePerSecond }),
};

/** `fixed:10` is told its slots beforehand and neither grows nor has to; `fixed:10@2` also starts per second. */
const FIXED = /^fixed:(\d+)(?:@([\d.]+))?$/;

/** @throws Error when there is no governor of this name */
export function governorNamed(name: string): GovernorFactory {
	const governor = GOVERNORS[name] ?? fixed(name);
	if (governor !== undefined) return governor;
	throw new Error(`There is no governor "${name}"; known: ${Object.keys(GOVERNORS).join(', ')}, fixed:<slots>@<pace>.`);
}

function fixed(name: string): GovernorFactory | undefined {
	const [, slots, pace] = FIXED.exec(name) ?? [];
	if (slots === undefined) return undefined;
	const limits = { start: Number(slots), max: Number(slots), decrease: 1 };
	return (random, configured) =>
		new AimdGovernor({ slots: limits, pacePerSecond: pace === undefined ? configured : Number(pace), random });
}
