import { redactor } from '../../runtime/redact.js';
import { countAt, field, isNestError, oneLine, parse } from '../answers.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import { shownBy } from '../inspection.js';
import type { AttemptSpec, FollowedCall, Inspection, ObservedLimits, Provider } from '../provider.js';
import { readRateLimitHeaders } from '../rate-limit-headers.js';
import { listPath, readPage, readView, restRequest, type Window } from './calls.js';
import { readVapiCreate } from './create.js';
import { lostWindow, readVapiFound } from './found.js';
import { vapiWebhooks } from './webhook.js';

export interface VapiOptions {
	/** The private key. */
	readonly apiKey: string;
	/** Id of the assistant that talks. */
	readonly assistant: string;
	/** What webhooks are vouched for by: the key of their signatures, a bearer token, or the secret itself. */
	readonly webhookSecret?: string;
	/** Id of the account's credential that vouches for them. */
	readonly webhookCredential?: string;
	/** Where this program's calls are told of, instead of where the assistant's settings say. */
	readonly webhookUrl?: string;
}

/** The longest text that the API takes as a call's name and as a customer's external id. */
const LONGEST_LABEL = 40;
/** How far the oldest call that is followed may lie before its moment here: clocks differ. */
const CLOCK_MARGIN_MS = 120_000;

/**
 * Vapi, API of @vapi-ai/server-sdk 2.0: POST /call, GET /call/{id}, GET /call. It has no idempotency key, and lists are
 * filtered by time and caller only: an attempt in doubt is looked for among the calls of its time, by the id that each bears.
 */
export function vapiProvider(options: VapiOptions): Provider {
	const { apiKey, assistant, webhookSecret } = options;
	const secrets = webhookSecret === undefined ? [] : [webhookSecret];
	const hide = redactor([apiKey, ...secrets]);
	const describe = (response: HttpResponse) => describeAnswer(response, hide);
	const authorization = `Bearer ${apiKey}`;
	const get = (path: string): HttpRequest => ({ method: 'GET', path, headers: { authorization } });
	/** The vendor's way to ask for a resource of the account. */
	const inspect = (what: string, resource: string, id: string): Inspection => ({
		what: `${what} ${id}`,
		request: get(`/${resource}/${encodeURIComponent(id)}`),
		read: (response) => shownBy(response, 'id', describe(response)),
	});

	return {
		name: 'vapi',
		accountSecret: apiKey,
		secrets,
		defaults: {
			// No figure is published for call starts or requests; the limit of live calls is told with every call.
			pacePerSecond: 5,
			paceSource: 'our own caution: Vapi documents none',
			// The vendor's own SDK waits 60 s; a longer wait leaves fewer calls in doubt.
			timeoutMs: 120_000,
			// How far its lists lag is not documented.
			settlingMs: 30_000,
			listSize: 100,
			// `maxDurationSeconds` of an assistant is 600 unless set, and the SDK names no bound: half a day, and an hour.
			longestCallMs: 13 * 3_600_000,
		},
		createCall: (attempt) => ({
			method: 'POST',
			path: '/call',
			headers: { authorization, 'content-type': 'application/json' },
			body: JSON.stringify(createBody(attempt, options)),
		}),
		readCreate: (response) => readVapiCreate(response, describe),
		// One call is asked for by its id; of several, all that were made since the oldest of them.
		listCalls(calls) {
			const [only, another] = calls;
			const isOne = only !== undefined && another === undefined;
			return get(isOne ? `/call?${new URLSearchParams({ id: only.call })}` : listPath(followedWindow(calls)));
		},
		readCalls(response, asked = []) {
			const page = readPage(response);
			if (page === undefined) return undefined;
			const next = restRequest(followedWindow(asked), page.rest, get);
			return { views: page.calls.map(({ view }) => view), ...(next === undefined ? {} : { next }) };
		},
		findAttempt: (lost) => get(listPath(lostWindow(lost))),
		readFound: (response, lost) => readVapiFound(response, lost, get),
		getCall: (call) => get(`/call/${encodeURIComponent(call.toWellFormed())}`),
		readCall(response) {
			if (response.status === 404) return 'absent';
			return response.status === 200 ? readView(parse(response)) : undefined;
		},
		inspections: (callers) => [
			...callers.map((id) => inspect('caller number', 'phone-number', id)),
			inspect('assistant', 'assistant', assistant),
		],
		...(webhookSecret === undefined ? {} : { webhooks: vapiWebhooks(webhookSecret) }),
		tellsSlotsWithCalls: true,
		rateLimits,
		isOwnError: isNestError,
		readRefusedAccount: (response) => (ACCOUNT_STATUS.has(response.status) ? describe(response) : undefined),
	};
}

/** 401 key, 402 payment, 403 forbidden. */
const ACCOUNT_STATUS: ReadonlySet<number> = new Set([401, 402, 403]);

function createBody(
	{ attempt, campaign, contact, to, from, variables }: AttemptSpec,
	{ assistant, ...options }: VapiOptions,
): object {
	const fits = attempt.length <= LONGEST_LABEL;
	return {
		...(fits ? { name: attempt } : {}),
		assistantId: assistant,
		assistantOverrides: {
			variableValues: variables,
			metadata: { campaign_id: campaign, contact_id: contact, attempt_id: attempt },
			...serverOf(options),
		},
		phoneNumberId: from,
		customer: { number: to, ...(fits ? { externalId: attempt } : {}) },
	};
}

/**
 * Whom the assistant tells of this call. That a credential of the assistant's own settings outlives another address is
 * not documented: so that what comes can be verified, either one is named, or the secret is sent along as a header.
 */
function serverOf({ webhookUrl: url, webhookCredential, webhookSecret }: Partial<VapiOptions>): object {
	if (url === undefined) return {};
	if (webhookCredential !== undefined) return { server: { url, credentialId: webhookCredential } };
	return { server: { url, ...(webhookSecret === undefined ? {} : { headers: { 'X-Vapi-Secret': webhookSecret } }) } };
}

/** All that were made since the oldest of these calls, by the same caller if they have one. */
function followedWindow(calls: readonly FollowedCall[]): Window {
	const [first] = calls;
	if (first === undefined) return {};
	const phoneNumberId = calls.every(({ from }) => from === first.from) ? first.from : undefined;
	return { phoneNumberId, from: Math.min(...calls.map(({ since }) => since)) - CLOCK_MARGIN_MS };
}

/** Each call that is taken tells how many may be live and how many more may be started. */
function rateLimits(response: HttpResponse): ObservedLimits {
	const headers = readRateLimitHeaders(response);
	if (response.status !== 201) return headers;
	const told = field(parse(response), 'subscriptionLimits');
	const limit = countAt(told, 'concurrencyLimit') || undefined;
	// A call that was blocked counts as live with us until its end is seen, and takes no line.
	const remaining = field(told, 'concurrencyBlocked') === true ? -1 : countAt(told, 'remainingConcurrentCalls');
	if (limit === undefined) return headers;
	return { ...headers, slots: { limit, ...(remaining === undefined ? {} : { remaining }) } };
}

/** "400 customer.number must be a valid phone number." Several messages are joined. */
function describeAnswer(response: HttpResponse, hide: (text: string) => string): string {
	const message = field(parse(response), 'message');
	const words = Array.isArray(message) ? message.filter((line) => typeof line === 'string').join('; ') : message;
	return `${response.status} ${oneLine(hide(typeof words === 'string' ? words : response.body))}`.trim();
}
