import { type Call, type NewCall, statusOf } from '../call.js';
import type { CallStore } from '../calls.js';
import type { Holdings } from '../holdings.js';
import { boltcallWebhooks } from './boltcall-webhook.js';
import type { MockRequest, Operation, Problem, Reply, Wire } from './wire.js';

/** Of the documented test pages' kind: shown as `caller` of the agent's calls. */
const LINE = '+1234567890';
const E164 = /^\+[1-9]\d{6,14}$/;
const DEFAULT_LIMIT = 20;
const LARGEST_LIMIT = 100;

/** Codes as documented; of the messages only that of a limit is. */
const PROBLEMS: Readonly<Record<Problem, Reply>> = {
	unauthorized: error(401, 'invalid_api_key', 'The API key is missing or not valid.'),
	unpaid: error(403, 'forbidden', 'The plan of this workspace does not include this.'),
	forbidden: error(403, 'forbidden', 'This key may not do that.'),
	'unknown-asset': error(404, 'not_found', 'There is no such agent.'),
	'unknown-call': error(404, 'not_found', 'There is no such call.'),
	'unknown-route': error(404, 'not_found', 'There is no such endpoint.'),
	'server-error': error(500, 'internal_error', 'Something went wrong.'),
	unavailable: { status: 503, body: 'Service Unavailable' },
};
const REFUSED = error(429, 'rate_limited', 'Too many requests. Back off and retry with exponential delay.');

/** Boltcall's API as its documentation sites describe it. */
export const boltcallWire: Wire = {
	contentType: 'application/json',
	operation,
	credential: (headers) => /^bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1],
	readCreate,
	created: (call) =>
		reply(201, {
			id: call.id,
			status: 'ringing',
			agent_id: call.agent,
			to: call.to,
			created_at: new Date(call.acceptedAt).toISOString(),
		}),
	shown: (call, now) => reply(200, { ...record(call, now), summary: null, tags: [], transcript: [] }),
	listed: (request, calls, now) => listed(new URLSearchParams(request.query), calls, now),
	stopped: () => PROBLEMS['unknown-route'],
	concurrency: () => PROBLEMS['unknown-route'],
	holdings: (request, held) => agents(new URLSearchParams(request.query), held),
	refused: () => REFUSED,
	problem: (problem) => PROBLEMS[problem],
	webhooks: (call) => boltcallWebhooks(call, () => record(call, call.endedAt)),
	// By its public source.
	webhookTries: 1,
};

function operation(method: string, path: string): Operation | undefined {
	if (method === 'POST') return path === '/v1/calls/outbound' ? { kind: 'create' } : undefined;
	if (method !== 'GET') return undefined;
	if (path === '/v1/calls') return { kind: 'list' };
	if (path === '/v1/agents') return { kind: 'holdings' };
	const callId = /^\/v1\/calls\/([^/]+)$/.exec(path)?.[1];
	return callId === undefined ? undefined : { kind: 'get', callId };
}

function readCreate(request: MockRequest): NewCall | Reply {
	let body: unknown;
	try {
		body = JSON.parse(request.body);
	} catch {
		return error(400, 'bad_request', 'The body is no JSON.');
	}
	if (typeof body !== 'object' || body === null) return error(400, 'bad_request', 'The body is no object.');
	const { agent_id: agent, to, context } = body as Record<string, unknown>;
	if (typeof agent !== 'string' || agent === '') return error(422, 'validation_error', 'agent_id is required.');
	if (typeof to !== 'string' || !E164.test(to)) return error(422, 'validation_error', 'to must be in E.164 format.');
	if (context !== undefined && typeof context !== 'string') {
		return error(422, 'validation_error', 'context must be a string.');
	}
	return { to, from: LINE, agent, metadata: undefined, variables: context === undefined ? undefined : { context } };
}

/** Newest first; the documents do not say so, nor anything else of the order. */
function listed(asked: URLSearchParams, calls: CallStore, now: number): Reply {
	const limit = Number(asked.get('limit') ?? DEFAULT_LIMIT);
	const page = Number(asked.get('page') ?? 1);
	const from = Date.parse(asked.get('from') ?? '1970-01-01T00:00:00Z');
	const to = Date.parse(asked.get('to') ?? '9999-01-01T00:00:00Z');
	if (![limit, page].every((count) => Number.isInteger(count) && count > 0) || Number.isNaN(from) || Number.isNaN(to)) {
		return error(400, 'bad_request', 'The query is not understood.');
	}
	const agent = asked.get('agent_id');
	const found = calls.all.filter(
		(call) =>
			calls.isVisible(call, now) &&
			(agent === null || agent === call.agent) &&
			asked.get('direction') !== 'inbound' &&
			call.acceptedAt >= from &&
			call.acceptedAt <= to,
	);
	const data = found
		.reverse()
		.slice((page - 1) * limit, page * limit)
		.map((call) => record(call, now));
	return reply(200, { data, meta: { page, limit, total: found.length } });
}

/** By the vendor's page on agents. Where the scenario names none, there is the one of dry runs. */
function agents(asked: URLSearchParams, held: Holdings): Reply {
	const [limit, page] = [Number(asked.get('limit') ?? DEFAULT_LIMIT), Number(asked.get('page') ?? 1)];
	if (!(Number.isInteger(limit) && limit > 0 && limit <= LARGEST_LIMIT && Number.isInteger(page) && page > 0)) {
		return error(400, 'bad_request', 'The query is not understood.');
	}
	const all = held.agents ?? ['agent_dry_run'];
	const data = all.slice((page - 1) * limit, page * limit).map((id) => ({
		id,
		name: 'Front Desk',
		voice_id: 'voice_1',
		status: 'active',
		phone_number: LINE,
		created_at: '2026-01-05T09:00:00Z',
	}));
	return reply(200, { data, meta: { page, limit, total: all.length } });
}

/** What a call shows of itself. Only the two statuses of the documents' examples are used. */
function record(call: Call, now: number): object {
	const status = statusOf(call, now);
	const isOver = status !== 'registered' && status !== 'ongoing';
	const talkMs = isOver && call.connectedAt !== undefined ? call.endedAt - call.connectedAt : 0;
	return {
		id: call.id,
		agent_id: call.agent,
		direction: 'outbound',
		caller: call.from,
		duration_seconds: Math.round(talkMs / 1_000),
		status: isOver ? 'completed' : 'ringing',
		sentiment: null,
		recording_url: null,
		created_at: new Date(call.acceptedAt).toISOString(),
	};
}

function reply(status: number, body: object): Reply {
	return { status, body: JSON.stringify(body) };
}

function error(status: number, code: string, message: string): Reply {
	return reply(status, { error: { code, message, status } });
}
