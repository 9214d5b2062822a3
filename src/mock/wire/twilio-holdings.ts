import type { Holdings } from '../holdings.js';
import type { MockRequest } from './wire.js';

const PATH = /^\/2010-04-01\/Accounts\/(AC[0-9a-f]{32})(?:\/(IncomingPhoneNumbers|OutgoingCallerIds))?\.json$/i;

export function isHoldings(path: string): boolean {
	return PATH.test(path);
}

/** The account, its numbers, or those that it has verified, by what they contain. */
export function holdingsBody({ path, query }: MockRequest, held: Holdings): object {
	const [, account = '', resource] = PATH.exec(path) ?? [];
	const part = new URLSearchParams(query).get('PhoneNumber') ?? '';
	if (resource === undefined) {
		return {
			sid: account,
			type: 'Full',
			status: held.account === 'ok' ? 'active' : 'suspended',
			friendly_name: 'Mock',
		};
	}
	const sid = (start: string, place: number) => start + String(place).padStart(32, '0');
	if (resource === 'OutgoingCallerIds') {
		const found = held.verified.filter((number) => number.includes(part));
		const outgoing_caller_ids = found.map((phone_number, place) => ({ sid: sid('PN', place), phone_number }));
		return { ...pageOf(path, query), outgoing_caller_ids };
	}
	// Where the scenario names none, there is whatever is asked for.
	const found = held.numbers?.filter((number) => number.includes(part)) ?? (part === '' ? [] : [part]);
	const capabilities = { voice: true, sms: true, mms: false, fax: false };
	const incoming_phone_numbers = found.map((phone_number, place) => ({
		sid: sid('PN', place),
		account_sid: account,
		phone_number,
		capabilities,
	}));
	return { ...pageOf(path, query), incoming_phone_numbers };
}

/** All stand on one page: the mock has few. */
function pageOf(path: string, query: string): object {
	const uri = query === '' ? path : `${path}?${query}`;
	return { page: 0, page_size: 50, uri, first_page_uri: uri, next_page_uri: null, previous_page_uri: null };
}
