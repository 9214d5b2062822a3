import { field, isCallId, oneLine, parse } from '../answers.js';
import type { HttpResponse } from '../http.js';
import type { CreateReply, ObservedLimits, Refusal } from '../provider.js';
import { readRateLimitHeaders } from '../rate-limit-headers.js';

/** 401 key or token, 402 plan or balance, 403 suspended or not permitted. */
const ACCOUNT_STATUS: ReadonlySet<number> = new Set([401, 402, 403]);
/** India's registry of those who want no such calls (from memory, not documented): a 403 for it is about one number. */
const DO_NOT_DISTURB = /\b(NDNC|DND|TRAI)\b/i;
/** The documents say that a call beyond the account's live calls is answered with an error, but not with which. */
const LIVE_CALLS = /concurren|simultaneous|channels?\b/i;
const CALLED_NUMBER = /\bfrom\b|(phone|mobile|landline|customer|invalid) number|destination/i;
const OUR_SETTINGS = /caller ?id|exophone|virtual number|\burl\b|\bapp|flow/i;
/** "Rate limit exceeded. Try again in 30 seconds." */
const TOLD_WAIT = /try again in (\d{1,5}) seconds/i;

/** What the answer to a create request means. @param message the answer in one line, without secrets */
export function readCreate(response: HttpResponse, message: string): CreateReply {
	const { status } = response;
	if (status >= 200 && status < 300) {
		const call = callOf(response);
		if (isCallId(call)) return { kind: 'accepted', call };
		return { kind: 'in_doubt', why: `status ${status} with a body that names no call` };
	}
	if (!isRefusal(status)) return { kind: 'in_doubt', why: message };
	if (status === 429 || isForLiveCalls(response)) return { kind: 'refused', refusal: refusal(response, message) };
	const said = exceptionOf(response);
	const code = said?.code ?? `http_${status}`;
	return { kind: 'rejected', blame: blameOf(status, said?.message ?? ''), code, message };
}

/** Whether an answer to any request means that the credentials or the account are refused. */
export function isAccountRefused(response: HttpResponse): boolean {
	if (!ACCOUNT_STATUS.has(response.status) || isForLiveCalls(response)) return false;
	return !DO_NOT_DISTURB.test(exceptionOf(response)?.message ?? '');
}

/** What an answer tells of limits: its headers, and the wait in the words of a 429 without one. */
export function rateLimits(response: HttpResponse): ObservedLimits {
	const told = readRateLimitHeaders(response);
	if (response.status !== 429 || told.retryAfterMs !== undefined) return told;
	const seconds = TOLD_WAIT.exec(exceptionOf(response)?.message ?? '')?.[1];
	return seconds === undefined ? told : { ...told, retryAfterMs: Number(seconds) * 1_000 };
}

/** "429 RATE_LIMIT_EXCEEDED: Rate limit exceeded." */
export function describeAnswer(response: HttpResponse, hide: (text: string) => string): string {
	const said = exceptionOf(response);
	const words =
		said === undefined ? response.body : `${said.code === undefined ? '' : `${said.code}: `}${said.message}`;
	return `${response.status} ${oneLine(hide(words))}`.trim();
}

/** Without `.json` in the path, and perhaps behind some gateway, the API speaks XML: a call that it names there was taken. */
function callOf(response: HttpResponse): unknown {
	const inJson = field(field(parse(response), 'Call'), 'Sid');
	if (inJson !== undefined) return inJson;
	return /<Call>\s*<Sid>([^<]*)<\/Sid>/.exec(response.body)?.[1];
}

interface Exception {
	readonly code: string | undefined;
	readonly message: string;
}

/** The vendor's own error, as v1 has it in JSON or XML, or as its newer APIs do; undefined for what others wrote. */
export function exceptionOf(response: HttpResponse): Exception | undefined {
	const body = parse(response);
	const exception = field(body, 'RestException');
	const message = field(exception, 'Message');
	if (typeof message === 'string') return { code: codeOf(field(exception, 'Code')), message };
	const error = field(field(body, 'response'), 'error');
	const words = field(error, 'message');
	if (typeof words === 'string') {
		const request = codeOf(field(body, 'request_id'));
		const message = request === undefined ? words : `${words} (request ${request})`;
		return { code: codeOf(field(error, 'code')), message };
	}
	const xml = /<RestException>(.{0,4000}?)<\/RestException>/s.exec(response.body)?.[1];
	if (xml === undefined) return undefined;
	const inside = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
	return { code: codeOf(inside('Code')), message: inside('Message') ?? '' };
}

function codeOf(value: unknown): string | undefined {
	const text = typeof value === 'number' ? String(value) : value;
	return typeof text === 'string' && /^[\w.-]{1,60}$/.test(text) ? text : undefined;
}

function isForLiveCalls(response: HttpResponse): boolean {
	return response.status !== 401 && LIVE_CALLS.test(exceptionOf(response)?.message ?? '');
}

/**
 * Whether it is certain that nothing was done: a 4xx, or a redirect that asks to repeat the request elsewhere. Not a server
 * that gave up waiting (408), nor a conflict (409): the vendor advises to look at the call before trying again.
 */
function isRefusal(status: number): boolean {
	if (status === 301 || status === 307 || status === 308) return true;
	return status >= 400 && status < 500 && status !== 408 && status !== 409;
}

/** What does not clearly speak of the called number counts as our settings', so that no list is burnt for it. */
function blameOf(status: number, message: string): 'contact' | 'config' | 'account' {
	if (DO_NOT_DISTURB.test(message)) return 'contact';
	if (ACCOUNT_STATUS.has(status)) return 'account';
	return status === 400 && CALLED_NUMBER.test(message) && !OUR_SETTINGS.test(message) ? 'contact' : 'config';
}

function refusal(response: HttpResponse, message: string): Refusal {
	const { retryAfterMs } = rateLimits(response);
	const kind = isForLiveCalls(response) ? 'slots' : /rate.?limit|too many requests/i.test(message) ? 'rate' : 'unknown';
	return { kind, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
