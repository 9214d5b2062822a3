import type { LimitKind } from '../account-limits.js';
import { type Call, type NewCall, statusOf } from '../call.js';
import { listCalls } from './retell-list.js';
import { retellWebhooks } from './retell-webhook.js';
import type { MockRequest, Operation, Problem, Reply, Wire } from './wire.js';

/** What a second of talk costs, in tenths of a cent: 12 cents a minute, each begun second counts. */
const TENTHS_OF_A_CENT_PER_SECOND = 2;
/** Told as the limit when there is none: the API has no word for that. */
const NO_LIMIT = 1_000_000;
const DEFAULT_AGENT = 'agent_of_the_number';
const E164 = /^\+[1-9]\d{1,14}$/;

const PROBLEMS: Readonly<Record<Problem, Reply>> = {
	unauthorized: error(401, 'API key is missing or not valid.'),
	unpaid: error(402, 'Trial has ended, please add payment method.'),
	forbidden: error(403, 'This account may not place calls.'),
	'unknown-asset': error(422, 'Cannot find requested asset under given api key.'),
	'unknown-call': error(404, 'There is no call with this id.'),
	'unknown-route': error(404, 'There is no such endpoint.'),
	'server-error': error(500, 'Something went wrong on the server.'),
	unavailable: error(503, 'The service is not available for the moment.'),
};
const REFUSED = error(429, 'Account rate limited, please throttle your requests.');
/** The API does not say which limit was met; these are the words in which it might. */
const REFUSED_FOR: Readonly<Record<LimitKind, Reply>> = {
	slots: error(429, 'Account has reached its concurrency limit, please wait for a call to end.'),
	rate: error(429, 'Account has reached its rate limit of call starts, please throttle your requests.'),
	quota: error(429, 'Account has used up its daily quota of calls.'),
};
const STOPPED: Reply = { status: 204, body: '' };

/** Retell's API as of retell-sdk 5.66: calls over v2, the list over v3, JSON, a bearer key. */
export const retellWire: Wire = {
	contentType: 'application/json',
	operation,
	credential: (headers) => /^bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1],
	readCreate,
	created: (call) => reply(201, callBody(call, call.acceptedAt, true)),
	shown: (call, now) => reply(200, callBody(call, now, false)),
	listed(request, calls, now) {
		const page = listCalls(request.body, calls, now);
		if (typeof page === 'string') return error(400, page);
		return reply(200, { ...page, items: page.items.map((call) => callBody(call, now, false)) });
	},
	stopped: () => STOPPED,
	asset: (asset, id) => reply(200, asset === 'agent' ? { agent_id: id, version: 0 } : { phone_number: id }),
	concurrency,
	refused: (limit) => (limit === undefined ? REFUSED : REFUSED_FOR[limit]),
	problem: (problem) => PROBLEMS[problem],
	webhooks: (call) => retellWebhooks(call, (at) => callBody(call, at, false)),
};

function operation(method: string, path: string): Operation | undefined {
	if (method === 'POST') {
		if (path === '/v2/create-phone-call') return { kind: 'create' };
		if (path === '/v3/list-calls') return { kind: 'list' };
		const callId = /^\/v2\/stop-call\/([^/]+)$/.exec(path)?.[1];
		return callId === undefined ? undefined : { kind: 'stop', callId };
	}
	if (method !== 'GET') return undefined;
	if (path === '/get-concurrency') return { kind: 'concurrency' };
	const agent = /^\/get-agent\/([^/]+)$/.exec(path)?.[1];
	if (agent !== undefined) return { kind: 'asset', asset: 'agent', id: agent };
	const number = /^\/get-phone-number\/(?:\+|%2B)(\d+)$/i.exec(path)?.[1];
	if (number !== undefined) return { kind: 'asset', asset: 'number', id: `+${number}` };
	const callId = /^\/v2\/get-call\/([^/]+)$/.exec(path)?.[1];
	return callId === undefined ? undefined : { kind: 'get', callId };
}

function readCreate(request: MockRequest): NewCall | Reply {
	let body: unknown;
	try {
		body = JSON.parse(request.body);
	} catch {
		return error(400, 'The request body is no valid JSON.');
	}
	if (!isRecord(body)) return error(400, 'The request body must be a JSON object.');
	const { to_number: to, from_number: from, override_agent_id: agent, retell_llm_dynamic_variables: variables } = body;
	if (typeof to !== 'string' || !E164.test(to)) return error(400, 'to_number must be in E.164 format.');
	if (typeof from !== 'string' || !(E164.test(from) || body.ignore_e164_validation === true)) {
		return error(400, 'from_number must be in E.164 format.');
	}
	if (agent !== undefined && typeof agent !== 'string') return error(400, 'override_agent_id must be a string.');
	if (variables !== undefined && !isTextRecord(variables)) {
		return error(400, 'retell_llm_dynamic_variables must map strings to strings.');
	}
	return { to, from, agent, metadata: body.metadata, variables, webhook: webhookOf(body.agent_override) };
}

function webhookOf(override: unknown): string | undefined {
	const agent = isRecord(override) ? override.agent : undefined;
	const url = isRecord(agent) ? agent.webhook_url : undefined;
	return typeof url === 'string' && URL.canParse(url) ? url : undefined;
}

/** The call object; what is not known yet is left out, as in the API. */
function callBody(call: Call, now: number, isNew: boolean): object {
	const status = isNew ? 'registered' : statusOf(call, now);
	const body = {
		call_id: call.id,
		call_type: 'phone_call',
		call_status: status,
		agent_id: call.agent ?? DEFAULT_AGENT,
		agent_version: 0,
		direction: 'outbound',
		from_number: call.from,
		to_number: call.to,
		metadata: call.metadata,
		retell_llm_dynamic_variables: call.variables,
	};
	if (status === 'registered') return body;
	if (status === 'ongoing') return { ...body, start_timestamp: call.connectedAt };
	return { ...body, ...endOf(call) };
}

function endOf(call: Call): object {
	const end = { end_timestamp: call.endedAt, disconnection_reason: call.reason };
	if (call.connectedAt === undefined) return end;
	const talkMs = call.endedAt - call.connectedAt;
	const seconds = Math.ceil(talkMs / 1_000);
	const cost = (seconds * TENTHS_OF_A_CENT_PER_SECOND) / 10;
	const unitPrice = TENTHS_OF_A_CENT_PER_SECOND / 10;
	return {
		start_timestamp: call.connectedAt,
		...end,
		duration_ms: talkMs,
		call_cost: {
			combined_cost: cost,
			total_duration_seconds: seconds,
			total_duration_unit_price: unitPrice,
			product_costs: [{ product: 'mock_voice', unit_price: unitPrice, cost }],
		},
	};
}

function concurrency(live: number, slots: number): Reply {
	const limit = Math.min(slots, NO_LIMIT);
	return reply(200, {
		current_concurrency: live,
		concurrency_limit: limit,
		base_concurrency: limit,
		purchased_concurrency: 0,
		concurrency_purchase_limit: 0,
		remaining_purchase_limit: 0,
		concurrency_burst_enabled: false,
		concurrency_burst_limit: 0,
		reserved_inbound_concurrency: 0,
	});
}

function reply(status: number, body: object): Reply {
	return { status, body: JSON.stringify(body) };
}

function error(status: number, message: string): Reply {
	return reply(status, { status: 'error', message });
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextRecord(value: unknown): value is Record<string, string> {
	return isRecord(value) && Object.values(value).every((entry) => typeof entry === 'string');
}
