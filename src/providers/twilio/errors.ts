import { countAt, field, oneLine, parse } from '../answers.js';
import type { HttpResponse } from '../http.js';

/** Whose fault a refusal is that trying again does not mend. */
type Blame = 'contact' | 'config' | 'account';

/** "Call concurrency limit exceeded": the account's live calls are all in use. */
export const SLOTS_CODE = 10_004;
/** Too many REST requests at the same time; the vendor says that such a request was not processed. */
export const BUSY_CODE = 20_429;

/**
 * Codes that a create request can meet; those that stand in no list are the configuration's. Which of them were read in the
 * vendor's dictionary and which are from memory stands in the README beside.
 */
const BLAME_OF: ReadonlyMap<number, Blame> = new Map<number, Blame>([
	// Account not active; voice calling disabled; credentials; no access; test credentials; forbidden; key without permission.
	...all('account', [10_001, 10_005, 20_003, 20_005, 20_006, 20_008, 20_403, 70_051, 90_010]),
	// Number missing, premium, not valid, not to be reached, not a phone number, not supported, forbidden, of no country.
	...all('contact', [21_201, 21_202, 21_211, 21_214, 21_217, 13_223, 13_224, 13_225, 13_226]),
	// URL, caller number (not verified, not valid, missing), application; unverified callee of a trial account.
	...all('config', [21_205, 21_210, 21_212, 21_213, 21_218, 21_219]),
	// Countries that the account may not call, and destinations that are blocked, which without an approved profile all of +1
	// are: a list of nothing else is stopped, a few such rows fail alone.
	...all('config', [21_203, 21_215, 21_216]),
]);

/** The vendor's error code; undefined when the body has none. */
export function errorCode(response: HttpResponse): number | undefined {
	return countAt(parse(response), 'code');
}

export function blameOf({ status }: HttpResponse, code: number | undefined): Blame {
	const known = code === undefined ? undefined : BLAME_OF.get(code);
	if (known !== undefined) return known;
	return status === 401 || status === 402 || status === 403 ? 'account' : 'config';
}

/** "400 21211: Invalid 'To' Phone Number" */
export function describeAnswer(response: HttpResponse, hide: (text: string) => string): string {
	const message = field(parse(response), 'message');
	const code = errorCode(response);
	const words = oneLine(hide(typeof message === 'string' ? message : response.body));
	return `${response.status} ${code === undefined ? '' : `${code}: `}${words}`.trim();
}

function all(blame: Blame, codes: readonly number[]): [number, Blame][] {
	return codes.map((code) => [code, blame]);
}
