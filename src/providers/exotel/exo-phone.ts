import { field, parse } from '../answers.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import { notShown } from '../inspection.js';
import type { Inspected, Inspection } from '../provider.js';

/** Digits that are enough to tell a number without its country. */
const LEAST_DIGITS = 8;

/** Whether an ExoPhone is the account's. @param numbers path of the list of its ExoPhones, which has no filter */
export function exoPhone(
	caller: string,
	numbers: string,
	get: (path: string) => HttpRequest,
	describe: (response: HttpResponse) => string,
): Inspection {
	const readPage =
		(page: number) =>
		(response: HttpResponse): Inspected => {
			const body = parse(response);
			const listed = field(body, 'incoming_phone_numbers');
			if (response.status !== 200 || !Array.isArray(listed)) return notShown(response, describe(response));
			const own = listed.filter((one) =>
				['phone_number', 'sid', 'friendly_name'].some((name) => isSame(field(one, name), caller)),
			);
			if (own.length > 0) {
				const isMute = own.every((one) => field(field(one, 'capabilities'), 'voice') === false);
				return isMute ? { kind: 'bad', text: 'is there, but can place no voice calls' } : { kind: 'good' };
			}
			// The address that is told is another host's: only that there is a next page is believed.
			const hasMore = listed.length > 0 && typeof field(body, 'next_page_uri') === 'string';
			if (!hasMore) return { kind: 'bad', text: 'is no ExoPhone of this account' };
			return { kind: 'more', request: get(`${numbers}?Page=${page + 1}&PageSize=50`), read: readPage(page + 1) };
		};
	return { what: `caller number ${caller}`, request: get(numbers), read: readPage(0) };
}

/** "01139585476" and "+911139585476" are the same number. */
function isSame(shown: unknown, caller: string): boolean {
	if (typeof shown !== 'string') return false;
	const [one = '', other = ''] = [shown, caller]
		.map((text) => text.replace(/\D/g, '').replace(/^0+/, ''))
		.sort((a, b) => a.length - b.length);
	return one.length >= LEAST_DIGITS && other.endsWith(one);
}
