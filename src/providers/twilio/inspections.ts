import { field, parse } from '../answers.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import { notShown } from '../inspection.js';
import type { Inspected, Inspection } from '../provider.js';

/**
 * Whether the account is active, and whether each caller number is its own or one that it has verified.
 * @param account the account's path, to which `.json` and the paths of what it has are added
 */
export function twilioInspections(
	callers: readonly string[],
	account: string,
	get: (path: string) => HttpRequest,
	describe: (response: HttpResponse) => string,
): Inspection[] {
	/** Numbers are filtered by what they contain, so the answer is searched for the very same. */
	const list = (resource: string, number: string) =>
		get(`${account}/${resource}.json?${new URLSearchParams({ PhoneNumber: number })}`);

	const caller = (number: string): Inspection => ({
		what: `caller number ${number}`,
		request: list('IncomingPhoneNumbers', number),
		read(response) {
			const own = numbersIn(response, 'incoming_phone_numbers', number);
			if (own === undefined) return notShown(response, describe(response));
			if (own.length === 0) {
				return { kind: 'more', request: list('OutgoingCallerIds', number), read: (next) => verified(next, number) };
			}
			const isMute = own.every((one) => field(field(one, 'capabilities'), 'voice') === false);
			return isMute ? { kind: 'bad', text: 'is there, but can place no voice calls' } : { kind: 'good' };
		},
	});

	function verified(response: HttpResponse, number: string): Inspected {
		const found = numbersIn(response, 'outgoing_caller_ids', number);
		if (found === undefined) return notShown(response, describe(response));
		if (found.length > 0) return { kind: 'good', text: 'is verified' };
		return { kind: 'bad', text: 'is neither a number of this account nor verified by it' };
	}

	return [
		{
			what: 'account',
			request: get(`${account}.json`),
			read: (response) => readAccount(response, describe(response)),
		},
		...callers.map(caller),
	];
}

function readAccount(response: HttpResponse, text: string): Inspected {
	// The credentials are good, since calls could be asked for with them before: a standard API key is kept from the account.
	if (response.status === 401 || response.status === 403) {
		return { kind: 'unknown', text: `this API key may not ask for it: ${text}` };
	}
	const body = parse(response);
	const status = field(body, 'status');
	if (response.status !== 200 || typeof status !== 'string') return notShown(response, text);
	if (status !== 'active') return { kind: 'bad', text: `is ${status}` };
	const isTrial = field(body, 'type') === 'Trial';
	return { kind: 'good', text: isTrial ? 'is active, as a trial: it can call verified numbers only' : 'is active' };
}

/** Those that are this number; undefined when the answer is no such list. */
function numbersIn(response: HttpResponse, name: string, number: string): unknown[] | undefined {
	const listed = field(parse(response), name);
	if (response.status !== 200 || !Array.isArray(listed)) return undefined;
	return listed.filter((one) => field(one, 'phone_number') === number);
}
