/** The call log and the calls in progress, which show calls by number and time. */
import { field, isCallId, parse } from '../answers.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import type { CallEnd, CallView, FollowedCall, Found, LostAttempt, Outcome } from '../provider.js';
import { parseHttpDate } from '../rate-limits/http-date.js';

/** What stands before the id of a call that was found by its number: it is that of its telephony session. */
export const SESSION = 'session:';

/** Clocks differ, and a call is dated by whole seconds, ms. */
const EARLIER_MS = 5_000;
/** An attempt that was not carried out after this time is none any more, ms. */
const LATER_MS = 300_000;
/** Asked for beyond what is looked for, ms: it is compared with the provider's own clock when it is there. */
const MARGIN_MS = 3_600_000;
const PAGE = 1_000;

/** What `result` means; whatever is not here is `unknown`. */
const OUTCOME_OF: ReadonlyMap<unknown, Outcome> = new Map<unknown, Outcome>([
	...(['Call connected', 'Accepted', 'Received'] as const).map((result) => [result, 'answered'] as const),
	...(['Voicemail', 'Sent to Voicemail'] as const).map((result) => [result, 'voicemail'] as const),
	...(['No Answer', 'Missed', 'Answered Not Accepted'] as const).map((result) => [result, 'no_answer'] as const),
	...(['Hang Up', 'Stopped', 'Abandoned'] as const).map((result) => [result, 'canceled'] as const),
	...(['Rejected', 'Declined'] as const).map((result) => [result, 'declined'] as const),
	['Busy', 'busy'],
	['Wrong Number', 'invalid_number'],
	...['Blocked', 'Restricted Number', 'International Disabled', 'International Restricted', 'Not Allowed'].map(
		(result) => [result, 'unreachable'] as const,
	),
	...['Call Failed', 'Call Failure', 'Carrier is not active', 'EDGE trunk misconfigured'].map(
		(result) => [result, 'unreachable'] as const,
	),
	...['IP Phone Offline', 'Internal Error', 'No Calling Credit', 'Suspended account'].map(
		(result) => [result, 'error'] as const,
	),
]);

interface LogRecord {
	/** Undefined where none is told: such a call cannot be followed. */
	readonly session: string | undefined;
	/** Digits only; undefined for a call inside the company, which has an extension instead. */
	readonly to: string | undefined;
	readonly startedAt: number;
	/** Undefined while it is in progress. */
	readonly end: CallEnd | undefined;
}

/** Calls out since some moment, all or those to one number. */
export function callLogSince(since: number, to?: string): string {
	const query = new URLSearchParams({
		...(to === undefined ? {} : { phoneNumber: to.replace(/^\+/, '') }),
		direction: 'Outbound',
		view: 'Simple',
		dateFrom: new Date(since - MARGIN_MS).toISOString(),
		perPage: String(PAGE),
	});
	return `call-log?${query}`;
}

export function callLogOf(session: string): string {
	return `call-log?${new URLSearchParams({ telephonySessionId: session, view: 'Simple' })}`;
}

/** The ends of those calls that one record each fits. */
export function readEndsOf(response: HttpResponse, calls: readonly FollowedCall[]): CallView[] | undefined {
	const records = readRecords(response);
	if (records === undefined) return undefined;
	return calls.flatMap(({ call, to, since }) => {
		const [record, another] = fitting(records, to, serverTime(response, since));
		if (record?.end === undefined || another !== undefined) return [];
		return [{ call, attempt: undefined, end: record.end }];
	});
}

/** A lost attempt among the calls in progress, then in the log: `more` asks there. */
export function readLostCall(response: HttpResponse, lost: LostAttempt, askLog: () => HttpRequest): Found | undefined {
	const records = readRecords(response);
	if (records === undefined) return undefined;
	const [record, another] = fitting(records, lost.to, serverTime(response, lost.intendedAt));
	if (another !== undefined) {
		return { kind: 'cannot_tell', why: 'several calls to this number were made at that time' };
	}
	if (record !== undefined) {
		if (record.session !== undefined) return { kind: 'placed', call: SESSION + record.session };
		return { kind: 'cannot_tell', why: 'a call to this number was made at that time, but it cannot be followed' };
	}
	const list = listOf(response);
	if (list === undefined)
		return { kind: 'cannot_tell', why: 'the provider answered with another list than was asked for' };
	if (list === 'active-calls') return { kind: 'more', request: askLog() };
	// A page that is full may have cut off what is looked for.
	return records.length < PAGE ? { kind: 'absent' } : { kind: 'cannot_tell', why: 'the call log is too long to read' };
}

/** A call that is followed in the log, under the id that was given to it here. */
export function readSession(response: HttpResponse, call: string): CallView | undefined {
	const records = readRecords(response);
	const record = records?.find(({ session }) => session !== undefined && SESSION + session === call);
	return records === undefined ? undefined : { call, attempt: undefined, end: record?.end };
}

/** Both lists say what they are in their `uri`. */
function listOf(response: HttpResponse): string | undefined {
	const uri = field(parse(response), 'uri');
	return typeof uri === 'string' ? /\/(call-log|active-calls)(\?|$)/.exec(uri)?.[1] : undefined;
}

function fitting(records: readonly LogRecord[], to: string, from: number): LogRecord[] {
	const digits = digitsOf(to);
	return records.filter(
		(record) => record.to === digits && record.startedAt >= from - EARLIER_MS && record.startedAt <= from + LATER_MS,
	);
}

function digitsOf(number: string): string {
	return number.replace(/\D/g, '');
}

/** A moment of our clock by the provider's, as far as its answer tells it. */
function serverTime({ headers, receivedAt }: HttpResponse, moment: number): number {
	return moment + (parseHttpDate(headers.date ?? '') ?? receivedAt) - receivedAt;
}

/** Undefined when one of them is of no use: it may be the one that is looked for. */
function readRecords(response: HttpResponse): LogRecord[] | undefined {
	const raw = field(parse(response), 'records');
	if (response.unsent || response.status !== 200 || !Array.isArray(raw)) return undefined;
	const records = raw.map(readRecord);
	return records.every((record) => record !== undefined) ? records : undefined;
}

function readRecord(record: unknown): LogRecord | undefined {
	const startTime = field(record, 'startTime');
	const startedAt = typeof startTime === 'string' ? Date.parse(startTime) : Number.NaN;
	if (Number.isNaN(startedAt)) return undefined;
	const session = field(record, 'telephonySessionId');
	const number = field(field(record, 'to'), 'phoneNumber');
	return {
		session: isCallId(session) ? session : undefined,
		to: typeof number === 'string' ? digitsOf(number) : undefined,
		startedAt,
		end: readEnd(record, startedAt),
	};
}

function readEnd(record: unknown, startedAt: number): CallEnd | undefined {
	const result = field(record, 'result');
	if (typeof result !== 'string' || result === 'In Progress') return undefined;
	const outcome = OUTCOME_OF.get(result) ?? 'unknown';
	const seconds = durationAt(record, 'duration');
	const durationMs = durationAt(record, 'durationMs') ?? (seconds === undefined ? undefined : seconds * 1_000);
	const endedAt = durationMs === undefined ? undefined : startedAt + durationMs;
	const reason = result.slice(0, 60).replace(/\p{Cc}+/gu, ' ');
	const message = ACCOUNT_RESULTS.get(result);
	return {
		outcome,
		reason,
		...(endedAt === undefined ? {} : { endedAt }),
		...(durationMs === undefined || outcome !== 'answered' ? {} : { durationMs }),
		// The log does not tell whether something rang before that: the contact is not called again.
		...(message === undefined ? {} : { account: { message, rang: true } }),
	};
}

const ACCOUNT_RESULTS: ReadonlyMap<string, string> = new Map([
	['No Calling Credit', 'RingCentral ended a call with "No Calling Credit".'],
	['Suspended account', 'RingCentral ended a call with "Suspended account".'],
]);

/** At most a month: what is more is no duration, and no date either. */
function durationAt(record: unknown, name: string): number | undefined {
	const value = field(record, name);
	return typeof value === 'number' && value >= 0 && value < 2_678_400_000 ? value : undefined;
}
