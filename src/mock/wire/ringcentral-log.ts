import type { Call } from '../call.js';
import type { CallStore } from '../calls.js';
import type { MockRequest } from './wire.js';

const ORIGIN = 'https://platform.ringcentral.com';
const DAY_MS = 86_400_000;

/** `result` of a call that did not come about. */
const RESULTS: ReadonlyMap<string, string> = new Map([
	['dial_busy', 'Busy'],
	['dial_no_answer', 'No Answer'],
	['user_declined', 'Rejected'],
	['invalid_destination', 'Wrong Number'],
	['telephony_provider_permission_denied', 'International Disabled'],
	['marked_as_spam', 'Blocked'],
	['no_valid_payment', 'No Calling Credit'],
	['manual_stopped', 'Stopped'],
]);

/** A page of the call log: calls that are over, the newest first; or the parameter that is wrong. */
export function callLog(request: MockRequest, calls: CallStore, now: number): object | string {
	const query = new URLSearchParams(request.query);
	const to = moment(query.get('dateTo'), now);
	const from = moment(query.get('dateFrom'), to - DAY_MS);
	if (Number.isNaN(to)) return 'dateTo';
	if (Number.isNaN(from)) return 'dateFrom';
	const number = query.get('phoneNumber');
	// The plus is left out in this filter.
	if (number !== null && !/^\d+$/.test(number)) return 'phoneNumber';
	const session = query.get('telephonySessionId');
	return page(request, query, calls, now, (call) => {
		if (!calls.isVisible(call, now) || now < call.endedAt) return false;
		if (session !== null) return sessionOf(call) === session;
		if (call.acceptedAt < from || call.acceptedAt > to) return false;
		return number === null || call.to === `+${number}` || call.from === `+${number}`;
	});
}

/** A page of the calls in progress. */
export function activeCalls(request: MockRequest, calls: CallStore, now: number): object | string {
	const isActive = (call: Call) => calls.isVisible(call, now) && now < call.endedAt;
	return page(request, new URLSearchParams(request.query), calls, now, isActive);
}

function page(
	{ path, query: text }: MockRequest,
	query: URLSearchParams,
	calls: CallStore,
	now: number,
	accepts: (call: Call) => boolean,
): object | string {
	const perPage = query.get('perPage') ?? '100';
	const number = query.get('page') ?? '1';
	if (!/^[1-9]\d*$/.test(perPage)) return 'perPage';
	if (!/^[1-9]\d*$/.test(number)) return 'page';
	const size = Math.min(Number(perPage), 1_000);
	const start = (Number(number) - 1) * size;
	// All of them are ours, so that none comes in.
	const direction = query.getAll('direction');
	const isWanted = direction.length === 0 || direction.includes('Outbound');
	const all = isWanted ? calls.all.filter(accepts).reverse() : [];
	const records = all.slice(start, start + size).map((call) => record(call, now));
	const uri = `${ORIGIN}${path}${text === '' ? '' : `?${text}`}`;
	const hasNext = start + size < all.length;
	return {
		uri,
		records,
		paging: { page: Number(number), perPage: size, pageStart: start, pageEnd: start + Math.max(0, records.length - 1) },
		navigation: { firstPage: { uri }, ...(hasNext ? { nextPage: { uri } } : {}) },
	};
}

function record(call: Call, now: number): object {
	const durationMs = Math.min(call.endedAt, now) - call.acceptedAt;
	const id = `log-${call.id}`;
	const path = '/restapi/v1.0/account/37439510/extension/850957020/call-log';
	return {
		uri: `${ORIGIN}${path}/${id}?view=Simple`,
		id,
		sessionId: String(call.serial + 1),
		telephonySessionId: sessionOf(call),
		startTime: new Date(call.acceptedAt).toISOString(),
		duration: Math.round(durationMs / 1_000),
		durationMs,
		type: 'Voice',
		internalType: 'RingOut',
		direction: 'Outbound',
		action: 'RingOut Web',
		result: now < call.endedAt ? 'In Progress' : resultOf(call),
		to: { phoneNumber: call.to },
		from: { phoneNumber: call.from },
	};
}

function resultOf({ ending, reason }: Call): string {
	return ending === 'ended' ? 'Call connected' : (RESULTS.get(reason) ?? 'Call Failed');
}

export function sessionOf(call: Call): string {
	return `s-${call.id}`;
}

function moment(text: string | null, otherwise: number): number {
	return text === null ? otherwise : Date.parse(text);
}
