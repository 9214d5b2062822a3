import type { CallEnd, Outcome } from '../provider.js';

/**
 * Every `disconnection_reason` of retell-sdk 5.66 and what it means for the contact. Those of a limit or of the
 * account are handled before this table is asked.
 */
const OUTCOME_OF = tableOf<Outcome>({
	user_hangup: 'answered',
	agent_hangup: 'answered',
	call_transfer: 'answered',
	transfer_bridged: 'answered',
	transfer_cancelled: 'answered',
	call_take_over: 'answered',
	inactivity: 'answered',
	max_duration_reached: 'answered',
	ivr_reached: 'answered',
	voicemail_reached: 'voicemail',
	dial_busy: 'busy',
	dial_no_answer: 'no_answer',
	dial_failed: 'unreachable',
	sip_routing_error: 'unreachable',
	marked_as_spam: 'unreachable',
	telephony_provider_unavailable: 'unreachable',
	invalid_destination: 'invalid_number',
	user_declined: 'declined',
	manual_stopped: 'canceled',
	scam_detected: 'error',
	error_llm_websocket_open: 'error',
	error_llm_websocket_lost_connection: 'error',
	error_llm_websocket_runtime: 'error',
	error_llm_websocket_corrupt_payload: 'error',
	error_no_audio_received: 'error',
	error_asr: 'error',
	error_retell: 'error',
	error_unknown: 'error',
	error_user_not_joined: 'error',
	registered_call_timeout: 'error',
	concurrency_limit_reached: 'error',
	no_concurrency_fallback: 'error',
	no_valid_payment: 'error',
	telephony_provider_permission_denied: 'error',
});

/** The call was taken and then not dialed, because all of the account's live calls were in use. */
const LIMIT_REASONS: ReadonlySet<string> = new Set(['concurrency_limit_reached', 'no_concurrency_fallback']);

/** Nothing rang: the number may not call there, or may not call at all. */
const PERMISSION_DENIED = 'telephony_provider_permission_denied';

/** What shows that the account cannot place calls (the vendor's debugging page), and whether the phone rang for it. */
const ACCOUNT_REASONS = tableOf<{ readonly rang: boolean; readonly message: string }>({
	no_valid_payment: {
		rang: false,
		message: 'Retell ended a call with no_valid_payment: the account has no valid payment.',
	},
	scam_detected: { rang: true, message: 'Retell ended a call with scam_detected: the account is under suspicion.' },
});

const TERMINAL: ReadonlySet<unknown> = new Set(['ended', 'not_connected', 'error']);

/** How the call in a Retell call object ended; undefined while it has not. */
export function readRetellEnd(value: unknown): CallEnd | undefined {
	const call = value as Record<string, unknown>;
	if (!TERMINAL.has(call.call_status)) return undefined;
	const reason =
		typeof call.disconnection_reason === 'string' ? word(call.disconnection_reason) : String(call.call_status);
	const startedAt = numberAt(call, 'start_timestamp');
	const endedAt = numberAt(call, 'end_timestamp');
	const durationMs = numberAt(call, 'duration_ms');
	const cents = numberAt(call.call_cost, 'combined_cost');
	const account = ACCOUNT_REASONS.get(reason);
	return {
		reason,
		outcome: outcome(call, reason),
		...(startedAt === undefined ? {} : { startedAt }),
		...(endedAt === undefined ? {} : { endedAt }),
		...(durationMs === undefined ? {} : { durationMs }),
		...(cents === undefined ? {} : { cost: cents / 100 }),
		...(LIMIT_REASONS.has(reason) ? { refusal: { kind: 'slots', message: reason } } : {}),
		...(account === undefined ? {} : { account }),
		...(reason === PERMISSION_DENIED ? { config: 'the caller number may not call this destination' } : {}),
	};
}

/** A reason that is not the vendor's may be anything: it stands in files and on the terminal. */
function word(reason: string): string {
	return reason.slice(0, 200).replace(/\p{Cc}+/gu, ' ');
}

function outcome(call: Record<string, unknown>, reason: string): Outcome {
	const told = OUTCOME_OF.get(reason) ?? (call.call_status === 'error' ? 'error' : 'unknown');
	const analysis = call.call_analysis as { in_voicemail?: unknown } | undefined;
	return told === 'answered' && analysis?.in_voicemail === true ? 'voicemail' : told;
}

function numberAt(holder: unknown, name: string): number | undefined {
	const value = (holder as Record<string, unknown> | undefined)?.[name];
	return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A map, because a plain object would answer to "constructor" as well. */
function tableOf<T>(entries: Readonly<Record<string, T>>): ReadonlyMap<string, T> {
	return new Map(Object.entries(entries));
}
