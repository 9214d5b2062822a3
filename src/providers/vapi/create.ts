import { field, isCallId, parse } from '../answers.js';
import type { HttpResponse } from '../http.js';
import type { CreateReply, Refusal } from '../provider.js';
import { readRateLimitHeaders } from '../rate-limit-headers.js';

/** What the words of a 400 or 429 say of a limit. */
const LIMIT_WORDS: readonly (readonly [RegExp, Refusal['kind']])[] = [
	[/concurren/i, 'slots'],
	[/daily|per day/i, 'quota'],
	[/rate.?limit|throttl/i, 'rate'],
	// The name of the status, and no more.
	[/too many requests/i, 'unknown'],
];

/** The account cannot place calls for now: credit, payment, or the vendor's fraud check. */
const ACCOUNT_WORDS = /credit|wallet|balance|billing|payment|subscription|frozen|fraud/i;

/** A field of the request is wrong: its name and value, which may be a contact's, are no words about limits. */
const FIELD_WORDS = /\b(must|should) (not )?(be|exist|match|contain|have)\b/i;

/** The number that was to be called, and nothing of the caller's. */
const CONTACT_WORDS = /customer\.number|customer'?s? (phone )?number|\binternational/i;

/**
 * 400 is the vendor's answer to limits, wrong fields and missing things alike; only its words, which are documented
 * nowhere, tell which. What is not known stays a question of the configuration: whether it is one contact's is found out by
 * the next ones.
 * @param describe the answer in one line
 */
export function readVapiCreate(response: HttpResponse, describe: (response: HttpResponse) => string): CreateReply {
	const { status } = response;
	if (status >= 200 && status < 300) {
		// With concurrencyBlocked, too, the call is there: whether it waits or ends is seen by following it.
		const call = field(parse(response), 'id');
		if (isCallId(call)) return { kind: 'accepted', call };
		return { kind: 'in_doubt', why: `status ${status} with a body that names no call` };
	}
	const message = describe(response);
	if (status === 429) return refused(response, message, limitOf(message) ?? 'unknown');
	if (status === 400) {
		const limit = limitOf(message);
		return limit === undefined ? rejected(blameOf(message), status, message) : refused(response, message, limit);
	}
	if (status === 401 || status === 402 || status === 403) return rejected('account', status, message);
	return isWrongAddress(status) ? rejected('config', status, message) : { kind: 'in_doubt', why: message };
}

/**
 * Redirects that ask to repeat the request elsewhere, and the other 4xx: nothing was done. Who gave up waiting (408, 499)
 * or speaks of a conflict (409) may have begun.
 */
function isWrongAddress(status: number): boolean {
	if (status === 301 || status === 307 || status === 308) return true;
	return status > 400 && status < 500 && status !== 408 && status !== 409 && status !== 499;
}

function limitOf(message: string): Refusal['kind'] | undefined {
	if (FIELD_WORDS.test(message)) return undefined;
	return LIMIT_WORDS.find(([words]) => words.test(message))?.[1];
}

function blameOf(message: string): 'account' | 'contact' | 'config' {
	if (CONTACT_WORDS.test(message)) return 'contact';
	return ACCOUNT_WORDS.test(message) && !FIELD_WORDS.test(message) ? 'account' : 'config';
}

function rejected(blame: 'account' | 'contact' | 'config', status: number, message: string): CreateReply {
	return { kind: 'rejected', blame, code: `http_${status}`, message };
}

function refused(response: HttpResponse, message: string, kind: Refusal['kind']): CreateReply {
	const { retryAfterMs } = readRateLimitHeaders(response);
	return { kind: 'refused', refusal: { kind, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } };
}
