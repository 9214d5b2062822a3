import { field, isCallId, parse } from '../answers.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import type { CallView } from '../provider.js';
import { momentAt, readVapiEnd } from './end.js';

/** Calls on a page: what the API gives without being asked for more (it gives up to 1000, transcripts and all). */
const PAGE_SIZE = 100;

/** What a list of calls can be asked for; moments are epoch ms and belong to it. */
export interface Window {
	readonly phoneNumberId?: string | undefined;
	readonly from?: number;
	readonly to?: number;
}

/** A call of a list. */
interface Listed {
	readonly view: CallView;
	/** E.164; undefined when it is not told. */
	readonly to: string | undefined;
	/** Epoch ms. */
	readonly createdAt: number;
}

/**
 * What a page leaves out of the window that was asked for: nothing; what is older or newer than a moment, which the next
 * page begins with; or something that cannot be asked for.
 */
type Rest = 'nothing' | { readonly to: number } | { readonly from: number } | 'unreachable';

export interface Page {
	readonly calls: readonly Listed[];
	readonly rest: Rest;
}

/** The query of `GET /call`, in the order in which the vendor's SDK writes it. */
export function listPath({ phoneNumberId, from, to }: Window): string {
	const query = new URLSearchParams();
	if (phoneNumberId !== undefined && phoneNumberId !== '') query.set('phoneNumberId', phoneNumberId);
	query.set('limit', String(PAGE_SIZE));
	if (from !== undefined) query.set('createdAtGe', new Date(from).toISOString());
	if (to !== undefined) query.set('createdAtLe', new Date(to).toISOString());
	return `/call?${query}`;
}

/** Undefined when the answer is no list of calls. */
export function readPage(response: HttpResponse): Page | undefined {
	const items = parse(response);
	if (response.status !== 200 || !Array.isArray(items)) return undefined;
	const calls = items.map(readListed);
	return calls.every((call) => call !== undefined) ? { calls, rest: restOf(calls) } : undefined;
}

export function readView(value: unknown): CallView | undefined {
	const call = field(value, 'id');
	if (!isCallId(call)) return undefined;
	const customer = field(field(value, 'customer'), 'externalId');
	const metadata = field(field(field(value, 'assistantOverrides'), 'metadata'), 'attempt_id');
	const attempt = [customer, metadata].find((id) => typeof id === 'string' && id !== '');
	return { call, attempt: attempt as string | undefined, end: readVapiEnd(value) };
}

/** The request for the rest of a window; undefined when there is none or it cannot be asked for. */
export function restRequest(window: Window, rest: Rest, get: (path: string) => HttpRequest): HttpRequest | undefined {
	return typeof rest === 'string' ? undefined : get(listPath({ ...window, ...rest }));
}

function readListed(value: unknown): Listed | undefined {
	const view = readView(value);
	const createdAt = momentAt(value, 'createdAt');
	if (view === undefined || createdAt === undefined) return undefined;
	const to = field(field(value, 'customer'), 'number');
	return { view, createdAt, to: typeof to === 'string' ? to : undefined };
}

/**
 * A page that is not full is the whole window. The API is not said to begin with the newest, so the page's own order tells
 * which end of the window is missing. Moments may have been cut off to whole milliseconds: the next page begins with all
 * calls of the last one.
 */
function restOf(calls: readonly Listed[]): Rest {
	if (calls.length < PAGE_SIZE) return 'nothing';
	const times = calls.map(({ createdAt }) => createdAt);
	const first = times[0] ?? 0;
	const last = times.at(-1) ?? 0;
	const isOrdered = (step: (one: number, next: number) => boolean) =>
		times.every((time, place) => place === 0 || step(times[place - 1] ?? time, time));
	if (first - last > 1 && isOrdered((one, next) => one >= next)) return { to: last + 1 };
	if (last - first > 1 && isOrdered((one, next) => one <= next)) return { from: last };
	return 'unreachable';
}
