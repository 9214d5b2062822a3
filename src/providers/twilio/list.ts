import { field, parse } from '../answers.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import type { CallPage, CallView, FollowedCall, Found, LostAttempt } from '../provider.js';
import { moment, readTwilioEnd } from './end.js';

/** How far this machine's clock and the vendor's may be apart, ms. */
const SKEW_MS = 180_000;

/** A call as a list shows it. */
interface Listed {
	readonly view: CallView;
	readonly to: unknown;
	readonly from: unknown;
	readonly direction: unknown;
	/** Epoch ms, in whole seconds. */
	readonly createdAt: number | undefined;
}

interface Page {
	/** Undefined for what cannot be read as a call. */
	readonly calls: readonly (Listed | undefined)[];
	/** Path and query of the next page; undefined when this is the last. */
	readonly next: string | undefined;
}

/** Undefined when it is no call of this API. */
export function readView(value: unknown): CallView | undefined {
	const call = field(value, 'sid');
	if (!isCallSid(call)) return undefined;
	return { call, attempt: undefined, end: readTwilioEnd(value), ...(isUndialed(value) ? { undialed: true } : {}) };
}

/** The vendor: the start time is empty while a call has not been dialed. */
function isUndialed(value: unknown): boolean {
	const [status, startTime] = [field(value, 'status'), field(value, 'start_time')];
	return (status === 'queued' || status === 'canceled') && (startTime === null || startTime === '');
}

export function isCallSid(value: unknown): value is string {
	return typeof value === 'string' && /^CA[0-9a-f]{32}$/i.test(value);
}

/**
 * Calls of the whole account, those of others among them. The list is read on until it shows calls that are older than all
 * that are asked for. That the newest come first is not documented: were it otherwise, what a page does not show would be
 * asked for call by call.
 */
export function readFollowed(
	response: HttpResponse,
	asked: readonly FollowedCall[],
	get: (path: string) => HttpRequest,
): CallPage | undefined {
	const page = readPage(response);
	if (page === undefined) return undefined;
	const calls = page.calls.filter((call) => call !== undefined);
	const views = calls.map(({ view }) => view);
	const oldest = asked.reduce((least, { since }) => Math.min(least, since), Number.POSITIVE_INFINITY);
	const isPast = asked.length > 0 && calls.some(({ createdAt }) => (createdAt ?? oldest) < oldest - SKEW_MS);
	return page.next === undefined || isPast ? { views } : { views, next: get(page.next) };
}

/**
 * Looks for a lost attempt among the calls between its two numbers: one that was created around its time is taken for it. The
 * order of the list plays no part, so absence is said only when its last page was read.
 * @param timeoutMs how long after the attempt its request may still have been acted on
 */
export function readFoundCall(
	response: HttpResponse,
	lost: LostAttempt,
	timeoutMs: number,
	get: (path: string) => HttpRequest,
): Found | undefined {
	const page = readPage(response);
	if (page === undefined) return undefined;
	const around: Listed[] = [];
	for (const call of page.calls) {
		if (call === undefined) return undefined;
		if (call.to !== lost.to || call.from !== lost.from) {
			return { kind: 'cannot_tell', why: 'the provider showed other calls than those that were asked for' };
		}
		if (isOurKind(call) && isAround(call, lost.intendedAt, timeoutMs)) around.push(call);
	}
	const [first] = around;
	if (first === undefined)
		return page.next === undefined ? { kind: 'absent' } : { kind: 'more', request: get(page.next) };
	if (around.length > 1 || page.next !== undefined) {
		return { kind: 'cannot_tell', why: 'more than one call between these numbers may be the one of this attempt' };
	}
	return { kind: 'placed', call: first.view.call };
}

/** Calls that came in, and those that other calls dialed, were not made by a request. */
function isOurKind({ direction }: Listed): boolean {
	return direction === 'outbound-api' || typeof direction !== 'string';
}

/** A call without a date may be of any time. */
function isAround({ createdAt }: Listed, intendedAt: number, timeoutMs: number): boolean {
	if (createdAt === undefined) return true;
	return createdAt >= intendedAt - SKEW_MS && createdAt <= intendedAt + timeoutMs + SKEW_MS;
}

function readPage(response: HttpResponse): Page | undefined {
	const body = parse(response);
	const calls = field(body, 'calls');
	if (response.status !== 200 || !Array.isArray(calls)) return undefined;
	const next = field(body, 'next_page_uri') ?? undefined;
	if (next !== undefined && !isPagePath(next)) return undefined;
	return { calls: calls.map(readListed), next };
}

/** A path of this API, and nothing that could lead elsewhere. */
function isPagePath(value: unknown): value is string {
	return typeof value === 'string' && value.length < 2_000 && /^\/2010-04-01\/Accounts\/[!-~]+$/.test(value);
}

function readListed(value: unknown): Listed | undefined {
	const view = readView(value);
	if (view === undefined) return undefined;
	const [to, from, direction] = ['to', 'from', 'direction'].map((name) => field(value, name));
	return { view, to, from, direction, createdAt: moment(field(value, 'date_created')) };
}
