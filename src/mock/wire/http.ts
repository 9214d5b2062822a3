import type { LimitKind } from '../account-limits.js';
import { type Call, type NewCall, statusOf } from '../call.js';
import type { CallStore } from '../calls.js';
import type { MockRequest, Operation, Problem, Reply, Wire } from './wire.js';

const E164 = /^\+[1-9]\d{6,14}$/;
const LONGEST_PAGE = 100;
/** What a second of talk costs, in the account's currency. */
const PER_SECOND = 0.002;

const PROBLEMS: Readonly<Record<Problem, Reply>> = {
	unauthorized: error(401, 'bad_key', 'The key is missing or not valid.'),
	unpaid: error(402, 'no_credit', 'The account has no credit left.'),
	forbidden: error(403, 'suspended', 'The account is suspended.'),
	'unknown-asset': error(404, 'unknown_agent', 'There is no such agent or caller number.'),
	'unknown-call': error(404, 'unknown_call', 'There is no such call.'),
	'unknown-route': error(404, 'unknown_route', 'There is no such address.'),
	'server-error': error(500, 'internal', 'Something went wrong.'),
	unavailable: error(503, 'unavailable', 'Nothing was done; try again later.'),
};

const LIMIT_CODES: Readonly<Record<LimitKind, string>> = {
	slots: 'too_many_calls',
	rate: 'too_fast',
	quota: 'used_up',
};

/** A call's result in this API's words, by the mock's reasons. */
const RESULTS: Readonly<Record<string, string>> = {
	voicemail_reached: 'machine',
	dial_no_answer: 'no-answer',
	dial_busy: 'busy',
	user_declined: 'rejected',
	invalid_destination: 'bad-number',
	concurrency_limit_reached: 'at-capacity',
	manual_stopped: 'canceled',
};

/**
 * The API of Acme, a voice provider that is made up: it stands for whatever `fixtures/http` describes. A bearer key; calls
 * are made by JSON or by a form, looked at one by one or in lists by their ids or by a reference of the client's own, newest
 * first, with a cursor.
 */
export const httpWire: Wire = {
	contentType: 'application/json',
	operation,
	credential: ({ authorization = '' }) => /^Bearer (\S+)$/.exec(authorization)?.[1],
	readCreate,
	created: (call) => reply(201, { data: { id: call.id, status: 'queued' } }),
	shown: (call, now) => reply(200, { data: callBody(call, now) }),
	listed,
	stopped: () => ({ status: 204, body: '' }),
	concurrency: (live, slots) => reply(200, { live, limit: Number.isFinite(slots) ? slots : null }),
	refused: (limit) =>
		error(429, limit === undefined ? 'limited' : LIMIT_CODES[limit], 'Too many calls; try again later.'),
	problem: (problem) => PROBLEMS[problem],
};

function operation(method: string, path: string): Operation | undefined {
	if (path === '/v1/calls')
		return method === 'POST' ? { kind: 'create' } : method === 'GET' ? { kind: 'list' } : undefined;
	const callId = /^\/v1\/calls\/([\w-]+)$/.exec(path)?.[1];
	return callId === undefined || method !== 'GET' ? undefined : { kind: 'get', callId };
}

function readCreate({ headers, body }: MockRequest): NewCall | Reply {
	const fields = fieldsOf(headers['content-type'] ?? '', body);
	if (fields === undefined) return error(400, 'bad_request', 'The body is neither a JSON object nor a form.');
	const { to, from, agent, reference, variables, ...others } = fields;
	const [surplus] = Object.keys(others);
	if (surplus !== undefined) return error(400, 'bad_request', 'There is a field that does not exist.');
	if (typeof to !== 'string' || !E164.test(to)) return error(422, 'bad_number', 'to must be in E.164.');
	if (from !== undefined && !(typeof from === 'string' && E164.test(from))) {
		return error(400, 'bad_caller', 'from must be in E.164.');
	}
	if (![agent, reference].every((text) => text === undefined || typeof text === 'string')) {
		return error(400, 'bad_request', 'agent and reference must be texts.');
	}
	const texts = variables ?? {};
	if (typeof texts !== 'object' || !Object.values(texts).every((text) => typeof text === 'string')) {
		return error(400, 'bad_request', 'variables must be texts.');
	}
	return {
		to,
		from: typeof from === 'string' ? from : '',
		agent: typeof agent === 'string' ? agent : undefined,
		metadata: { reference },
		variables: texts as Record<string, string>,
	};
}

function fieldsOf(type: string, body: string): Record<string, unknown> | undefined {
	if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(body));
	try {
		const value: unknown = type === 'application/json' ? JSON.parse(body) : undefined;
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
	} catch {
		return undefined;
	}
}

function callBody(call: Call, now: number): object {
	const status = statusOf(call, now);
	const body = { id: call.id, to: call.to, from: call.from, reference: referenceOf(call) };
	if (status === 'registered') return { ...body, status: 'queued' };
	const answered_at = call.connectedAt === undefined ? null : new Date(call.connectedAt).toISOString();
	if (status === 'ongoing') return { ...body, status: 'talking', answered_at };
	const seconds = call.connectedAt === undefined ? 0 : (call.endedAt - call.connectedAt) / 1_000;
	return {
		...body,
		status: 'done',
		result: RESULTS[call.reason] ?? (call.connectedAt === undefined ? 'failed' : 'human'),
		answered_at,
		ended_at: new Date(call.endedAt).toISOString(),
		seconds,
		price: (seconds * PER_SECOND).toFixed(4),
	};
}

function referenceOf({ metadata }: Call): string | null {
	const { reference } = metadata as { reference: string | undefined };
	return reference ?? null;
}

/** `ids`, `reference` or `since` choose, `limit` and `cursor` cut. */
function listed({ query }: MockRequest, calls: CallStore, now: number): Reply {
	const parameters = new URLSearchParams(query);
	const unknown = [...parameters.keys()].find(
		(name) => !['ids', 'reference', 'since', 'limit', 'cursor'].includes(name),
	);
	if (unknown !== undefined) return error(400, 'bad_request', 'There is a parameter that does not exist.');
	const limit = Number(parameters.get('limit') ?? 20);
	if (!(Number.isInteger(limit) && limit >= 1 && limit <= LONGEST_PAGE)) {
		return error(400, 'bad_request', `limit must be from 1 to ${LONGEST_PAGE}.`);
	}
	const since = Date.parse(parameters.get('since') ?? '1970-01-01T00:00:00Z');
	if (Number.isNaN(since)) return error(400, 'bad_request', 'since must be a moment in ISO 8601.');
	const ids = parameters.get('ids')?.split(',');
	const reference = parameters.get('reference');
	const among =
		ids?.flatMap((id) => calls.find(id, now) ?? []) ??
		(reference === null ? calls.all : calls.withMetadata('reference', reference));
	const chosen = among
		.filter((call) => calls.isVisible(call, now) && call.acceptedAt >= since)
		.sort((one, other) => other.serial - one.serial);
	const before = Number(parameters.get('cursor') ?? Number.POSITIVE_INFINITY);
	const rest = chosen.filter(({ serial }) => serial < before);
	const page = rest.slice(0, limit);
	const cursor = rest.length > limit ? String(page.at(-1)?.serial) : null;
	return reply(200, { data: page.map((call) => callBody(call, now)), cursor });
}

function reply(status: number, body: object): Reply {
	return { status, body: JSON.stringify(body) };
}

function error(status: number, code: string, message: string): Reply {
	return reply(status, { error: { code, message } });
}
