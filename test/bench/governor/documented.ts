import { createScriptWriter } from '../../../src/mock/call-script.js';
import type { RateRule } from '../../../src/mock/scenario-schema.js';
import { numberOf } from '../../scenarios/endless-work.js';
import type { ScenarioFile } from '../../scenarios/scenario-file.js';

/**
 * What a user of a static tool configures it with: the limits that a provider's documents give for an account, in equal
 * parts where several processes work at once.
 */
export interface Documented {
	/** Live calls; where no such limit is documented, as many as the rate allows to be up at once. */
	readonly slots: number;
	/** The tightest rate; where none is documented, as many starts in a minute as the slots take. */
	readonly rate: Pick<RateRule, 'calls' | 'per'>;
	readonly hasSlots: boolean;
	readonly hasRate: boolean;
}

const SAMPLE = 500;
const MINUTE_MS = 60_000;

/** @param factor 1 where the user has it right; 2 where both are taken for twice as high as they are */
export function documentedLimits({ scenario, campaign }: ScenarioFile, factor: number): Documented {
	const { limits } = scenario;
	const part = (whole: number) => Math.max(1, Math.floor((whole * factor) / campaign.dialers));
	const write = createScriptWriter(scenario, 1);
	const scripts = Array.from({ length: SAMPLE }, (_, place) => write(numberOf(place), 1));
	const callMs = scripts.reduce((sum, { ringMs, talkMs }) => sum + ringMs + talkMs, 0) / SAMPLE;
	const perMs = ({ calls, per }: RateRule) => calls / per;
	const [tightest] = [...limits.rate].sort((one, other) => perMs(one) - perMs(other));
	const slots = limits.slots[0]?.slots ?? (tightest === undefined ? 1 : Math.ceil(perMs(tightest) * callMs));
	const rate = tightest ?? { calls: Math.max(1, Math.round((slots / callMs) * MINUTE_MS)), per: MINUTE_MS };
	return {
		slots: part(slots),
		rate: { calls: part(rate.calls), per: rate.per },
		hasSlots: limits.slots.length > 0,
		hasRate: tightest !== undefined,
	};
}
