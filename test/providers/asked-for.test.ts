import { expect, test } from 'vitest';
import { CATALOGUE } from '../../src/providers/catalogue.js';
import type { AttemptSpec, Provider } from '../../src/providers/provider.js';
import { NOW, response } from '../unit/providers/response.js';

const SPEC: AttemptSpec = {
	attempt: 'c0ffee.1',
	campaign: 'c0ffee',
	contact: 'id:7',
	to: '+12025550123',
	from: '+12025550100',
	variables: { first_name: 'Ann' },
};

function provider(name: string): Provider {
	const entry = CATALOGUE[name];
	if (entry === undefined) throw new Error(`no provider ${name}`);
	const values = Object.fromEntries(entry.variables.map((one) => [one.name, one.dryRun]));
	return entry.create({ values, agent: entry.agent?.dryRun });
}

/** What is asked for of each provider by those who will use it, with the number of its row in the list of requirements. */
test('27 Retell: the documented address, metadata with every call, a 429 with Retry-After in seconds', () => {
	const retell = provider('retell');
	const create = retell.createCall(SPEC);
	expect(create.path).toBe('/v2/create-phone-call');
	expect(JSON.parse(create.body ?? '')).toMatchObject({
		metadata: { campaign_id: 'c0ffee', contact_id: 'id:7', attempt_id: 'c0ffee.1' },
	});
	const message = 'Account rate limited, please throttle your requests.';
	const refused = response(429, { status: 'error', message }, { 'retry-after': '12' });
	expect(retell.readCreate(refused)).toMatchObject({ kind: 'refused', refusal: { retryAfterMs: 12_000 } });
});

test('28 Vapi: a call is created, and its answer tells how many more may be live', () => {
	const vapi = provider('vapi');
	expect(vapi.createCall(SPEC)).toMatchObject({ method: 'POST', path: '/call' });
	const subscriptionLimits = { concurrencyBlocked: false, concurrencyLimit: 10, remainingConcurrentCalls: 4 };
	const created = response(201, { id: 'call-1', status: 'queued', subscriptionLimits });
	expect(vapi.readCreate(created)).toEqual({ kind: 'accepted', call: 'call-1' });
	expect(vapi.rateLimits(created).slots).toMatchObject({ limit: 10, remaining: 4 });
});

test('29 Twilio: 20429 is a refusal, one call per second is the pace', () => {
	const twilio = provider('twilio');
	const refused = response(429, { code: 20429, message: 'Too Many Requests', status: 429 });
	expect(twilio.readCreate(refused)).toMatchObject({ kind: 'refused' });
	expect(twilio.defaults.pacePerSecond).toBe(1);
});

test('30 Boltcall: calls are created and shown by their documents, refusals as rate_limited, resets in Unix seconds', () => {
	const boltcall = provider('boltcall');
	expect(boltcall.createCall(SPEC)).toMatchObject({ method: 'POST', path: '/v1/calls/outbound' });
	const body = { error: { code: 'rate_limited', message: 'Too many requests.', status: 429 } };
	const reset = String(Math.floor(NOW / 1_000) + 20);
	const refused = response(429, body, {
		'x-ratelimit-limit': '60',
		'x-ratelimit-remaining': '0',
		'x-ratelimit-reset': reset,
	});
	expect(boltcall.readCreate(refused)).toMatchObject({ kind: 'refused' });
	expect(boltcall.rateLimits(refused).rates).toMatchObject([{ limit: 60, remaining: 0, resetMs: 20_000 }]);
});

test('31 DialNexa: a 429 with its body and Retry-After is a refusal', () => {
	const dialnexa = provider('dialnexa');
	const message = 'Too many requests. Please slow down and retry after a moment.';
	const refused = response(429, { statusCode: 429, message, error: 'Too Many Requests' }, { 'retry-after': '7' });
	expect(dialnexa.readCreate(refused)).toMatchObject({
		kind: 'refused',
		refusal: { retryAfterMs: 7_000, message: `429 ${message}` },
	});
});

test('32 Exotel: requests per minute are obeyed as its headers tell them', () => {
	const exotel = provider('exotel');
	expect(exotel.defaults.pacePerSecond * 60).toBeLessThanOrEqual(200);
	const message = 'Rate limit exceeded. Try again in 30 seconds.';
	const body = { RestException: { Status: 429, Message: message, Code: 'RATE_LIMIT_EXCEEDED' } };
	const reset = String(Math.floor(NOW / 1_000) + 30);
	const headers = {
		'x-ratelimit-limit': '200',
		'x-ratelimit-remaining': '0',
		'x-ratelimit-reset': reset,
		'retry-after': '30',
	};
	const refused = response(429, body, headers);
	expect(exotel.readCreate(refused)).toMatchObject({ kind: 'refused', refusal: { retryAfterMs: 30_000 } });
	expect(exotel.rateLimits(refused).rates).toMatchObject([{ limit: 200, remaining: 0, resetMs: 30_000 }]);
});

test('33 RingCentral: JWT, groups of requests, Retry-After, and half a minute where a 429 does not say', () => {
	const ringcentral = provider('ringcentral');
	expect(ringcentral.token?.request().body).toContain('jwt-bearer');
	expect(ringcentral.defaults.pacePerSecond * 60).toBeLessThanOrEqual(10);
	const headers = { 'x-rate-limit-group': 'heavy', 'x-rate-limit-limit': '10', 'x-rate-limit-window': '60' };
	const refused = (more: Record<string, string>) =>
		response(429, { errorCode: 'CMN-301', message: 'Request rate exceeded' }, { ...headers, ...more });
	const told = refused({ 'x-rate-limit-remaining': '0', 'retry-after': '60' });
	expect(ringcentral.readCreate(told)).toMatchObject({ kind: 'refused', refusal: { retryAfterMs: 60_000 } });
	expect(ringcentral.rateLimits(told).rates).toMatchObject([{ policy: 'heavy', limit: 10, remaining: 0 }]);
	expect(ringcentral.readCreate(refused({}))).toMatchObject({ refusal: { retryAfterMs: 30_000 } });
});
