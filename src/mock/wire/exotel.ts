import type { IncomingHttpHeaders } from 'node:http';
import type { NewCall } from '../call.js';
import { callBody, SIDS } from './exotel-call.js';
import { listCalls } from './exotel-list.js';
import { NUMBERS_PATH, numbersPage } from './exotel-numbers.js';
import { EVENTS_KEY, exotelWebhooks } from './exotel-webhook.js';
import { ACCOUNT_KEY, ATTEMPT_KEY } from './sid-calls.js';
import type { MockRequest, Operation, Problem, Reply, Wire } from './wire.js';

const PATH = /^\/v1\/Accounts\/([\w-]+)\/Calls(?:\/(\w+))?\.json$/;
const FORM = /^application\/x-www-form-urlencoded\b/i;
const FLOW = /^http:\/\/my\.exotel\.com\/[\w-]+\/exoml\/start_voice\/([\w-]+)$/;
const E164 = /^\+[1-9]\d{6,14}$/;
/** The longest custom field, in characters, and the longest call, in seconds. */
const LONGEST_FIELD = 128;
const LONGEST_CALL = 14_400;

/** The words of 401 and 429 are the documents'; the shape of all others as well, and their codes are the mock's own. */
const PROBLEMS: Readonly<Record<Problem, Reply>> = {
	unauthorized: error(401, 'UNAUTHORIZED', 'Authentication failed. Invalid API Key or Token.'),
	unpaid: error(
		402,
		'PAYMENT_REQUIRED',
		'The action is not available on your plan, or you have exceeded usage limits.',
	),
	forbidden: error(403, 'FORBIDDEN', 'Account suspended or insufficient permissions'),
	'unknown-asset': error(400, 'INVALID_PARAMETER', 'CallerId or Url does not belong to this account'),
	'unknown-call': error(404, 'NOT_FOUND', 'Resource does not exist'),
	'unknown-route': error(404, 'NOT_FOUND', 'Resource does not exist'),
	'server-error': error(500, 'INTERNAL_ERROR', 'Server-side failure'),
	unavailable: error(503, 'SERVICE_UNAVAILABLE', 'Service temporarily down'),
};
const REFUSED = error(429, 'RATE_LIMIT_EXCEEDED', 'Rate limit exceeded. Try again in 30 seconds.');
/** That an error comes is documented; status, code and words are not. */
const NO_SLOT = error(429, 'CONCURRENT_CALLS_EXCEEDED', 'Concurrent call limit exceeded');

/**
 * Exotel's Voice v1 as its documents show it: calls to a flow, forms in, JSON out (the paths without `.json`, which answer in
 * XML, are not there), Basic authentication.
 */
export const exotelWire: Wire = {
	contentType: 'application/json',
	operation,
	credential: basicCredential,
	readCreate,
	created: (call) => reply(200, { Call: callBody(call, call.acceptedAt, true) }),
	shown: (call, now) => reply(200, { Call: callBody(call, now) }),
	listed(request, calls, now) {
		const page = listCalls(accountOf(request), request.query, calls, now);
		return typeof page === 'string' ? error(400, 'INVALID_PARAMETER', page) : reply(200, page);
	},
	stopped: () => PROBLEMS['unknown-route'],
	webhooks: exotelWebhooks,
	concurrency: () => PROBLEMS['unknown-route'],
	holdings: (request, held) => reply(200, numbersPage(request, held)),
	refused: (limit) => (limit === 'slots' ? NO_SLOT : REFUSED),
	problem: (problem) => PROBLEMS[problem],
};

function operation(method: string, path: string): Operation | undefined {
	const match = PATH.exec(path);
	if (method === 'GET' && NUMBERS_PATH.test(path)) return { kind: 'holdings' };
	if (match === null) return undefined;
	const name = match[2];
	if (method === 'POST') return name === 'connect' ? { kind: 'create' } : undefined;
	if (method !== 'GET') return undefined;
	return name === undefined ? { kind: 'list' } : { kind: 'get', callId: SIDS.idOf(name) };
}

/** `key:token` in clear: that is what a scenario names as its key. */
function basicCredential({ authorization }: IncomingHttpHeaders): string | undefined {
	const coded = /^basic\s+([\w+/=]+)$/i.exec(authorization ?? '')?.[1];
	const text = coded === undefined ? undefined : Buffer.from(coded, 'base64').toString('utf8');
	return text !== undefined && /^[^:]+:./.test(text) ? text : undefined;
}

function readCreate(request: MockRequest): NewCall | Reply {
	const isForm = FORM.test(request.headers['content-type'] ?? '');
	const form = new URLSearchParams(isForm ? request.body : '');
	const missing = ['From', 'CallerId', 'Url'].find((name) => !form.get(name));
	if (missing !== undefined) return wrong(`Mandatory parameter ${missing} is missing`);
	const [from = '', callerId = '', url = '', field] = ['From', 'CallerId', 'Url', 'CustomField'].map(
		(name) => form.get(name) ?? undefined,
	);
	const to = inE164(from);
	if (to === undefined) return wrong('From is not a valid phone number');
	const flow = FLOW.exec(url)?.[1] ?? url;
	if (!URL.canParse(url)) return wrong('Url is not valid');
	if ((form.get('CallType') ?? 'trans') !== 'trans') return wrong('CallType must be trans');
	const limit = form.get('TimeLimit') ?? '1';
	if (!/^[1-9]\d*$/.test(limit) || Number(limit) > LONGEST_CALL) return wrong(`TimeLimit must be 1 to ${LONGEST_CALL}`);
	if (field !== undefined && field.length > LONGEST_FIELD) {
		return wrong(`CustomField may have ${LONGEST_FIELD} characters`);
	}
	const told = callbackOf(form);
	if ('status' in told) return told;
	const { webhook, events } = told;
	const metadata = {
		[ACCOUNT_KEY]: accountOf(request),
		[EVENTS_KEY]: events,
		...(field === undefined ? {} : { [ATTEMPT_KEY]: field }),
	};
	return { to, from: callerId, agent: flow, metadata, variables: undefined, webhook };
}

/** Where the call is to be told of and what. The mock speaks JSON alone, which is to be asked for. */
function callbackOf(form: URLSearchParams): { webhook: string | undefined; events: string } | Reply {
	const webhook = form.get('StatusCallback') ?? undefined;
	if (webhook === undefined) return { webhook, events: '' };
	if (!URL.canParse(webhook)) return wrong('StatusCallback is not valid');
	if (form.get('StatusCallbackContentType') !== 'application/json')
		return wrong('StatusCallbackContentType is not valid');
	const events = ['0', '1'].flatMap((index) => form.get(`StatusCallbackEvents[${index}]`) ?? []);
	if (events.some((event) => event !== 'terminal' && event !== 'answered'))
		return wrong('StatusCallbackEvents is not valid');
	return { webhook, events: events.join(' ') };
}

/** In international form, or an Indian number with its leading 0. */
function inE164(number: string): string | undefined {
	if (E164.test(number)) return number;
	return /^0\d{10}$/.test(number) ? `+91${number.slice(1)}` : undefined;
}

function accountOf({ path }: MockRequest): string {
	return PATH.exec(path)?.[1] ?? '';
}

function reply(status: number, body: object): Reply {
	return { status, body: JSON.stringify(body) };
}

function error(status: number, code: string, message: string): Reply {
	return reply(status, { RestException: { Status: status, Message: message, Code: code } });
}

function wrong(message: string): Reply {
	return error(400, 'INVALID_PARAMETER', message);
}
