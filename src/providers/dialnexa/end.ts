import { countAt, field } from '../answers.js';
import type { CallEnd, Outcome } from '../provider.js';

/** The statuses of a call that is over (the vendor's page on the call data model); of `completed` the reason tells more. */
const OUTCOME_OF_STATUS: ReadonlyMap<unknown, Outcome> = new Map<unknown, Outcome>([
	['completed', 'answered'],
	['did_not_pick', 'no_answer'],
	['no_answer', 'no_answer'],
	['busy', 'busy'],
	['failed', 'error'],
	['cancelled', 'canceled'],
	['retry_expired', 'unknown'],
]);

/** What `end_reason`, or a webhook's hangup reason, adds. Some spellings are those of webhooks alone. */
const OUTCOME_OF_REASON: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
	['voicemail_detected', 'voicemail'],
	['user_did_not_pick_up', 'no_answer'],
	['user_busy', 'busy'],
	['user_unreachable', 'unreachable'],
	['network_failure', 'unreachable'],
	['sip_trunk_unreachable', 'unreachable'],
	['invalid_phone_number', 'invalid_number'],
	['unallocated_phone_number', 'invalid_number'],
]);

/** Nothing rang, for the destination's or the configuration's sake. */
const CONFIG: ReadonlyMap<string, string> = new Map([
	['destination_forbidden', 'the route or its carrier rejects this destination'],
	['sip_auth_failed', 'the SIP trunk refuses its credentials'],
]);

/** Calls are capped at 90 minutes: no duration in seconds is larger. */
const LONGEST_CALL_S = 90 * 60;

/** How the call in a DialNexa call record ended; undefined while it has not. */
export function readDialNexaEnd(value: unknown): CallEnd | undefined {
	const told = OUTCOME_OF_STATUS.get(field(value, 'status'));
	if (told === undefined) return undefined;
	const reason = reasonOf(value);
	const endedAt = timeAt(value, 'ended_at') ?? timeAt(value, 'endedAt');
	const durationMs = durationOf(value, endedAt);
	const outcome = OUTCOME_OF_REASON.get(reason) ?? told;
	const talked = outcome === 'answered' || outcome === 'voicemail';
	return {
		outcome,
		reason,
		...(endedAt === undefined ? {} : { endedAt }),
		...(talked && durationMs !== undefined ? { durationMs } : {}),
		...(talked && endedAt !== undefined && durationMs !== undefined ? { startedAt: endedAt - durationMs } : {}),
		...(field(value, 'status') === 'failed' && told === outcome ? whyNotDialed(reason) : {}),
	};
}

/**
 * A call that failed before anything rang. The vendor's pages name the first two in words, "system at capacity" and
 * "insufficient balance", but not how they are spelled.
 */
function whyNotDialed(reason: string): Partial<CallEnd> {
	if (/\bcapacity\b/i.test(reason.replaceAll('_', ' '))) return { refusal: { kind: 'slots', message: reason } };
	if (/insufficient.*(balance|credit|wallet)/i.test(reason)) {
		return { account: { rang: false, message: `DialNexa ended a call with ${reason}: the wallet is empty.` } };
	}
	const config = CONFIG.get(reason);
	return config === undefined ? {} : { config };
}

/** A reason that is not the vendor's may be anything: it stands in files and on the terminal. */
function reasonOf(value: unknown): string {
	const told = [field(value, 'end_reason'), field(value, 'status')].find(
		(one) => typeof one === 'string' && one !== '',
	);
	return String(told)
		.slice(0, 200)
		.replace(/\p{Cc}+/gu, ' ');
}

/**
 * Whether `duration` is in seconds or milliseconds is not documented (an example says 42, filters are in milliseconds).
 * It is told where only one of the two can be true: by the time between the call's creation and its end, and the cap.
 */
function durationOf(value: unknown, endedAt: number | undefined): number | undefined {
	const seconds = countAt(value, 'duration_seconds');
	if (seconds !== undefined) return seconds * 1_000;
	const duration = countAt(value, 'duration');
	if (duration === undefined) return undefined;
	if (duration > LONGEST_CALL_S) return duration;
	const createdAt = timeAt(value, 'createdAt') ?? timeAt(value, 'created_at');
	if (endedAt === undefined || createdAt === undefined) return undefined;
	return duration * 1_000 <= endedAt - createdAt + 1_000 ? duration * 1_000 : duration;
}

/** Epoch ms. */
function timeAt(value: unknown, name: string): number | undefined {
	const text = field(value, name);
	const time = typeof text === 'string' ? Date.parse(text) : Number.NaN;
	return Number.isNaN(time) ? undefined : time;
}
