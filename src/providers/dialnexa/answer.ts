import { field, isCallId, oneLine, parse } from '../answers.js';
import type { HttpResponse } from '../http.js';
import type { CreateReply, Refusal } from '../provider.js';
import { readRateLimitHeaders } from '../rate-limit-headers.js';

/** What the answer to POST /v1/calls means. */
export function readDialNexaCreate(response: HttpResponse, describe: (response: HttpResponse) => string): CreateReply {
	const { status } = response;
	if (status >= 200 && status < 300) {
		const call = field(parse(response), 'id');
		if (isCallId(call)) return { kind: 'accepted', call };
		return { kind: 'in_doubt', why: `status ${status} with a body that names no call` };
	}
	const message = describe(response);
	const refusal = refusalIn(response, message);
	if (refusal !== undefined) return { kind: 'refused', refusal };
	const blame = blameFor(response);
	if (blame === undefined) return { kind: 'in_doubt', why: message };
	return { kind: 'rejected', blame, code: `http_${status}`, message };
}

/**
 * 401 key, 402 wallet empty, 403 identity not verified or key without permission. A 403 is also what is said of a country
 * that is not enabled, which is the contact's, and of a call that is another workspace's.
 */
export function isAccountRefused(response: HttpResponse): boolean {
	if (response.status === 401 || response.status === 402) return true;
	return (
		response.status === 403 && !isDestinationRefused(response) && !/this call\b/i.test(vendorsWords(response) ?? '')
	);
}

/** "400 phone_number must be a valid E.164 phone number, agent_id should not be empty" */
export function describeAnswer(response: HttpResponse, hide: (text: string) => string): string {
	return `${response.status} ${oneLine(hide(wordsOf(response)))}`.trim();
}

/** Undefined when it is not certain that nothing was done. */
function blameFor(response: HttpResponse): 'contact' | 'config' | 'account' | undefined {
	const { status } = response;
	const words = vendorsWords(response);
	if (isAccountRefused(response)) return 'account';
	if (status === 403) return isDestinationRefused(response) ? 'contact' : 'config';
	// Variables are the contact's too; only what names the agent is not. Without the vendor's words it is no verdict of its.
	if (status === 400 || status === 422) return words === undefined || /\bagent/i.test(words) ? 'config' : 'contact';
	// 404 is the vendor's word for an agent or its number that is not there; redirects come from a wrong address.
	if (status === 301 || status === 307 || status === 308) return 'config';
	return status > 400 && status < 500 && status !== 408 ? 'config' : undefined;
}

/** "Destination country or network prefix is not enabled for this workspace" */
function isDestinationRefused(response: HttpResponse): boolean {
	return response.status === 403 && /destination|country|prefix/i.test(vendorsWords(response) ?? '');
}

/**
 * One live call too many is answered 409 by the vendor's page on concurrency, and 429 with Retry-After by its page on
 * prices; 429 is also what too many requests get, and its one documented body does not tell which it was.
 */
function refusalIn(response: HttpResponse, message: string): Refusal | undefined {
	const { status } = response;
	const words = vendorsWords(response) ?? '';
	const isOfCalls = /concurren|capacity|simultaneous|active calls/i.test(words);
	if (status !== 429 && !(status === 409 && (isOfCalls || /limit/i.test(words)))) return undefined;
	const { retryAfterMs } = readRateLimitHeaders(response);
	const told = retryAfterMs === undefined ? {} : { retryAfterMs };
	if (isOfCalls || status === 409) return { kind: 'slots', message, ...told };
	const isGeneral = words === '' || /too many requests|slow down/i.test(words);
	return { kind: retryAfterMs === undefined || isGeneral ? 'unknown' : 'slots', message, ...told };
}

function wordsOf(response: HttpResponse): string {
	return vendorsWords(response) ?? response.body;
}

/** `message` is a text, or one for each field that is wrong; undefined where a proxy in between answered. */
function vendorsWords(response: HttpResponse): string | undefined {
	const message = field(parse(response), 'message');
	if (typeof message === 'string') return message;
	if (!Array.isArray(message)) return undefined;
	return message.filter((one) => typeof one === 'string').join(', ');
}
