import { type Call, statusOf } from '../call.js';
import type { CallStore } from '../calls.js';

/**
 * Statuses and end reasons of DialNexa's page on the call data model for the mock's reasons. How it spells the two that it
 * names in words only, "system at capacity" and "insufficient balance", is not documented.
 */
const ENDS: Readonly<Record<string, readonly [status: string, reason: string]>> = {
	user_hangup: ['completed', 'user_disconnected'],
	voicemail_reached: ['completed', 'voicemail_detected'],
	dial_busy: ['busy', 'user_busy'],
	user_declined: ['busy', 'user_busy'],
	dial_no_answer: ['did_not_pick', 'user_did_not_pick_up'],
	dial_failed: ['failed', 'user_unreachable'],
	sip_routing_error: ['failed', 'network_failure'],
	invalid_destination: ['failed', 'invalid_phone_number'],
	telephony_provider_permission_denied: ['failed', 'destination_forbidden'],
	manual_stopped: ['cancelled', ''],
	concurrency_limit_reached: ['failed', 'system_at_capacity'],
	no_concurrency_fallback: ['failed', 'system_at_capacity'],
	no_valid_payment: ['failed', 'insufficient_balance'],
};
const ENDED: Readonly<Record<Call['ending'], readonly [status: string, reason: string]>> = {
	ended: ['completed', 'agent_disconnected'],
	not_connected: ['failed', 'network_failure'],
	error: ['failed', 'network_failure'],
};

/** The record as the OpenAPI file's examples show it; of its end, the older documentation's examples show the time. */
export function callRecord(call: Call, now: number): object {
	const status = statusOf(call, now);
	const record = {
		id: call.id,
		agent_id: call.agent,
		to_number: call.to,
		from_number: call.from,
		call_direction: 'outbound',
		createdAt: new Date(call.acceptedAt).toISOString(),
		...(call.batch === undefined ? {} : { batch_id: call.batch }),
	};
	if (status === 'registered') return { ...record, status: now < call.dialedAt ? 'created' : 'initiated' };
	if (status === 'ongoing') return { ...record, status: 'received' };
	const [told, reason] = ENDS[call.reason] ?? ENDED[call.ending];
	const talkMs = call.connectedAt === undefined ? 0 : call.endedAt - call.connectedAt;
	return {
		...record,
		status: told,
		ended_at: new Date(call.endedAt).toISOString(),
		duration: Math.round(talkMs / 1_000),
		...(reason === '' ? {} : { end_reason: reason }),
	};
}

/** @returns the page, newest calls first unless asked otherwise, or what is wrong with the question */
export function listedCalls(query: string, calls: CallStore, now: number): object[] | string {
	const asked = new URLSearchParams(query);
	const page = Number(asked.get('page') ?? 1);
	const limit = Number(asked.get('limit') ?? 20);
	const order = asked.get('created_at') ?? 'desc';
	if (!Number.isInteger(page) || page < 1 || !Number.isInteger(limit) || limit < 1 || limit > 200) return WRONG;
	if (order !== 'desc' && order !== 'asc') return WRONG;
	const ids = asked.get('call_id')?.split(',');
	const among = ids === undefined ? calls.all : [...new Set(ids)].flatMap((id) => calls.find(id, now) ?? []);
	const accepts = (call: Call) =>
		calls.isVisible(call, now) && FILTERS.every(([name, of]) => holds(asked.get(name), of(call)));
	const found = among.filter(accepts).sort((one, other) => one.serial - other.serial);
	if (order === 'desc') found.reverse();
	return found.slice((page - 1) * limit, page * limit).map((call) => callRecord(call, now));
}

const WRONG = 'Invalid query parameters';

/** Those of the many filters that a dialer can use. */
const FILTERS: readonly (readonly [name: string, of: (call: Call) => string | undefined])[] = [
	['to', ({ to }) => to],
	['from', ({ from }) => from],
	['agent_id', ({ agent }) => agent],
	['batch_call_id', ({ batch }) => batch],
	['call_direction', () => 'outbound'],
];

/** Several values are separated by commas. */
function holds(wanted: string | null, value: string | undefined): boolean {
	return wanted === null || (value !== undefined && wanted.split(',').includes(value));
}
