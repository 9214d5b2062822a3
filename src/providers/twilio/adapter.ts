import { redactor } from '../../runtime/redact.js';
import { field, parse } from '../answers.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import type { CreateReply, FollowedCall, ObservedLimits, Provider, Refusal } from '../provider.js';
import { readRateLimitHeaders } from '../rate-limit-headers.js';
import { BUSY_CODE, blameOf, describeAnswer, errorCode, SLOTS_CODE } from './errors.js';
import { twilioInspections } from './inspections.js';
import { isCallSid, readFollowed, readFoundCall, readView } from './list.js';
import { type Talk, talkField } from './talk.js';
import { callbackFields, twilioWebhooks } from './webhook.js';

export interface TwilioOptions {
	readonly accountSid: string;
	/** The account's SID and auth token, or an API key's SID and secret. */
	readonly user: string;
	readonly password: string;
	readonly talk: Talk;
	/** What webhooks are signed with, whichever credentials requests bear; without it they are not understood. */
	readonly authToken?: string;
	/** Where calls are told of; signatures are of the address as well. */
	readonly webhookUrl?: string;
}

/** The vendor's own SDK waits as long. */
const TIMEOUT_MS = 30_000;
/** The API's largest page. */
const LARGEST_PAGE = 1_000;
const SMALLEST_PAGE = 50;

/** A call that waits longer than this for its turn, ms, was asked for faster than the account's calls per second. */
const LONG_QUEUE_MS = 3_000;
/** What may still wait in the queue, ms, when starts are made again: it is never to run empty. */
const QUEUE_REST_MS = 1_000;

/**
 * Twilio Programmable Voice, API 2010-04-01 as in twilio 6.3: Calls.json. It keeps nothing that a client may attach to a
 * call, so an attempt in doubt is looked for by its numbers and its time. Calls beyond the account's calls per second are not
 * refused but queued.
 */
export function twilioProvider(options: TwilioOptions): Provider {
	const { accountSid, user, password, talk, authToken, webhookUrl } = options;
	const secrets = [...new Set([password, authToken ?? password])];
	const hide = redactor(secrets);
	const account = `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}`;
	const calls = `${account}/Calls`;
	const headers = {
		authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
		accept: 'application/json',
	};
	const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
	const get = (path: string): HttpRequest => ({ method: 'GET', path, headers });
	const one = (call: string) => `${calls}/${encodeURIComponent(call.toWellFormed())}.json`;
	const list = (query: Record<string, string>) => get(`${calls}.json?${new URLSearchParams(query)}`);

	return {
		name: 'twilio',
		accountSecret: accountSid,
		secrets,
		defaults: {
			// Vendor's page of the Call resource: one call per second by default, up to 30 with an approved profile.
			pacePerSecond: 1,
			paceSource: "Twilio's documented default",
			timeoutMs: TIMEOUT_MS,
			// Not documented; found by numbers alone, a call had better be waited for.
			settlingMs: 60_000,
			listSize: LARGEST_PAGE / 2,
			// A call lasts four hours at most unless the account is changed, and may be queued before.
			longestCallMs: 5 * 3_600_000,
		},
		createCall: (attempt) => ({
			method: 'POST',
			path: `${calls}.json`,
			headers: form,
			body: new URLSearchParams([
				['To', attempt.to],
				['From', attempt.from],
				talkField(talk, attempt),
				// The vendor ignores them beside an application, whose own settings say where it tells of calls.
				...(talk.by === 'ApplicationSid' ? [] : callbackFields(webhookUrl)),
			]).toString(),
		}),
		readCreate: (response) => readCreate(response, describeAnswer(response, hide)),
		listCalls: (asked) => list({ PageSize: String(pageSize(asked)) }),
		readCalls: (response, asked = []) => readFollowed(response, asked, get),
		findAttempt: ({ to, from }) => list({ To: to, From: from, PageSize: String(LARGEST_PAGE) }),
		readFound: (response, lost) => readFoundCall(response, lost, TIMEOUT_MS, get),
		getCall: (call) => get(one(call)),
		cancelCall: (call) => ({ method: 'POST', path: one(call), headers: form, body: 'Status=canceled' }),
		readCall(response) {
			if (response.status === 404) return 'absent';
			return response.status === 200 ? readView(parse(response)) : undefined;
		},
		inspections: (callers) => twilioInspections(callers, account, get, (response) => describeAnswer(response, hide)),
		rateLimits,
		...(authToken && webhookUrl ? { webhooks: twilioWebhooks(authToken) } : {}),
		isOwnError: (response) => errorCode(response) !== undefined,
		readRefusedAccount(response) {
			const { status } = response;
			if (status < 400 || status >= 500 || status === 429) return undefined;
			return blameOf(response, errorCode(response)) === 'account' ? describeAnswer(response, hide) : undefined;
		},
	};
}

function readCreate(response: HttpResponse, message: string): CreateReply {
	const { status } = response;
	if (status >= 200 && status < 300) {
		const call = field(parse(response), 'sid');
		if (isCallSid(call)) return { kind: 'accepted', call };
		return { kind: 'in_doubt', why: `status ${status} with a body that names no call` };
	}
	if (!isRefusal(status)) return { kind: 'in_doubt', why: message };
	const code = errorCode(response);
	if (code === SLOTS_CODE) return { kind: 'refused', refusal: refusal('slots', response, message) };
	if (status === 429 || code === BUSY_CODE) {
		return { kind: 'refused', refusal: refusal(code === BUSY_CODE ? 'busy' : 'unknown', response, message) };
	}
	return {
		kind: 'rejected',
		blame: blameOf(response, code),
		code: code === undefined ? `http_${status}` : `twilio_${code}`,
		message,
	};
}

/**
 * Whether it is certain that nothing was done: a 4xx, or a redirect that asks to repeat the request elsewhere. A server that
 * gave up waiting (408) may have begun, and 302 and 303 are also what is answered after something was done.
 */
function isRefusal(status: number): boolean {
	if (status === 301 || status === 307 || status === 308) return true;
	return status >= 400 && status < 500 && status !== 408;
}

function refusal(kind: Refusal['kind'], response: HttpResponse, message: string): Refusal {
	const { retryAfterMs } = readRateLimitHeaders(response);
	return { kind, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/**
 * Calls beyond the calls per second are taken and queued, for up to a day: then they ring when nobody expects it. A long queue
 * is told as a limit that leaves no starts until it is short again. `Twilio-Concurrent-Requests` is left alone: it counts
 * requests, and how many are allowed is not told.
 */
function rateLimits(response: HttpResponse): ObservedLimits {
	const told = readRateLimitHeaders(response);
	const queueMs = response.status === 201 ? queueTime(field(parse(response), 'queue_time')) : 0;
	if (queueMs <= LONG_QUEUE_MS) return told;
	const queue = { policy: 'queue', remaining: 0, resetMs: queueMs - QUEUE_REST_MS };
	return { ...told, rates: [...(told.rates ?? []), queue] };
}

/** ms, at most a day. */
function queueTime(value: unknown): number {
	const ms = typeof value === 'string' || typeof value === 'number' ? Number(value) : 0;
	return ms > 0 ? Math.min(ms, 86_400_000) : 0;
}

/** Room for what is asked for, and for what was started since the oldest of it at the documented pace. */
function pageSize(asked: readonly FollowedCall[]): number {
	const since = asked.map((call) => call.since);
	const seconds = asked.length === 0 ? 0 : Math.ceil((Math.max(...since) - Math.min(...since)) / 1_000);
	return Math.min(Math.max(asked.length + seconds, SMALLEST_PAGE), LARGEST_PAGE);
}
