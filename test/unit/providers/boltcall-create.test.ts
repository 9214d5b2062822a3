/** Bodies are those of boltcall.org/api-documentation and boltcall.mintlify.app (api/calls, api/rate-limits). */
import { describe, expect, test } from 'vitest';
import { boltcallProvider } from '../../../src/providers/boltcall/adapter.js';
import { NOW, response } from './response.js';

const provider = boltcallProvider({ apiKey: 'sk_live_abc123def456', agent: 'agent_abc123' });
const error = (code: string, message: string, status: number) => ({ error: { code, message, status } });
const LIMITED = error('rate_limited', 'Too many requests. Back off and retry with exponential delay.', 429);

describe('the request', () => {
	const variables = { name: 'Ann', note: 'line 1\nReference: none\u2028"quoted"' };
	const spec = { attempt: 'c.1', campaign: 'c', contact: '+14155550107', to: '+14155550107', from: '', variables };
	const request = provider.createCall(spec);

	test('is as documented', () => {
		expect(request).toMatchObject({ method: 'POST', path: '/v1/calls/outbound' });
		expect(request.headers).toMatchObject({ authorization: 'Bearer sk_live_abc123def456' });
		expect(Object.keys(JSON.parse(request.body ?? ''))).toEqual(['agent_id', 'to', 'context']);
		expect(JSON.parse(request.body ?? '')).toMatchObject({ agent_id: 'agent_abc123', to: '+14155550107' });
	});

	test('briefs the agent with one line for each column, and the attempt id', () => {
		expect(JSON.parse(request.body ?? '').context.split('\n')).toEqual([
			'name: Ann',
			'note: line 1 Reference: none "quoted"',
			'Reference, not to be mentioned: c.1',
		]);
	});
});

test.each([200, 201, 202])('%d with the documented body: the call is taken', (status) => {
	const body = {
		id: 'call_out001',
		status: 'ringing',
		agent_id: 'agent_abc123',
		to: '+1555000111',
		created_at: '2025-03-20T14:30:00Z',
	};
	expect(provider.readCreate(response(status, body))).toEqual({ kind: 'accepted', call: 'call_out001' });
});

test.each([
	['wrong key', 401, error('invalid_api_key', 'Invalid key', 401), 'account'],
	['no permission', 403, error('forbidden', 'Forbidden', 403), 'account'],
	['bad number', 422, error('validation_error', 'to must be E.164', 422), 'contact'],
	['bad request', 400, error('bad_request', 'Bad request', 400), 'contact'],
	['no agent', 422, error('validation_error', 'agent_id is required', 422), 'config'],
	['a proxy that does not understand', 400, '<html></html>', 'config'],
	['no such agent', 404, error('not_found', 'Not found', 404), 'config'],
	['no such API', 404, '<!doctype html>', 'config'],
	['conflict', 409, error('conflict', 'Agent is paused', 409), 'config'],
] as const)('%s: who is to blame', (_, status, body, blame) => {
	const answer = response(status, body);
	expect(provider.readCreate(answer)).toMatchObject({ kind: 'rejected', blame, code: `http_${status}` });
	expect(provider.readRefusedAccount(answer) !== undefined).toBe(blame === 'account');
});

test('a refusal lasts until the reset, and Retry-After goes first', () => {
	const reset = {
		'x-ratelimit-limit': '60',
		'x-ratelimit-remaining': '0',
		'x-ratelimit-reset': String(NOW / 1_000 + 42),
	};
	const refused = response(429, LIMITED, reset);
	expect(provider.readCreate(refused)).toMatchObject({
		kind: 'refused',
		refusal: { kind: 'rate', retryAfterMs: 42_000 },
	});
	expect(provider.rateLimits(refused)).toMatchObject({ retryAfterMs: 42_000 });
	expect(provider.rateLimits(response(200, {}, reset))).not.toHaveProperty('retryAfterMs');
	expect(provider.rateLimits(response(429, LIMITED, { ...reset, 'retry-after': '3' }))).toMatchObject({
		retryAfterMs: 3_000,
	});
});

test.each([
	[500, error('internal_error', 'Internal error', 500)],
	[503, 'Service Unavailable'],
	[408, ''],
	[302, ''],
	[200, '<!doctype html>'],
	[201, { status: 'ringing' }],
] as const)('%d %j leaves it in doubt', (status, body) => {
	expect(provider.readCreate(response(status, body))).toMatchObject({ kind: 'in_doubt' });
});

test('nothing could find an attempt in doubt', () => {
	expect(provider.findAttempt).toBeUndefined();
	expect(provider.readFound).toBeUndefined();
});
