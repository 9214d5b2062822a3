import { redactor } from '../../runtime/redact.js';
import { field, parse } from '../answers.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import type { CallPage, FollowedCall, Provider } from '../provider.js';
import { describeAnswer, exceptionOf, isAccountRefused, rateLimits, readCreate } from './errors.js';
import { exoPhone } from './exo-phone.js';
import { createdAround, findAmong, readPage, readView } from './list.js';
import { callbackFields, exotelWebhooks } from './webhook.js';

export interface ExotelOptions {
	readonly accountSid: string;
	readonly apiKey: string;
	readonly apiToken: string;
	/** The address of the flow that talks. */
	readonly flowUrl: string;
	/** The longest that a call may last, s. */
	readonly timeLimit: number;
	/** What webhooks are believed for; without it they are not understood. */
	readonly webhookSecret?: string;
	/** Where calls are told of. */
	readonly webhookUrl?: string;
}

/** Not documented; a call that takes long to be taken must not become doubtful. */
const TIMEOUT_MS = 60_000;
/** Phones ring for a minute at most, and a call's record is complete some five minutes after it (vendor's support pages). */
const RING_MS = 60_000;
const RECORDED_MS = 5 * 60_000;
/** The most ids that one list may be asked for, and the longest page. Twenty are recommended; they would take five times the reads. */
const LARGEST_LIST = 100;

/**
 * Exotel, Voice v1: a number is called and connected to a flow. Lists do not show calls that are under way, so the absence of
 * a lost attempt's call means nothing before the longest call would be over.
 */
export function exotelProvider(options: ExotelOptions): Provider {
	const { accountSid, apiKey, apiToken, flowUrl, timeLimit, webhookSecret, webhookUrl } = options;
	const secrets = [apiKey, apiToken, ...(webhookSecret === undefined ? [] : [webhookSecret])];
	const hide = redactor(secrets);
	const calls = `/v1/Accounts/${encodeURIComponent(accountSid.toWellFormed())}/Calls`;
	const headers = {
		authorization: `Basic ${Buffer.from(`${apiKey}:${apiToken}`).toString('base64')}`,
		accept: 'application/json',
	};
	const get = (path: string): HttpRequest => ({ method: 'GET', path, headers });
	const list = (query: Record<string, string>) => get(`${calls}.json?${new URLSearchParams(query)}`);
	const settlingMs = timeLimit * 1_000 + RING_MS + RECORDED_MS;

	return {
		name: 'exotel',
		// Limits are the account's, whatever the key.
		accountSecret: accountSid,
		secrets,
		defaults: {
			// Vendor's page on rate limiting: 200 requests a minute to make calls and to read them, per account.
			pacePerSecond: 2.5,
			paceSource: "three quarters of Exotel's documented 200 requests a minute; the rest is for reading",
			timeoutMs: TIMEOUT_MS,
			settlingMs,
			listSize: LARGEST_LIST,
			longestCallMs: settlingMs + 3_600_000,
		},
		createCall: (attempt) => ({
			method: 'POST',
			path: `${calls}/connect.json`,
			headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams({
				From: attempt.to,
				CallerId: attempt.from,
				Url: flowUrl,
				CallType: 'trans',
				TimeLimit: String(timeLimit),
				CustomField: attempt.attempt,
				...(webhookSecret && webhookUrl ? callbackFields(webhookUrl, webhookSecret) : {}),
			}).toString(),
		}),
		readCreate: (response) => readCreate(response, describeAnswer(response, hide)),
		listCalls: (asked) => list({ Sid: asked.map(({ call }) => call).join(','), PageSize: String(LARGEST_LIST) }),
		readCalls: (response, asked = []) => readFollowed(response, asked),
		findAttempt: ({ to, intendedAt }) =>
			list({ From: to, DateCreated: createdAround(intendedAt), PageSize: String(LARGEST_LIST) }),
		readFound(response, lost) {
			const page = readPage(response, calls);
			if (page === undefined) return undefined;
			const found = findAmong(page, lost, TIMEOUT_MS);
			return found === 'next_page' ? { kind: 'more', request: get(page.next ?? '') } : found;
		},
		getCall: (call) => get(`${calls}/${encodeURIComponent(call.toWellFormed())}.json`),
		readCall(response) {
			if (response.status === 404) return 'absent';
			return response.status === 200 ? readView(field(parse(response), 'Call')) : undefined;
		},
		inspections: (callers) => {
			const numbers = `/v2_beta/Accounts/${encodeURIComponent(accountSid.toWellFormed())}/IncomingPhoneNumbers`;
			return callers.map((caller) => exoPhone(caller, numbers, get, (response) => describeAnswer(response, hide)));
		},
		rateLimits,
		...(webhookSecret && webhookUrl ? { webhooks: exotelWebhooks(webhookSecret) } : {}),
		isOwnError: (response) => exceptionOf(response) !== undefined,
		readRefusedAccount: (response) => (isAccountRefused(response) ? describeAnswer(response, hide) : undefined),
	};

	/** A call that is not listed is under way, unless it would have had to end long ago: then it is asked for by itself. */
	function readFollowed(response: HttpResponse, asked: readonly FollowedCall[]): CallPage | undefined {
		const page = readPage(response, calls);
		if (page === undefined) return undefined;
		const views = page.calls.map(({ view }) => view);
		if (page.next !== undefined) return { views, next: get(page.next) };
		const shown = new Set(views.map(({ call }) => call));
		const underWay = asked.filter(({ call, since }) => !shown.has(call) && response.receivedAt - since < settlingMs);
		return { views: [...views, ...underWay.map(({ call }) => ({ call, attempt: undefined, end: undefined }))] };
	}
}
