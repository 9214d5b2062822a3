import { field, isCallId, parse } from '../answers.js';
import type { HttpResponse } from '../http.js';
import type { CreateReply, Refusal } from '../provider.js';
import { readLimits } from './limits.js';

/** What the answer to a RingOut request means. */
export function readRingOut(response: HttpResponse, describe: (response: HttpResponse) => string): CreateReply {
	const { status } = response;
	const message = describe(response);
	const account = accountCode(response);
	if (account !== undefined) return { kind: 'rejected', blame: 'account', code: account, message };
	// The call itself was never asked for: whatever the token endpoint says, nothing rang.
	if (response.unsent)
		return { kind: 'refused', refusal: refusal(response, status === 429 ? 'rate' : 'busy', message) };
	if (status >= 200 && status < 300) {
		const call = callIdOf(parse(response));
		if (call !== undefined) return { kind: 'accepted', call };
		return { kind: 'in_doubt', why: `status ${status} with a body that names no call` };
	}
	if (status === 429) return { kind: 'refused', refusal: refusal(response, 'rate', message) };
	// A gateway in between that gave up waiting (408), and what is answered after something was done (302, 303).
	const nothingDone = [301, 307, 308].includes(status) || (status >= 400 && status < 500 && status !== 408);
	if (!nothingDone) return { kind: 'in_doubt', why: message };
	return { kind: 'rejected', blame: status === 400 ? blameOf(response) : 'config', code: codeOf(response), message };
}

/** The vendor's id of a RingOut; older answers have it as a number. */
export function callIdOf(body: unknown): string | undefined {
	const id = field(body, 'id');
	const text = typeof id === 'number' && Number.isSafeInteger(id) ? String(id) : id;
	return isCallId(text) ? text : undefined;
}

/** The code of an answer that refuses credentials or account, to a call as well as for a token; undefined for others. */
export function accountCode(response: HttpResponse): string | undefined {
	const { status } = response;
	const code = codeOf(response);
	// OAuth says 400 for a grant or a client that it refuses (RFC 6749, 5.2).
	const isRefused = status === 401 || status === 403 || (response.unsent === true && status === 400);
	return isRefused || code === FEATURE_NOT_AVAILABLE ? code : undefined;
}

const FEATURE_NOT_AVAILABLE = 'CMN-109';

function codeOf(response: HttpResponse): string {
	const body = parse(response);
	const code = field(body, 'errorCode') ?? field(body, 'error');
	return typeof code === 'string' && /^[\w-]{1,40}$/.test(code) ? code : `http_${response.status}`;
}

/** The contact's where the parameter that is wrong is `to`; where none is named, whoever is called. */
function blameOf(response: HttpResponse): 'contact' | 'config' {
	const body = parse(response);
	const errors = field(body, 'errors');
	const names = [body, ...(Array.isArray(errors) ? errors : [])].flatMap((error) => [
		field(error, 'parameterName'),
		field(error, 'message'),
	]);
	const about = names.filter((name) => typeof name === 'string').join(' ');
	return /(^|[\s[])to(\.phoneNumber)?([\s\]]|$)/.test(about) && !/\b(from|callerId|country)\b/.test(about)
		? 'contact'
		: 'config';
}

function refusal(response: HttpResponse, kind: 'rate' | 'busy', message: string): Refusal {
	const { retryAfterMs } = readLimits.ofAnswer(response);
	return { kind, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
