import { redactor } from '../../runtime/redact.js';
import { countAt, field, isCallId, oneLine, parse } from '../answers.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import type { CallPage, CallView, CreateReply, FollowedCall, ObservedLimits, Provider } from '../provider.js';
import { readRateLimitHeaders } from '../rate-limit-headers.js';
import { agentInspection } from './agents.js';
import { contextOf } from './context.js';
import { readBoltcallEnd } from './end.js';
import { boltcallWebhooks } from './webhook.js';

export interface BoltcallOptions {
	readonly apiKey: string;
	readonly agent: string;
	/** The secret that webhooks are signed with. */
	readonly webhookSecret?: string;
}

/** By the vendor's page on agents; none is documented for calls. */
const LIST_SIZE = 100;
/** How far this machine's clock may be from the vendor's before calls are asked for one by one, ms. */
const CLOCK_MARGIN_MS = 60_000;

/**
 * Boltcall, the API that its two documentation sites describe: POST /v1/calls/outbound, GET /v1/calls, GET
 * /v1/calls/{id}. Nothing that is sent with a call is shown by it later, not even the number that was called, so there is
 * no question by which an attempt in doubt could be found.
 */
export function boltcallProvider({ apiKey, agent, webhookSecret }: BoltcallOptions): Provider {
	const secrets = webhookSecret === undefined ? [] : [webhookSecret];
	const hide = redactor([apiKey, ...secrets]);
	const describe = (response: HttpResponse) => `${response.status} ${oneLine(hide(wordsOf(response)))}`.trim();
	const headers = { authorization: `Bearer ${apiKey}`, accept: 'application/json' };
	const get = (path: string): HttpRequest => ({ method: 'GET', path, headers });
	const listCalls = (calls: readonly FollowedCall[], page: number) => {
		const since = Math.min(...calls.map((call) => call.since)) - CLOCK_MARGIN_MS;
		const from = new Date(Math.max(0, since)).toISOString();
		const asked = new URLSearchParams({ agent_id: agent, direction: 'outbound', from, limit: String(LIST_SIZE) });
		if (page > 1) asked.set('page', String(page));
		return get(`/v1/calls?${asked}`);
	};

	return {
		name: 'boltcall',
		accountSecret: apiKey,
		secrets,
		defaults: {
			// The page on rate limits: 60 requests a minute on the Starter plan, for each key and for requests of all kinds.
			pacePerSecond: 0.5,
			paceSource: "half of the requests of Boltcall's Starter plan, the others go into reads",
			timeoutMs: 60_000,
			settlingMs: 30_000,
			listSize: LIST_SIZE,
			// No longest call is documented.
			longestCallMs: 2 * 3_600_000,
		},
		createCall: (attempt) => ({
			method: 'POST',
			path: '/v1/calls/outbound',
			headers: { ...headers, 'content-type': 'application/json' },
			body: JSON.stringify({ agent_id: agent, to: attempt.to, context: contextOf(attempt) }),
		}),
		readCreate: (response) => readCreate(response, describe(response)),
		listCalls: (calls) => listCalls(calls, 1),
		readCalls(response, asked = []) {
			const page = readPage(response);
			if (page === undefined || page.nextPage === undefined || asked.length === 0) return page?.calls;
			return { ...page.calls, next: listCalls(asked, page.nextPage) };
		},
		getCall: (call) => get(`/v1/calls/${encodeURIComponent(call.toWellFormed())}`),
		readCall(response) {
			if (response.status === 404) return 'absent';
			return response.status === 200 ? readView(parse(response)) : undefined;
		},
		inspections: () => [agentInspection(agent, get, describe)],
		...(webhookSecret === undefined ? {} : { webhooks: boltcallWebhooks(webhookSecret, readView) }),
		rateLimits,
		isOwnError: (response) => vendorsWords(response) !== undefined,
		readRefusedAccount: (response) => (ACCOUNT_STATUS.has(response.status) ? describe(response) : undefined),
	};
}

/** 401 key, 403 forbidden; 402 is not documented, but can mean nothing else. */
const ACCOUNT_STATUS: ReadonlySet<number> = new Set([401, 402, 403]);

function readCreate(response: HttpResponse, message: string): CreateReply {
	const { status } = response;
	if (status >= 200 && status < 300) {
		const call = field(parse(response), 'id');
		if (isCallId(call)) return { kind: 'accepted', call };
		return { kind: 'in_doubt', why: `status ${status} with a body that names no call` };
	}
	if (status === 429) {
		const { retryAfterMs } = rateLimits(response);
		const kind = /concurren|simultaneous/i.test(message) ? 'slots' : 'rate';
		return { kind: 'refused', refusal: { kind, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } };
	}
	const blame = blameFor(response);
	return blame === undefined
		? { kind: 'in_doubt', why: message }
		: { kind: 'rejected', blame, code: `http_${status}`, message };
}

/** Undefined when it is not certain that nothing was done. */
function blameFor(response: HttpResponse): 'contact' | 'config' | 'account' | undefined {
	const { status } = response;
	if (ACCOUNT_STATUS.has(status)) return 'account';
	const words = vendorsWords(response);
	// Of a request that is not understood the agent is to blame where it is named; a proxy's verdict is no vendor's.
	if (status === 400 || status === 422) return words === undefined || /\bagent/i.test(words) ? 'config' : 'contact';
	if (status === 301 || status === 307 || status === 308) return 'config';
	return status > 400 && status < 500 && status !== 408 ? 'config' : undefined;
}

/** Of a refusal, no Retry-After is documented: the reset tells when requests are taken again. */
function rateLimits(response: HttpResponse): ObservedLimits {
	const told = readRateLimitHeaders(response);
	const resetMs = told.rates?.[0]?.resetMs;
	if (response.status !== 429 || told.retryAfterMs !== undefined || resetMs === undefined) return told;
	return { ...told, retryAfterMs: resetMs };
}

/** `{ data, meta: { page, limit, total } }` */
function readPage(response: HttpResponse): { calls: CallPage; nextPage: number | undefined } | undefined {
	const body = parse(response);
	const data = field(body, 'data');
	if (response.status !== 200 || !Array.isArray(data)) return undefined;
	const views = data.map(readView);
	if (!views.every((view) => view !== undefined)) return undefined;
	const meta = field(body, 'meta');
	const page = countAt(meta, 'page') ?? 1;
	const seen = page * (countAt(meta, 'limit') ?? LIST_SIZE);
	const hasMore = views.length > 0 && seen < (countAt(meta, 'total') ?? 0);
	return { calls: { views }, nextPage: hasMore ? page + 1 : undefined };
}

function readView(value: unknown): CallView | undefined {
	const call = field(value, 'id');
	return isCallId(call) ? { call, attempt: undefined, end: readBoltcallEnd(value) } : undefined;
}

function wordsOf(response: HttpResponse): string {
	return vendorsWords(response) ?? response.body;
}

/** `{ error: { code, message, status } }`; undefined where something else answered. */
function vendorsWords(response: HttpResponse): string | undefined {
	const error = field(parse(response), 'error');
	const words = [field(error, 'code'), field(error, 'message')].filter((part) => typeof part === 'string');
	return words.length === 0 ? undefined : words.join(': ');
}
