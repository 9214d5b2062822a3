import type { Call } from '../call.js';
import type { CallStore } from '../calls.js';
import { callBody, SIDS, written } from './exotel-call.js';
import { statusWord } from './sid-calls.js';

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 100;
const MOST_SIDS = 100;
const MOST_NUMBERS = 5;
const KNOWN = new Set(['Sid', 'DateCreated', 'From', 'Status', 'PhoneNumber', 'PageSize', 'After']);
const DATE = String.raw`(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)`;
const RANGE = new RegExp(`^gte:${DATE};lte:${DATE}$`);

/**
 * Answers `GET Calls.json`: filters are joined by AND, the newest call comes first, calls under way are not shown, the cursor
 * names the last call of the page before.
 * @returns the page, or what is wrong with the request
 */
export function listCalls(account: string, text: string, calls: CallStore, now: number): object | string {
	const query = new URLSearchParams(text);
	const unknown = [...query.keys()].find((name) => !KNOWN.has(name));
	if (unknown !== undefined) return `the mock does not know the parameter ${unknown}`;
	const size = Number(query.get('PageSize') ?? DEFAULT_PAGE);
	if (!(Number.isInteger(size) && size >= 1 && size <= LARGEST_PAGE)) return `PageSize must be 1 to ${LARGEST_PAGE}`;
	const sids = valuesOf(query, 'Sid');
	if (sids !== undefined && sids.size > MOST_SIDS) return `Sid: at most ${MOST_SIDS} are allowed`;
	const numbers = ['From', 'PhoneNumber', 'Status'].map((name) => valuesOf(query, name));
	if (numbers.some((values) => (values?.size ?? 0) > MOST_NUMBERS))
		return `at most ${MOST_NUMBERS} numbers are allowed`;
	const [from, phoneNumber, status] = numbers;
	const created = RANGE.exec(query.get('DateCreated') ?? 'gte:0000-00-00 00:00:00;lte:9999-99-99 99:99:99');
	if (created === null) return 'DateCreated is not valid';
	const [, earliest = '', latest = ''] = created;

	const accepts = (call: Call) => {
		if (now < call.endedAt || !calls.isVisible(call, now)) return false;
		const date = written(call.acceptedAt);
		if (date < earliest || date > latest) return false;
		if (from !== undefined && !from.has(call.to)) return false;
		if (phoneNumber !== undefined && !phoneNumber.has(call.from)) return false;
		return status === undefined || status.has(statusWord(call, now));
	};
	const among = sids === undefined ? calls.all : bySid(sids, calls, now);
	const matching = among.filter(accepts).reverse();
	const after = query.get('After');
	const place = after === null ? -1 : matching.findIndex((call) => SIDS.of(call) === after);
	if (after !== null && place === -1) return 'After: there is no such page';
	const start = place + 1;
	const items = matching.slice(start, start + size);
	const last = items.at(-1);
	const hasMore = last !== undefined && matching.length > start + size;
	return {
		Metadata: {
			Total: matching.length,
			PageSize: size,
			FirstPageUri: pageUri(account, query, undefined),
			PrevPageUri: null,
			NextPageUri: hasMore ? pageUri(account, query, SIDS.of(last)) : null,
		},
		Calls: items.map((call) => callBody(call, now)),
	};
}

/** What stands between the commas; undefined when the parameter is not there. */
function valuesOf(query: URLSearchParams, name: string): ReadonlySet<string> | undefined {
	const text = query.get(name);
	return text === null ? undefined : new Set(text.split(','));
}

/** In the order of acceptance. */
function bySid(sids: ReadonlySet<string>, calls: CallStore, now: number): Call[] {
	const found = [...sids].flatMap((sid) => calls.find(SIDS.idOf(sid), now) ?? []);
	return found.sort((one, other) => one.serial - other.serial);
}

function pageUri(account: string, asked: URLSearchParams, after: string | undefined): string {
	const query = new URLSearchParams(asked);
	query.delete('After');
	if (after !== undefined) query.set('After', after);
	return `/v1/Accounts/${account}/Calls.json?${query}`;
}
