import { redactor } from '../../runtime/redact.js';
import { isNestError, parse } from '../answers.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import type { AttemptSpec, Provider } from '../provider.js';
import { readRateLimitHeaders } from '../rate-limit-headers.js';
import { readAgent } from './agent.js';
import { describeAnswer, isAccountRefused, readDialNexaCreate } from './answer.js';
import { dialNexaBatches } from './batches.js';
import { firstPage, lookForAttempt } from './lost.js';
import { readCall, readViews } from './view.js';
import { dialNexaWebhooks } from './webhook.js';

export interface DialNexaOptions {
	/** `<key_id>:<secret>`, as the dashboard shows it once. */
	readonly apiKey: string;
	readonly agent: string;
	/** The workspace's secret that webhooks are signed with. */
	readonly webhookSecret?: string;
}

/**
 * DialNexa, OpenAPI of August 2026: POST /v1/calls, GET /v1/calls, GET /v1/calls/{id}. It has no idempotency key and no
 * filter by metadata, so an attempt in doubt is looked for among the newest calls. The caller number is the one bound to
 * the agent's published version.
 */
export function dialNexaProvider({ apiKey, agent, webhookSecret }: DialNexaOptions): Provider {
	const secret = apiKey.slice(apiKey.indexOf(':') + 1);
	const secrets = webhookSecret === undefined ? [] : [webhookSecret];
	const hide = redactor([apiKey, secret, ...secrets]);
	const describe = (response: HttpResponse) => describeAnswer(response, hide);
	const headers = { authorization: `Bearer ${apiKey}`, accept: 'application/json' };
	const get = (path: string): HttpRequest => ({ method: 'GET', path, headers });
	const getCall = (call: string) => get(`/v1/calls/${encodeURIComponent(call.toWellFormed())}`);

	return {
		name: 'dialnexa',
		accountSecret: apiKey,
		secrets,
		defaults: {
			// No pace is documented. Replies were seen to tell of 150 requests a minute, reads among them.
			pacePerSecond: 1,
			paceSource: 'a careful guess: DialNexa documents none',
			timeoutMs: 60_000,
			// No lag of the list is documented.
			settlingMs: 30_000,
			listSize: 100,
			// The longest call that an agent can be given is 90 minutes; it may be queued before.
			longestCallMs: 4 * 3_600_000,
		},
		createCall: (attempt) => ({
			method: 'POST',
			path: '/v1/calls',
			headers: { ...headers, 'content-type': 'application/json' },
			body: JSON.stringify({ phone_number: attempt.to, agent_id: agent, ...kept(attempt) }),
		}),
		readCreate: (response) => readDialNexaCreate(response, describe),
		listCalls: (calls) =>
			get(
				`/v1/calls?call_id=${calls.map(({ call }) => encodeURIComponent(call.toWellFormed())).join(',')}` +
					`&page=1&limit=${calls.length}`,
			),
		readCalls(response) {
			const views = response.status === 200 ? readViews(parse(response)) : undefined;
			return views === undefined ? undefined : { views };
		},
		findAttempt: () => get(firstPage),
		readFound: (response, lost) => lookForAttempt(response, lost, { get, getCall }),
		getCall,
		readCall,
		batches: dialNexaBatches({
			agent,
			headers,
			get,
			columns: (attempt) => kept(attempt).metadata,
			readCreate: (response) => readDialNexaCreate(response, describe),
		}),
		inspections: () => [
			{
				what: `agent ${agent}`,
				request: get(`/v1/agents/${encodeURIComponent(agent.toWellFormed())}`),
				read: (response) => readAgent(response, describe(response)),
			},
		],
		...(webhookSecret === undefined ? {} : { webhooks: dialNexaWebhooks(webhookSecret) }),
		rateLimits: readRateLimitHeaders,
		isOwnError: isNestError,
		readRefusedAccount: (response) => (isAccountRefused(response) ? describe(response) : undefined),
	};
}

/**
 * What DialNexa keeps of an attempt. By its OpenAPI file the agent can use `metadata` during the call, so the variables
 * go there; `notes` are only stored with the call and hold at most 15 keys. Which of the two a call shows later is not
 * documented, so the ids stand in both.
 */
function kept({ attempt, campaign, contact, variables }: AttemptSpec) {
	const ids = { campaign_id: campaign, contact_id: contact, attempt_id: attempt };
	return { metadata: { ...variables, ...ids }, notes: ids };
}
