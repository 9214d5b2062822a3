import { field } from '../answers.js';
import type { CallEnd, Outcome } from '../provider.js';

/** Every status in which a call of the Call resource is over (twilio 6.3) and what it means for the contact. */
const OUTCOME_OF: ReadonlyMap<unknown, Outcome> = new Map<unknown, Outcome>([
	['completed', 'answered'],
	['busy', 'busy'],
	['no-answer', 'no_answer'],
	// The vendor: it could not be completed as dialed, most likely because the number does not exist.
	['failed', 'unreachable'],
	['canceled', 'canceled'],
]);

/** How the call in a Call resource ended; undefined while it has not. */
export function readTwilioEnd(value: unknown): CallEnd | undefined {
	const status = field(value, 'status');
	const told = OUTCOME_OF.get(status);
	if (told === undefined || typeof status !== 'string') return undefined;
	const isAnswered = told === 'answered';
	const endedAt = moment(field(value, 'end_time'));
	const durationMs = isAnswered ? seconds(field(value, 'duration')) : undefined;
	const cost = price(field(value, 'price'));
	return {
		reason: status,
		outcome: isAnswered && isMachine(field(value, 'answered_by')) ? 'voicemail' : told,
		// `start_time` is when it was dialed; the duration counts from when it was answered.
		...(endedAt === undefined || durationMs === undefined ? {} : { startedAt: endedAt - durationMs }),
		...(endedAt === undefined ? {} : { endedAt }),
		...(durationMs === undefined ? {} : { durationMs }),
		...(cost === undefined ? {} : { cost }),
	};
}

/** Epoch ms of "Mon, 05 Jan 2026 09:00:00 +0000" (RFC 2822); undefined for anything else. */
export function moment(value: unknown): number | undefined {
	if (typeof value !== 'string' || value.length > 40 || !/^\w{3}, \d{1,2} \w{3} \d{4} /.test(value)) return undefined;
	const at = Date.parse(value);
	return Number.isFinite(at) ? at : undefined;
}

function seconds(value: unknown): number | undefined {
	return typeof value === 'string' && /^\d{1,7}$/.test(value) ? Number(value) * 1_000 : undefined;
}

/** What was charged stands as a negative amount, in text; it is often filled in later than the end. */
function price(value: unknown): number | undefined {
	return typeof value === 'string' && /^-?\d{1,9}(\.\d{1,9})?$/.test(value) ? Math.abs(Number(value)) : undefined;
}

/** With answering machine detection, which this program does not ask for. */
function isMachine(value: unknown): boolean {
	return typeof value === 'string' && /^(machine|fax)/.test(value);
}
