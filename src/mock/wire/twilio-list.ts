import type { Call } from '../call.js';
import type { CallStore } from '../calls.js';
import { statusWord } from './sid-calls.js';
import { callBody, ROOT, SIDS } from './twilio-call.js';

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 1_000;
const STATUSES = ['queued', 'ringing', 'in-progress', 'canceled', 'completed', 'failed', 'busy', 'no-answer'];
const KNOWN = new Set(['To', 'From', 'Status', 'ParentCallSid', 'PageSize', 'Page', 'PageToken']);

/**
 * Answers `GET Calls.json`: filters are joined by AND, the newest call comes first, the page token names the last call of the
 * page before.
 * @returns the page, or what is wrong with the request
 */
export function listCalls(account: string, text: string, calls: CallStore, now: number): object | string {
	const query = new URLSearchParams(text);
	const unknown = [...query.keys()].find((name) => !KNOWN.has(name));
	if (unknown !== undefined) return `the mock does not know the parameter ${unknown}`;
	const asked = query.get('PageSize') ?? String(DEFAULT_PAGE);
	if (!/^[1-9]\d{0,5}$/.test(asked)) return 'Page size must be greater than zero';
	const status = query.get('Status');
	if (status !== null && !STATUSES.includes(status)) return `Status: ${status} is none`;
	const token = query.get('PageToken');
	const last = token === null ? undefined : calls.find(SIDS.idOf(token.slice('PA'.length)), now);
	if (token !== null && last === undefined) return 'PageToken: there is no such page';

	const size = Math.min(Number(asked), LARGEST_PAGE);
	const number = Number(query.get('Page') ?? 0);
	const { items, hasMore } = collect(calls, now, size, last?.serial ?? calls.all.length, (call) => {
		if (query.has('ParentCallSid')) return false;
		if (query.has('To') && call.to !== query.get('To')) return false;
		if (query.has('From') && call.from !== query.get('From')) return false;
		return status === null || statusWord(call, now) === status;
	});
	const uri = (page: number, after?: Call) => pageUri(account, query, size, page, after);
	const oldest = items.at(-1);
	return {
		first_page_uri: uri(0),
		end: number * size + Math.max(0, items.length - 1),
		previous_page_uri: null,
		calls: items.map((call) => callBody(call, now)),
		page_size: size,
		page: number,
		start: number * size,
		uri: text === '' ? `${ROOT}/${account}/Calls.json` : `${ROOT}/${account}/Calls.json?${text}`,
		next_page_uri: hasMore && oldest !== undefined ? uri(number + 1, oldest) : null,
	};
}

/** Calls taken before the one of this serial number, the newest first. */
function collect(
	calls: CallStore,
	now: number,
	size: number,
	before: number,
	accepts: (call: Call) => boolean,
): { items: Call[]; hasMore: boolean } {
	const items: Call[] = [];
	for (let place = before - 1; place >= 0; place -= 1) {
		const call = calls.all[place];
		if (call === undefined || !calls.isVisible(call, now) || !accepts(call)) continue;
		if (items.length === size) return { items, hasMore: true };
		items.push(call);
	}
	return { items, hasMore: false };
}

function pageUri(account: string, asked: URLSearchParams, size: number, page: number, after: Call | undefined): string {
	const query = new URLSearchParams(asked);
	query.set('PageSize', String(size));
	query.set('Page', String(page));
	query.delete('PageToken');
	if (after !== undefined) query.set('PageToken', `PA${SIDS.of(after)}`);
	return `${ROOT}/${account}/Calls.json?${query}`;
}
