import type { Scenario } from '../../src/mock/scenario-schema.js';
import { SlotLimit } from '../../src/mock/slots.js';
import { oracleUse } from './oracle.js';

/** What a provider allows, as use is measured by it. Limits are read once a second. */
export interface Allowance {
	/** What is counted: live calls over time, or call starts. */
	readonly unit: 'slot-ms' | 'starts';
	/** The longest window of a rate limit, ms. */
	readonly windowMs: number;
	/** Live calls of ours allowed `ms` after the start: what others take is not there. */
	slotsAt(ms: number): number;
	/** What could be used in this second of the run, in units. */
	inSecond(second: number): number;
}

/**
 * Where slots alone are limited: all of them. Where starts alone are limited: the mean rate. Where both are: what an
 * oracle gets that knows both.
 */
export function allowanceOf(scenario: Scenario, seed: number, durationMs: number): Allowance {
	const { slots, rate } = scenario.limits;
	const limit = new SlotLimit(scenario.limits, seed);
	const allowedAt = (ms: number) => limit.ours(ms);
	const windowMs = Math.max(0, ...rate.map((rule) => rule.per));
	if (slots.length === 0) {
		const perSecond = Math.min(...rate.map((rule) => (rule.calls / rule.per) * 1_000));
		return { unit: 'starts', windowMs, slotsAt: allowedAt, inSecond: () => perSecond };
	}
	if (rate.length === 0) {
		return { unit: 'slot-ms', windowMs, slotsAt: allowedAt, inSecond: (second) => allowedAt(second * 1_000) * 1_000 };
	}
	const oracle = oracleUse(scenario, seed, durationMs);
	return { unit: 'slot-ms', windowMs: 0, slotsAt: allowedAt, inSecond: (second) => oracle[second] ?? 0 };
}
