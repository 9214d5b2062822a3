import type { LimitKind } from '../account-limits.js';
import type { Call, NewCall } from '../call.js';
import { dialNexaBatches } from './dialnexa-batch.js';
import { callRecord, listedCalls } from './dialnexa-calls.js';
import { E164, error, ROUTE, reply } from './dialnexa-parts.js';
import { dialNexaWebhooks } from './dialnexa-webhook.js';
import type { MockRequest, Operation, Problem, Reply, Wire } from './wire.js';

const MOST_NOTES = 15;

/** In the words of the OpenAPI file's examples, where it has one. */
const PROBLEMS: Readonly<Record<Problem, Reply>> = {
	unauthorized: error(401, 'API key is missing or invalid'),
	unpaid: error(402, 'Insufficient billing wallet balance'),
	forbidden: error(403, 'You do not have permission to access this resource'),
	'unknown-asset': error(404, 'Agent or phone number not found'),
	'unknown-call': error(404, 'Call not found'),
	'unknown-route': error(404, 'Cannot find this route'),
	'server-error': error(500, 'Internal server error'),
	unavailable: error(503, 'Service Unavailable'),
};

/**
 * DialNexa's API by its OpenAPI file of August 2026 and the pages of its documentation: JSON, a bearer key of two parts,
 * lists that are a bare array.
 */
export const dialNexaWire: Wire = {
	contentType: 'application/json; charset=utf-8',
	// Documented for the older call logs only; the framework whose errors it gives (NestJS) does so by itself.
	hasTags: true,
	operation,
	// A key without its second half is malformed.
	credential: (headers) => /^bearer\s+([^\s:]+:\S+)$/i.exec(headers.authorization ?? '')?.[1],
	readCreate,
	created: (call) =>
		reply(201, { id: call.id, to_phone_number: call.to, agent_id: call.agent, agent_version_number: 1 }),
	shown: (call, now) => reply(200, { ...callRecord(call, now), metadata: call.metadata, ...notesOf(call) }),
	listed(request, calls, now) {
		const listed = listedCalls(request.query, calls, now);
		return typeof listed === 'string' ? error(400, listed) : reply(200, listed);
	},
	stopped: () => PROBLEMS['unknown-route'],
	concurrency: () => PROBLEMS['unknown-route'],
	asset: (_, id) =>
		reply(200, {
			id,
			agent_type: 'Single_Prompt_Agent',
			current_version_number: 1,
			versions: [{ agent_id: id, version_number: 1, is_published: true }],
		}),
	refused,
	batches: dialNexaBatches,
	problem: (problem) => PROBLEMS[problem],
	webhooks: (call) => dialNexaWebhooks(call, () => callRecord(call, call.endedAt)),
};

function operation(method: string, path: string): Operation | undefined {
	if (path === '/v1/calls')
		return method === 'POST' ? { kind: 'create' } : method === 'GET' ? { kind: 'list' } : undefined;
	if (path === '/v1/batch-calls')
		return method === 'POST' ? { kind: 'upload' } : method === 'GET' ? { kind: 'batches' } : undefined;
	const batchId = /^\/v1\/batch-calls\/([^/]+)\/status$/.exec(path)?.[1];
	if (batchId !== undefined)
		return method === 'PATCH' ? { kind: 'cancel', batchId: decodeURIComponent(batchId) } : undefined;
	if (method !== 'GET') return undefined;
	const agent = /^\/v1\/agents\/([^/]+)$/.exec(path)?.[1];
	if (agent !== undefined) return { kind: 'asset', asset: 'agent', id: decodeURIComponent(agent) };
	const callId = /^\/v1\/calls\/([^/]+)$/.exec(path)?.[1];
	return callId === undefined ? undefined : { kind: 'get', callId: decodeURIComponent(callId) };
}

/** What is wrong is told field by field. What `notes` and an unknown field get is not documented. */
function readCreate(request: MockRequest): NewCall | Reply {
	const body = parseObject(request.body);
	if (body === undefined) return error(400, 'Request validation failed');
	const { phone_number: to, agent_id: agent, agent_version_number: version, metadata, notes } = body;
	const wrong = [
		typeof to === 'string' && E164.test(to) ? '' : 'phone_number must be a valid E.164 phone number',
		typeof agent === 'string' && agent !== '' ? '' : 'agent_id should not be empty',
		version === undefined || Number.isInteger(version) ? '' : 'agent_version_number must be a number',
		isRecord(metadata) ? '' : 'metadata must be an object',
		notes === undefined || isRecord(notes) ? '' : 'notes must be an object',
		isRecord(notes) && Object.keys(notes).length > MOST_NOTES ? `notes must have at most ${MOST_NOTES} keys` : '',
	].filter((text) => text !== '');
	if (wrong.length > 0) return error(400, wrong.length === 1 ? (wrong[0] ?? '') : wrong);
	return {
		to: String(to),
		from: ROUTE,
		agent: String(agent),
		metadata,
		variables: notes === undefined ? undefined : { notes: JSON.stringify(notes) },
	};
}

function notesOf({ variables }: Call): object {
	return variables?.notes === undefined ? {} : { notes: JSON.parse(variables.notes) };
}

/** The documented words are those for too many requests; how a plan's limit of live calls is worded is not documented. */
function refused(limit: LimitKind | undefined): Reply {
	if (limit === 'slots') return error(409, 'The concurrency limit of this workspace is reached');
	return error(429, 'Too many requests. Please slow down and retry after a moment.');
}

function parseObject(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isRecord(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
