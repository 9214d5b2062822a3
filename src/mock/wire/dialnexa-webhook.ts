import { createHmac } from 'node:crypto';
import type { Call } from '../call.js';
import type { Webhook } from './wire.js';

/** The words of the webhooks' page for end reasons of the page on the call data model; the others are `unknown`. */
const HANGUP_REASONS: ReadonlyMap<unknown, string> = new Map([
	['user_did_not_pick_up', 'user_did_not_pick_up'],
	['user_busy', 'user_busy'],
	['voicemail_detected', 'voicemail_detected'],
	['user_unreachable', 'user_unreachable'],
	['network_failure', 'network_failure'],
	['invalid_phone_number', 'unallocated_phone_number'],
]);
const TRANSFERS: ReadonlySet<string> = new Set(['call_transfer', 'transfer_bridged']);

/** What a call record shows when the call is over. */
interface Ended {
	readonly status: string;
	readonly end_reason?: string;
	readonly duration: number;
}

/** The events of the vendor's page on webhooks, signed with the workspace's secret; metadata is not among what they show. */
export function dialNexaWebhooks(call: Call, ended: () => object): Webhook[] {
	const event = (at: number, type: string, payload: () => object): Webhook => ({
		at,
		write(_, { secret }) {
			const body = JSON.stringify({ event_type: type, payload: payload() });
			const signature = createHmac('sha256', secret).update(body).digest('hex');
			return {
				headers: {
					'content-type': 'application/json',
					'user-agent': 'DialNexa-External-Webhook/1.0',
					...(secret === '' ? {} : { 'x-dialnexa-signature': signature }),
				},
				body,
			};
		},
	});
	const transfer = { destination: '+12025550199', status: 'completed', destination_id: 'destination_1' };
	return [
		event(call.dialedAt, 'call_initiated', () => ({ call: { ...shown(call), status: 'initiated' } })),
		event(call.endedAt, 'call_ended', () => ({ call: { ...shown(call), ...endOf(ended() as Ended) } })),
		...(TRANSFERS.has(call.reason)
			? [event(call.endedAt, 'transfer_completed', () => ({ call: shown(call), call_transfer: transfer }))]
			: []),
	];
}

/** Numbers are shown without their plus. */
function shown({ id, to, from, agent, dialedAt }: Call): object {
	return {
		id,
		direction: 'outbound',
		type: 'phone_call',
		category: 'api',
		from_number: from.slice(1),
		to_number: to.slice(1),
		agent_id: agent,
		initiated_at: new Date(dialedAt).toISOString(),
	};
}

/** `hangup` is a call that never connected; of one that did, the reason says who hung up. */
function endOf({ status, end_reason: reason, duration }: Ended): object {
	const hangup = HANGUP_REASONS.get(reason);
	if (status === 'completed' && hangup === undefined) {
		const talk = { transcript: '', summary: '', recording_url: null, post_call_analysis: {} };
		return { status, duration, hangup_reason: reason, disconnection_reason: reason, ...talk };
	}
	const why = hangup ?? 'unknown';
	return { status: 'hangup', hangup_reason: why, disconnection_reason: why };
}
