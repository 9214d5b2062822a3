/** The state in which a call comes to rest. */
export type Ending = 'ended' | 'not_connected' | 'error';

/**
 * Retell's disconnection reasons (retell-sdk 5.66) by the state they leave a call in. The split of the unconnected ones
 * follows Retell's page on disconnection reasons; where that is silent, a reason that presumes a talk is `ended`.
 */
const REASONS: Record<Ending, readonly string[]> = {
	ended: [
		'user_hangup',
		'agent_hangup',
		'call_transfer',
		'voicemail_reached',
		'ivr_reached',
		'inactivity',
		'max_duration_reached',
		'transfer_bridged',
		'transfer_cancelled',
		'manual_stopped',
		'call_take_over',
	],
	not_connected: [
		'dial_busy',
		'dial_failed',
		'dial_no_answer',
		'invalid_destination',
		'telephony_provider_permission_denied',
		'telephony_provider_unavailable',
		'sip_routing_error',
		'marked_as_spam',
		'user_declined',
	],
	error: [
		'concurrency_limit_reached',
		'no_concurrency_fallback',
		'no_valid_payment',
		'scam_detected',
		'error_llm_websocket_open',
		'error_llm_websocket_lost_connection',
		'error_llm_websocket_runtime',
		'error_llm_websocket_corrupt_payload',
		'error_no_audio_received',
		'error_asr',
		'error_retell',
		'error_unknown',
		'error_user_not_joined',
		'registered_call_timeout',
	],
};

/** Reason -> ending. */
export const ENDINGS: ReadonlyMap<string, Ending> = new Map<string, Ending>(
	(['ended', 'not_connected', 'error'] as const).flatMap((ending) =>
		REASONS[ending].map((reason) => [reason, ending] as const),
	),
);

export function isReason(text: string): boolean {
	return ENDINGS.has(text);
}
