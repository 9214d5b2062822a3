import type { FaultKind, FaultRule } from './scenario-schema.js';

/** What the client sees of a fault. */
export type FaultEffect = 'refuse' | 'reset' | 'silence' | 'error' | 'unavailable' | 'truncate' | 'garbage';

interface Fault {
	readonly effect: FaultEffect;
	/** Whether a call is accepted, and so somebody's phone rings, although the client learns nothing good. */
	readonly rings: boolean;
}

export const FAULTS: Readonly<Record<FaultKind, Fault>> = {
	refuse: { effect: 'refuse', rings: false },
	'reset-before': { effect: 'reset', rings: false },
	'reset-after': { effect: 'reset', rings: true },
	hang: { effect: 'silence', rings: true },
	'hang-before': { effect: 'silence', rings: false },
	'error-after': { effect: 'error', rings: true },
	'error-before': { effect: 'error', rings: false },
	unavailable: { effect: 'unavailable', rings: false },
	truncated: { effect: 'truncate', rings: true },
	garbage: { effect: 'garbage', rings: true },
};

/**
 * Chooses at most one fault for a request.
 * @param draw a uniform number in [0, 1): each rule owns a stretch as long as its probability, the rest is no fault
 */
export function chooseFault(
	rules: readonly FaultRule[],
	operation: 'create' | 'read',
	draw: number,
): FaultKind | undefined {
	let reached = 0;
	for (const rule of rules) {
		if (rule.kind === 'outage' || rule.operation !== operation) continue;
		reached += rule.probability;
		if (draw < reached) return rule.kind;
	}
	return undefined;
}

/** Whether the provider is off the network `now` ms after its start. */
export function isOutage(rules: readonly FaultRule[], now: number): boolean {
	return rules.some((rule) => rule.kind === 'outage' && rule.from <= now && now < rule.to);
}
