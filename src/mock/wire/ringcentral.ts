import type { NewCall } from '../call.js';
import { activeCalls, callLog } from './ringcentral-log.js';
import { numbersPage } from './ringcentral-numbers.js';
import { statusBody } from './ringcentral-status.js';
import { openedSubscription, readSubscription, ringCentralWebhooks, SUBSCRIPTIONS } from './ringcentral-webhook.js';
import type { MockRequest, Operation, Problem, Reply, TokenWire, Wire } from './wire.js';

const EXTENSION = /^\/restapi\/v1\.0\/account\/~\/extension\/~\/([^/]+)(?:\/([^/]+))?$/;
const TOKEN_PATH = '/restapi/oauth/token';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const PROBLEMS: Readonly<Record<Problem, Reply>> = {
	unauthorized: error(401, 'OAU-213', 'Token not found'),
	unpaid: error(403, 'CMN-109', 'Feature [RingOut] is not available'),
	forbidden: error(
		403,
		'CMN-401',
		'In order to call this API endpoint, application needs to have [RingOut] permission',
	),
	'unknown-asset': parameterError('from.phoneNumber', ''),
	'unknown-call': error(404, 'CMN-102', 'Resource for parameter [ringoutId] is not found'),
	'unknown-route': error(404, 'CMN-102', 'Resource not found'),
	'server-error': error(500, 'CMN-203', 'Internal Server Error'),
	unavailable: error(503, 'CMN-211', 'Service is temporary unavailable'),
};

/** The JWT is what the scenario's `key` is compared with. */
const tokens: TokenWire = {
	readCredential({ headers, body }) {
		const form = new URLSearchParams(body);
		const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
		if (!isForm || form.get('grant_type') !== GRANT) return oauthError('unsupported_grant_type');
		const basic = /^Basic ([\w+/=]+)$/.exec(headers.authorization ?? '')?.[1];
		const [clientId, secret] = Buffer.from(basic ?? '', 'base64')
			.toString('utf8')
			.split(':');
		if (!clientId || !secret) return oauthError('invalid_client');
		const assertion = form.get('assertion');
		return assertion ? { credential: assertion } : oauthError('invalid_request');
	},
	given: (token, lifetimeMs) =>
		reply(200, {
			access_token: token,
			token_type: 'bearer',
			expires_in: Math.floor(lifetimeMs / 1_000),
			refresh_token: `refresh-${token}`,
			refresh_token_expires_in: 604_800,
			scope: 'ReadCallLog RingOut',
			owner_id: '256440016',
			endpoint_id: '8zXq6oaLT7WvwWITlGiA1A',
			session_id: `session-${token}`,
		}),
	refused: () => oauthError('invalid_grant'),
};

/** RingCentral's API as of @rc-ex/core 1.8: RingOut, the call log, and tokens by the JWT grant. */
export const ringCentralWire: Wire = {
	contentType: 'application/json;charset=utf-8',
	operation,
	credential: (headers) => /^bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1],
	tokens,
	/** As the SDK's comments on each endpoint say. */
	group({ method, path }) {
		if (path === TOKEN_PATH) return 'auth';
		if (SUBSCRIPTIONS.test(path)) return 'medium';
		const resource = EXTENSION.exec(path)?.[1];
		return method === 'GET' && (resource === 'ring-out' || resource === 'phone-number') ? 'light' : 'heavy';
	},
	readCreate,
	created: (call) => reply(200, statusBody(call, call.acceptedAt) ?? {}),
	shown(call, now) {
		const body = statusBody(call, now);
		return body === undefined ? PROBLEMS['unknown-call'] : reply(200, body);
	},
	listed(request, calls, now) {
		const list = EXTENSION.exec(request.path)?.[1] === 'active-calls' ? activeCalls : callLog;
		const body = list(request, calls, now);
		return typeof body === 'string' ? parameterError(body, '') : reply(200, body);
	},
	stopped: () => ({ status: 204, body: '' }),
	concurrency: () => PROBLEMS['unknown-route'],
	holdings: ({ query }, held) => reply(200, numbersPage(query, held)),
	webhooks: ringCentralWebhooks,
	subscriptions: {
		opened(request, id, now) {
			const asked = readSubscription(request, id);
			return typeof asked === 'string' ? parameterError(asked, '') : openedSubscription(asked, now);
		},
		ended: (id) => ({ status: 204, body: '', unsubscribes: id }),
		unreachable: () => error(400, 'SUB-525', 'WebHook server response is invalid'),
		echoed: 'validation-token',
	},
	refused: () => error(429, 'CMN-301', 'Request rate exceeded'),
	problem: (problem) => PROBLEMS[problem],
};

function operation(method: string, path: string): Operation | undefined {
	if (path === TOKEN_PATH) return method === 'POST' ? { kind: 'token' } : undefined;
	const subscription = SUBSCRIPTIONS.exec(path);
	if (subscription !== null) return subscribing(method, subscription[1]);
	const [, resource, id] = EXTENSION.exec(path) ?? [];
	if (resource === 'ring-out') return ringOut(method, id);
	if (method !== 'GET' || id !== undefined) return undefined;
	if (resource === 'phone-number') return { kind: 'holdings' };
	return resource === 'call-log' || resource === 'active-calls' ? { kind: 'list' } : undefined;
}

function subscribing(method: string, id: string | undefined): Operation | undefined {
	if (id === undefined) return method === 'POST' ? { kind: 'subscribe' } : undefined;
	return method === 'DELETE' ? { kind: 'unsubscribe', id } : undefined;
}

function ringOut(method: string, id: string | undefined): Operation | undefined {
	if (id === undefined) return method === 'POST' ? { kind: 'create' } : undefined;
	const callId = decodeURIComponent(id);
	if (method === 'DELETE') return { kind: 'stop', callId, unlessAnswered: true };
	return method === 'GET' ? { kind: 'get', callId } : undefined;
}

function readCreate(request: MockRequest): NewCall | Reply {
	let body: unknown;
	try {
		body = JSON.parse(request.body);
	} catch {
		return error(400, 'CMN-100', 'Unparsable JSON');
	}
	const to = numberAt(body, 'to');
	const from = numberAt(body, 'from');
	const { callerId, playPrompt } = body as Record<string, unknown>;
	if (to === undefined) return parameterError('to.phoneNumber', (body as { to?: unknown }).to);
	if (from === undefined) return parameterError('from.phoneNumber', (body as { from?: unknown }).from);
	if (callerId !== undefined && numberAt(body, 'callerId') === undefined) {
		return parameterError('callerId.phoneNumber', callerId);
	}
	if (playPrompt !== undefined && typeof playPrompt !== 'boolean') return parameterError('playPrompt', playPrompt);
	return { to, from, agent: undefined, metadata: undefined, variables: undefined };
}

/** E.164, with or without its plus, as the vendor's samples have both. */
function numberAt(body: unknown, name: string): string | undefined {
	const party = (body as Record<string, { phoneNumber?: unknown } | undefined> | null)?.[name];
	const number = party?.phoneNumber;
	return typeof number === 'string' && /^\+?[1-9]\d{6,14}$/.test(number) ? `+${number.replace('+', '')}` : undefined;
}

function parameterError(parameterName: string, value: unknown): Reply {
	const message = `Parameter [${parameterName}] value is invalid`;
	const details = { parameterName, parameterValue: JSON.stringify(value) };
	return reply(400, {
		errorCode: 'CMN-101',
		message,
		errors: [{ errorCode: 'CMN-101', message, ...details }],
		...details,
	});
}

function error(status: number, errorCode: string, message: string): Reply {
	return reply(status, { errorCode, message, errors: [{ errorCode, message }] });
}

function oauthError(code: string): Reply {
	const errorCode = code === 'invalid_client' ? 'OAU-123' : 'OAU-251';
	const message = code === 'invalid_grant' ? 'The JWT is not valid' : 'The token request is not valid';
	return reply(code === 'invalid_client' ? 401 : 400, {
		error: code,
		error_description: message,
		errors: [{ errorCode, message }],
	});
}

function reply(status: number, body: object): Reply {
	return { status, body: JSON.stringify(body) };
}
