import { redactor } from '../../runtime/redact.js';
import { countAt, field, isCallId, oneLine, parse } from '../answers.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import { shownBy } from '../inspection.js';
import type { CallPage, CallView, Concurrency, CreateReply, Inspection, Provider } from '../provider.js';
import { readRateLimitHeaders } from '../rate-limit-headers.js';
import { readRetellEnd } from './end.js';
import { retellWebhooks } from './webhook.js';

export interface RetellOptions {
	readonly apiKey: string;
	/** Agent that talks, instead of the one bound to the number. */
	readonly agent?: string;
	/** The key that webhooks are signed with, if it is another. */
	readonly webhookKey?: string;
	/** Where this program's calls are told of, instead of where the agent's settings say. */
	readonly webhookUrl?: string;
}

/**
 * Retell AI, API of retell-sdk 5.66: POST /v2/create-phone-call, GET /v2/get-call, POST /v3/list-calls,
 * GET /get-concurrency. It has no idempotency key, but keeps `metadata` and filters lists by it, so an attempt in doubt
 * can be found by its id.
 */
export function retellProvider(options: RetellOptions): Provider {
	const hide = redactor([options.apiKey]);
	const describe = (response: HttpResponse) => describeAnswer(response, hide);
	const headers = {
		authorization: `Bearer ${options.apiKey}`,
		accept: 'application/json',
		'content-type': 'application/json',
	};
	const post = (path: string, body: object): HttpRequest => ({
		method: 'POST',
		path,
		headers,
		body: JSON.stringify(body),
	});
	const get = (path: string): HttpRequest => {
		const { 'content-type': _, ...rest } = headers;
		return { method: 'GET', path, headers: rest };
	};

	const asset = (what: string, id: string, request: HttpRequest, shown: string): Inspection => ({
		what: `${what} ${id}`,
		request,
		read: (response) => shownBy(response, shown, describe(response)),
	});

	return {
		name: 'retell',
		accountSecret: options.apiKey,
		...(options.webhookKey === undefined ? {} : { secrets: [options.webhookKey] }),
		defaults: {
			// Vendor's outbound-call page: 1 call per second by default for Twilio, Telnyx and custom telephony.
			pacePerSecond: 1,
			paceSource: "Retell's documented default",
			// The vendor's own SDK waits 120 s for this request.
			timeoutMs: 120_000,
			settlingMs: 30_000,
			listSize: 100,
			// Twice the longest duration that an agent can be given, and an hour.
			longestCallMs: 5 * 3_600_000,
		},
		createCall: (attempt) =>
			post('/v2/create-phone-call', {
				from_number: attempt.from,
				to_number: attempt.to,
				...(options.agent === undefined ? {} : { override_agent_id: options.agent }),
				...(options.webhookUrl === undefined ? {} : { agent_override: { agent: { webhook_url: options.webhookUrl } } }),
				retell_llm_dynamic_variables: attempt.variables,
				metadata: {
					campaign_id: attempt.campaign,
					contact_id: attempt.contact,
					attempt_id: attempt.attempt,
				},
			}),
		readCreate: (response) => readCreate(response, describe),
		listCalls: (calls) =>
			post('/v3/list-calls', {
				filter_criteria: { call_id: { type: 'enum', op: 'in', value: calls.map(({ call }) => call) } },
				limit: calls.length,
			}),
		// By metadata alone: a call that is merely registered has neither a start nor a status to filter by.
		findAttempt: ({ attempt }) =>
			post('/v3/list-calls', {
				filter_criteria: { metadata: [{ key: 'attempt_id', type: 'string', op: 'eq', value: attempt }] },
				limit: 10,
			}),
		readFound(response, { attempt }) {
			const views = readCalls(response)?.views;
			if (views === undefined) return undefined;
			const found = views.find((view) => view.attempt === attempt);
			if (found !== undefined) return { kind: 'placed', call: found.call };
			if (views.length === 0) return { kind: 'absent' };
			return { kind: 'cannot_tell', why: 'the provider showed other calls than those that were asked for' };
		},
		readCalls,
		getCall: (call) => get(`/v2/get-call/${encodeURIComponent(call.toWellFormed())}`),
		readCall(response) {
			if (response.status === 404 || response.status === 422) return 'absent';
			return response.status === 200 ? readView(parse(response)) : undefined;
		},
		inspections: (callers) => [
			...callers.map((number) => asset('caller number', number, get(`/get-phone-number/${number}`), 'phone_number')),
			...(options.agent === undefined
				? []
				: [asset('agent', options.agent, get(`/get-agent/${encodeURIComponent(options.agent)}`), 'agent_id')]),
		],
		concurrency: () => get('/get-concurrency'),
		readConcurrency,
		webhooks: retellWebhooks(options.webhookKey ?? options.apiKey, readView),
		rateLimits: readRateLimitHeaders,
		isOwnError: (response) => field(parse(response), 'status') === 'error',
		readRefusedAccount: (response) => (ACCOUNT_STATUS.has(response.status) ? describe(response) : undefined),
	};
}

/** 401 key, 402 trial over or unpaid, 403 forbidden. */
const ACCOUNT_STATUS: ReadonlySet<number> = new Set([401, 402, 403]);

function readCreate(response: HttpResponse, describe: (response: HttpResponse) => string): CreateReply {
	const { status } = response;
	const body = parse(response);
	if (status >= 200 && status < 300) {
		const call = field(body, 'call_id');
		if (isCallId(call)) return { kind: 'accepted', call };
		return { kind: 'in_doubt', why: `status ${status} with a body that names no call` };
	}
	const message = describe(response);
	if (status === 429) return { kind: 'refused', refusal: refusal(response, message) };
	if (ACCOUNT_STATUS.has(status)) return { kind: 'rejected', blame: 'account', code: `http_${status}`, message };
	// Only the vendor's application writes such a body; a proxy's own 503 may come after the request was passed on.
	if (status === 503 && field(body, 'status') === 'error') {
		return { kind: 'refused', refusal: { ...refusal(response, message), kind: 'busy' } };
	}
	if (status === 400) {
		const blame = /from_number|agent/i.test(message) ? 'config' : 'contact';
		return { kind: 'rejected', blame, code: 'http_400', message };
	}
	if (isWrongAddress(status)) return { kind: 'rejected', blame: 'config', code: `http_${status}`, message };
	return { kind: 'in_doubt', why: message };
}

/**
 * 422 is the vendor's word for an agent or number that is not there. The other 4xx, and redirects that ask to repeat the
 * request elsewhere, come from a wrong address or a proxy in between: nothing was done, and no contact is to blame. A
 * server that gave up waiting (408) may have begun, and 302 and 303 are also what is answered after something was done.
 */
function isWrongAddress(status: number): boolean {
	if (status === 301 || status === 307 || status === 308) return true;
	return status > 400 && status < 500 && status !== 408;
}

/** The documented 429 does not say which limit was met, but may one day: its words are looked at. */
function refusal(response: HttpResponse, message: string) {
	const { retryAfterMs } = readRateLimitHeaders(response);
	const kind = /concurren/i.test(message) ? 'slots' : 'unknown';
	return { kind, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } as const;
}

function readCalls(response: HttpResponse): CallPage | undefined {
	const items = field(parse(response), 'items');
	if (response.status !== 200 || !Array.isArray(items)) return undefined;
	const views = items.map(readView);
	return views.every((view) => view !== undefined) ? { views } : undefined;
}

function readView(value: unknown): CallView | undefined {
	const call = field(value, 'call_id');
	if (!isCallId(call)) return undefined;
	const attempt = field(field(value, 'metadata'), 'attempt_id');
	return { call, attempt: typeof attempt === 'string' ? attempt : undefined, end: readRetellEnd(value) };
}

function readConcurrency(response: HttpResponse): Concurrency | undefined {
	const body = parse(response);
	const limit = countAt(body, 'concurrency_limit');
	if (response.status !== 200 || limit === undefined) return undefined;
	const reserved = countAt(body, 'reserved_inbound_concurrency') ?? 0;
	return { limit: limit - reserved, live: countAt(body, 'current_concurrency') ?? 0 };
}

/** "402 Trial has ended, please add payment method." */
function describeAnswer(response: HttpResponse, hide: (text: string) => string): string {
	const message = field(parse(response), 'message');
	const words = typeof message === 'string' ? message : response.body;
	return `${response.status} ${oneLine(hide(words))}`.trim();
}
