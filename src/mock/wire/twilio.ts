import type { IncomingHttpHeaders } from 'node:http';
import type { NewCall } from '../call.js';
import { ACCOUNT_KEY, ATTEMPT_KEY } from './sid-calls.js';
import { callBody, SIDS } from './twilio-call.js';
import { holdingsBody, isHoldings } from './twilio-holdings.js';
import { listCalls } from './twilio-list.js';
import { EVENTS_KEY, isCallbackEvent, twilioWebhooks } from './twilio-webhook.js';
import type { MockRequest, Operation, Problem, Reply, Wire } from './wire.js';

const PATH = /^\/2010-04-01\/Accounts\/(AC[0-9a-f]{32})\/Calls(?:\/(CA[0-9a-f]{32}))?\.json$/i;
const FORM = /^application\/x-www-form-urlencoded\b/i;
const E164 = /^\+[1-9]\d{6,14}$/;
const LONGEST_TWIML = 4_000;

const PROBLEMS: Readonly<Record<Problem, Reply>> = {
	unauthorized: error(401, 20_003, 'Authenticate'),
	unpaid: error(403, 20_005, 'Account not active'),
	forbidden: error(403, 20_403, 'Permission denied'),
	'unknown-asset': error(
		400,
		21_210,
		"The source phone number provided is not yet verified for your account. You may only make calls from phone numbers that you've verified or purchased from Twilio.",
	),
	'unknown-call': error(404, 20_404, 'The requested resource was not found'),
	'unknown-route': error(404, 20_404, 'The requested resource was not found'),
	'server-error': error(500, 20_500, 'An internal server error has occurred'),
	unavailable: error(503, 20_503, 'Service unavailable'),
};
const BUSY = error(429, 20_429, 'Too Many Requests');
/** The dictionary of errors gives the code and the words; with which status they come is not documented. */
const NO_SLOT = error(400, 10_004, 'Call concurrency limit exceeded');

/** Twilio's API 2010-04-01 as of twilio 6.3, calls alone: forms in, JSON out, Basic authentication. */
export const twilioWire: Wire = {
	contentType: 'application/json',
	operation,
	credential: basicCredential,
	readCreate,
	created: (call) => reply(201, callBody(call, call.acceptedAt, true)),
	shown: (call, now) => reply(200, callBody(call, now)),
	listed(request, calls, now) {
		const page = listCalls(accountOf(request), request.query, calls, now);
		return typeof page === 'string' ? error(400, 20_001, page) : reply(200, page);
	},
	stopped: (call, now) => reply(200, callBody(call, now)),
	webhooks: twilioWebhooks,
	concurrency: () => PROBLEMS['unknown-route'],
	holdings: (request, held) => reply(200, holdingsBody(request, held)),
	refused: (limit) => (limit === 'slots' ? NO_SLOT : BUSY),
	problem: (problem) => PROBLEMS[problem],
};

function operation(method: string, path: string, body: string): Operation | undefined {
	const match = PATH.exec(path);
	if (method === 'GET' && isHoldings(path)) return { kind: 'holdings' };
	if (match === null) return undefined;
	const sid = match[2];
	if (method === 'GET') return sid === undefined ? { kind: 'list' } : { kind: 'get', callId: SIDS.idOf(sid) };
	if (method !== 'POST') return undefined;
	if (sid === undefined) return { kind: 'create' };
	const stop = { kind: 'stop', callId: SIDS.idOf(sid) } as const;
	const status = new URLSearchParams(body).get('Status');
	// Calls cannot be redirected here.
	if (status === 'canceled') return { ...stop, unlessAnswered: true };
	return status === 'completed' ? stop : undefined;
}

/** `user:password` in clear: that is what a scenario names as its key. */
function basicCredential({ authorization }: IncomingHttpHeaders): string | undefined {
	const coded = /^basic\s+([\w+/=]+)$/i.exec(authorization ?? '')?.[1];
	const text = coded === undefined ? undefined : Buffer.from(coded, 'base64').toString('utf8');
	return text !== undefined && /^[^:]+:./.test(text) ? text : undefined;
}

function readCreate(request: MockRequest): NewCall | Reply {
	const isForm = FORM.test(request.headers['content-type'] ?? '');
	const form = new URLSearchParams(isForm ? request.body : '');
	const [to, from] = [form.get('To') ?? '', form.get('From') ?? ''];
	if (to === '') return error(400, 21_201, "No 'To' number is specified");
	if (from === '') return error(400, 21_213, "No 'From' number is specified");
	if (!E164.test(to)) return error(400, 21_211, `The phone number you are attempting to call, ${to}, is not valid.`);
	if (!E164.test(from)) return error(400, 21_212, `The 'From' number ${from} is not a valid phone number.`);
	const talk = talkOf(form);
	if (typeof talk !== 'string') return talk;
	const url = URL.canParse(talk) ? new URL(talk) : undefined;
	// A client names its attempt in the query of the call's URL.
	const attempt = url?.searchParams.get(ATTEMPT_KEY) ?? undefined;
	const told = callbackOf(form);
	if ('status' in told) return told;
	const metadata = {
		[ACCOUNT_KEY]: accountOf(request),
		[EVENTS_KEY]: told.events,
		...(attempt === undefined ? {} : { [ATTEMPT_KEY]: attempt }),
	};
	const variables = Object.fromEntries(url?.searchParams ?? []);
	return { to, from, agent: talk, metadata, variables, webhook: told.webhook };
}

/** Where the call is to be told of and what; beside an application all of it is ignored, as documented. */
function callbackOf(form: URLSearchParams): { webhook: string | undefined; events: string } | Reply {
	const webhook = form.get('ApplicationSid') ? undefined : (form.get('StatusCallback') ?? undefined);
	const events = form.getAll('StatusCallbackEvent');
	if (webhook !== undefined && !URL.canParse(webhook)) return error(400, 21_609, "Invalid 'StatusCallback' URL");
	const wrong = events.find((name) => !isCallbackEvent(name));
	if (wrong !== undefined) return error(400, 21_626, `Invalid StatusCallbackEvent: ${wrong}`);
	return { webhook, events: events.join(' ') || 'completed' };
}

/** What the call is told to do, or what is wrong with it. A URL goes before TwiML, as documented. */
function talkOf(form: URLSearchParams): string | Reply {
	const [url, twiml, application] = ['Url', 'Twiml', 'ApplicationSid'].map((name) => form.get(name) ?? '');
	if (application) {
		if (/^AP[0-9a-f]{32}$/i.test(application)) return application;
		return error(400, 21_218, `Invalid ApplicationSid: ${application}`);
	}
	if (url) return /^https?:\/\/[^/]/.test(url) ? url : error(400, 21_205, `Url is not a valid URL: ${url}`);
	if (!twiml) return error(400, 21_205, 'Url parameter is required.');
	return twiml.length <= LONGEST_TWIML ? twiml : error(400, 20_001, 'Twiml is too long');
}

function accountOf({ path }: MockRequest): string {
	return PATH.exec(path)?.[1] ?? '';
}

function reply(status: number, body: object): Reply {
	return { status, body: JSON.stringify(body), headers: { 'twilio-concurrent-requests': '1' } };
}

function error(status: number, code: number, message: string): Reply {
	return reply(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}
