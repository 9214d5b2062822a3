import { countAt, field } from '../answers.js';
import type { CallEnd, Outcome } from '../provider.js';

/**
 * Which statuses there are is not documented; `ringing` and `completed` stand in examples. The others are words that
 * can only mean the end of a call, in case they are used: a call with any other is taken to go on.
 */
const OUTCOME_OF: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
	['completed', 'answered'],
	['voicemail', 'voicemail'],
	['no_answer', 'no_answer'],
	['missed', 'no_answer'],
	['busy', 'busy'],
	['failed', 'error'],
	['canceled', 'canceled'],
	['cancelled', 'canceled'],
]);

/** How the call in a Boltcall record ended; undefined while it has not. */
export function readBoltcallEnd(value: unknown): CallEnd | undefined {
	const reason = field(value, 'status');
	if (typeof reason !== 'string') return undefined;
	const told = OUTCOME_OF.get(reason.toLowerCase().replace('-', '_'));
	if (told === undefined) return undefined;
	const seconds = countAt(value, 'duration_seconds');
	// Completed without a second of talk: somebody picked up and left at once, or nobody did.
	if (told === 'answered' && (seconds ?? 0) === 0) return { outcome: 'unknown', reason };
	return { outcome: told, reason, ...(seconds === undefined || seconds === 0 ? {} : { durationMs: seconds * 1_000 }) };
}
