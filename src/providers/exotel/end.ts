import { field } from '../answers.js';
import type { CallEnd, Outcome } from '../provider.js';

/** Statuses of a call that is over (error dictionary of the vendor's documents). */
const OUTCOME_OF: ReadonlyMap<unknown, Outcome> = new Map<string, Outcome>([
	['completed', 'answered'],
	['busy', 'busy'],
	['no-answer', 'no_answer'],
	['failed', 'unreachable'],
	['canceled', 'canceled'],
]);

/**
 * How a call ended; undefined while it has not. Duration and price are filled in some five minutes later, and are not waited
 * for. Moments are left out: the API writes them without a time zone, and its StartTime is not when somebody picked up.
 */
export function readExotelEnd(call: unknown): CallEnd | undefined {
	const status = field(call, 'Status');
	const outcome = OUTCOME_OF.get(status);
	if (outcome === undefined) return undefined;
	const seconds = amount(field(call, 'Duration'));
	const cost = amount(field(call, 'Price'));
	const answeredBy = field(call, 'AnsweredBy');
	const isMachine = outcome === 'answered' && typeof answeredBy === 'string' && /^machine/i.test(answeredBy);
	return {
		reason: String(status),
		outcome: isMachine ? 'voicemail' : outcome,
		...(seconds === undefined ? {} : { durationMs: Math.round(seconds * 1_000) }),
		...(cost === undefined ? {} : { cost }),
	};
}

/** Figures come as text; up to nine digits before the point. */
function amount(value: unknown): number | undefined {
	const text = typeof value === 'number' ? String(value) : value;
	return typeof text === 'string' && /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : undefined;
}
