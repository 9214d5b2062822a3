import type { LimitKind } from '../account-limits.js';
import { type Call, type NewCall, statusOf } from '../call.js';
import { readVapiCreate } from './vapi-create.js';
import { listCalls, updatedAt } from './vapi-list.js';
import { vapiWebhooks } from './vapi-webhook.js';
import type { Operation, Problem, Reply, Wire } from './wire.js';

/** What a second of talk costs, in dollars: 12 cents a minute, each begun second counts. */
const DOLLARS_PER_SECOND = 0.002;
/** Told as the limit when there is none. */
const NO_LIMIT = 1_000_000;
const ORG = '00000000-0000-4000-8000-000000000001';

/** Vapi's word for each of the mock's reasons (call reasons in Retell's words); what has none is an error of a part. */
const ENDED_REASONS: ReadonlyMap<string, string> = new Map([
	['user_hangup', 'customer-ended-call'],
	['agent_hangup', 'assistant-ended-call'],
	['call_transfer', 'assistant-forwarded-call'],
	['transfer_bridged', 'assistant-forwarded-call'],
	['transfer_cancelled', 'customer-ended-call-during-transfer'],
	['call_take_over', 'assistant-forwarded-call'],
	['voicemail_reached', 'voicemail'],
	['ivr_reached', 'assistant-said-end-call-phrase'],
	['inactivity', 'silence-timed-out'],
	['max_duration_reached', 'exceeded-max-duration'],
	['manual_stopped', 'manually-canceled'],
	['dial_busy', 'customer-busy'],
	['dial_no_answer', 'customer-did-not-answer'],
	['dial_failed', 'twilio-failed-to-connect-call'],
	['invalid_destination', 'twilio-reported-customer-misdialed'],
	['telephony_provider_permission_denied', 'call.in-progress.error-providerfault-outbound-sip-403-forbidden'],
	['telephony_provider_unavailable', 'call.in-progress.error-providerfault-outbound-sip-503-service-unavailable'],
	['sip_routing_error', 'call.in-progress.error-sip-outbound-call-failed-to-connect'],
	['marked_as_spam', 'call.in-progress.error-providerfault-outbound-sip-480-temporarily-unavailable'],
	['user_declined', 'vonage-rejected'],
	['concurrency_limit_reached', 'call.start.error-subscription-concurrency-limit-reached'],
	['no_concurrency_fallback', 'call.start.error-subscription-concurrency-limit-reached'],
	['no_valid_payment', 'call.start.error-subscription-insufficient-credits'],
	['scam_detected', 'call.start.error-fraud-check-failed'],
	['error_no_audio_received', 'call.in-progress.error-assistant-did-not-receive-customer-audio'],
	['error_asr', 'pipeline-error-deepgram-transcriber-failed'],
	['error_retell', 'call.in-progress.error-vapifault-worker-died'],
	['error_user_not_joined', 'assistant-join-timed-out'],
]);
const OTHER_ERROR = 'pipeline-error-openai-llm-failed';

/** Texts that the vendor documents nowhere are the mock's own; field errors have the form of its users' captures. */
const PROBLEMS: Readonly<Record<Problem, Reply>> = {
	unauthorized: error(401, 'Unauthorized', 'Invalid Key.'),
	unpaid: error(400, 'Bad Request', 'Wallet balance is used up. Purchase more credits or upgrade your plan.'),
	forbidden: error(403, 'Forbidden', 'This organization may not place calls.'),
	'unknown-asset': error(400, 'Bad Request', "Couldn't find the assistant or the phone number."),
	'unknown-call': error(404, 'Not Found', "Couldn't find the call."),
	'unknown-route': error(404, 'Not Found', 'Cannot find this route.'),
	'server-error': error(500, 'Internal Server Error', 'Internal server error'),
	unavailable: error(503, 'Service Unavailable', 'Service unavailable'),
};
/** 400 is documented for limits; 429 is what users of the API report for too many requests. */
const REFUSED = error(429, 'Too Many Requests', 'Too many requests.');
const REFUSED_FOR: Readonly<Record<LimitKind, Reply>> = {
	slots: error(400, 'Bad Request', 'Over Concurrency Limit.'),
	rate: error(429, 'Too Many Requests', 'Rate limit exceeded.'),
	quota: error(400, 'Bad Request', 'The daily outbound call limit of this number is reached.'),
};

/** Vapi's API as of @vapi-ai/server-sdk 2.0: JSON, a bearer key. It has no question for the limit of live calls. */
export const vapiWire: Wire = {
	contentType: 'application/json',
	operation,
	credential: (headers) => /^bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1],
	readCreate(request): NewCall | Reply {
		const wanted = readVapiCreate(request.body);
		return 'complaints' in wanted ? error(400, 'Bad Request', wanted.complaints) : wanted;
	},
	created(call, { live, slots }) {
		const concurrencyLimit = Math.min(slots, NO_LIMIT);
		const subscriptionLimits = {
			concurrencyBlocked: call.reason === 'concurrency_limit_reached' && call.endedAt === call.acceptedAt,
			concurrencyLimit,
			remainingConcurrentCalls: Math.max(0, concurrencyLimit - live),
		};
		return reply(201, { subscriptionLimits, ...callBody(call, undefined) });
	},
	shown: (call, now) => reply(200, callBody(call, now)),
	listed(request, calls, now) {
		const listed = listCalls(request.query, calls, now, toUuid);
		if ('complaints' in listed) return error(400, 'Bad Request', listed.complaints);
		return reply(
			200,
			listed.calls.map((call) => callBody(call, now)),
		);
	},
	stopped: () => PROBLEMS['unknown-route'],
	concurrency: () => PROBLEMS['unknown-route'],
	asset: (asset, id) => reply(200, { id, orgId: ORG, ...(asset === 'agent' ? {} : { provider: 'twilio' }) }),
	refused: (limit) => (limit === undefined ? REFUSED : REFUSED_FOR[limit]),
	problem: (problem) => PROBLEMS[problem],
	webhooks: (call) =>
		vapiWebhooks(call, { created: () => callBody(call, undefined), ended: () => callBody(call, call.endedAt) }),
	// Unless a server has a plan for more.
	webhookTries: 1,
};

function operation(method: string, path: string): Operation | undefined {
	if (path === '/call') {
		if (method === 'POST') return { kind: 'create' };
		return method === 'GET' ? { kind: 'list' } : undefined;
	}
	const [, resource, id = ''] = (method === 'GET' && /^\/(call|assistant|phone-number)\/([^/]+)$/.exec(path)) || [];
	if (resource === undefined) return undefined;
	if (resource === 'call') return { kind: 'get', callId: fromUuid(id) };
	return { kind: 'asset', asset: resource === 'assistant' ? 'agent' : 'number', id };
}

/** The call object. @param now undefined in the answer that creates it */
function callBody(call: Call, now: number | undefined): object {
	const { name, customer, assistantOverrides } = call.metadata as Record<string, unknown>;
	const body = {
		id: toUuid(call.id),
		orgId: ORG,
		type: 'outboundPhoneCall',
		createdAt: iso(call.acceptedAt),
		updatedAt: iso(now === undefined ? call.acceptedAt : updatedAt(call, now)),
		assistantId: call.agent,
		assistantOverrides,
		phoneNumberId: call.from,
		phoneCallProvider: 'twilio',
		phoneCallTransport: 'pstn',
		name,
		customer,
		cost: 0,
	};
	if (now === undefined) return { ...body, status: 'queued' };
	const status = statusOf(call, now);
	if (status === 'registered') return { ...body, status: 'ringing' };
	const started = call.connectedAt === undefined ? {} : { startedAt: iso(call.connectedAt) };
	return status === 'ongoing'
		? { ...body, status: 'in-progress', ...started }
		: { ...body, ...started, ...endOf(call) };
}

function endOf(call: Call): object {
	const seconds = call.connectedAt === undefined ? 0 : Math.ceil((call.endedAt - call.connectedAt) / 1_000);
	const cost = Math.round(seconds * DOLLARS_PER_SECOND * 10_000) / 10_000;
	return {
		status: 'ended',
		endedAt: iso(call.endedAt),
		endedReason: ENDED_REASONS.get(call.reason) ?? OTHER_ERROR,
		cost,
		costBreakdown: { transport: 0, stt: 0, llm: 0, tts: 0, vapi: cost, total: cost },
	};
}

/** `call_` and 27 hexadecimal digits as the 32 digits of a UUID. */
function toUuid(id: string): string {
	const digits = id.slice('call_'.length).padStart(32, '0');
	return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function fromUuid(uuid: string): string {
	return `call_${uuid.replaceAll('-', '').slice(5)}`;
}

function iso(moment: number): string {
	return new Date(moment).toISOString();
}

function reply(status: number, body: object): Reply {
	return { status, body: JSON.stringify(body) };
}

function error(statusCode: number, name: string, message: string | readonly string[]): Reply {
	return reply(statusCode, { message, error: name, statusCode });
}
