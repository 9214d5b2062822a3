/** Bodies are those of DialNexa's OpenAPI file (August 2026) and its pages on errors, rate limits and concurrency. */
import { describe, expect, test } from 'vitest';
import { dialNexaProvider } from '../../../src/providers/dialnexa/adapter.js';
import { response } from './response.js';

const KEY = 'key_2b81f0:s3cr3t-of-this-key';
const provider = dialNexaProvider({ apiKey: KEY, agent: 'agent_2g7Xy3tY53gRlp' });
const error = (statusCode: number, message: string | string[], name = 'Error') => ({
	statusCode,
	message,
	error: name,
});
const TOO_MANY = error(429, 'Too many requests. Please slow down and retry after a moment.', 'Too Many Requests');
const NOT_ENABLED = error(403, 'Destination country or network prefix is not enabled for this workspace', 'Forbidden');

describe('the request', () => {
	const variables = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`column ${index}`, `value ${index}`]));
	const request = provider.createCall({
		attempt: 'c.1',
		campaign: 'c',
		contact: 'id:7',
		to: '+919876543210',
		from: '',
		variables: { ...variables, attempt_id: 'of the file' },
	});

	test('is what the OpenAPI file asks for', () => {
		expect(request).toMatchObject({ method: 'POST', path: '/v1/calls' });
		expect(request.headers).toEqual({
			authorization: `Bearer ${KEY}`,
			accept: 'application/json',
			'content-type': 'application/json',
		});
		expect(JSON.parse(request.body ?? '')).toEqual({
			phone_number: '+919876543210',
			agent_id: 'agent_2g7Xy3tY53gRlp',
			metadata: { ...variables, campaign_id: 'c', contact_id: 'id:7', attempt_id: 'c.1' },
			notes: { campaign_id: 'c', contact_id: 'id:7', attempt_id: 'c.1' },
		});
	});
});

test('a call is taken', () => {
	const body = {
		id: 'call_abc123',
		to_phone_number: '+919876543210',
		agent_id: 'agent_2g7Xy3tY53gRlp',
		agent_version_number: 1,
	};
	expect(provider.readCreate(response(201, body))).toEqual({ kind: 'accepted', call: 'call_abc123' });
});

test.each([
	['wrong key', 401, error(401, 'API key is missing or invalid'), 'account'],
	['empty wallet', 402, error(402, 'Insufficient billing wallet balance'), 'account'],
	['no permission', 403, error(403, 'You do not have permission to access this resource'), 'account'],
	['identity not verified', 403, error(403, 'KYC is not verified'), 'account'],
	['a firewall that names the country', 403, '<h1>Your country is blocked</h1>', 'account'],
	['destination not enabled', 403, NOT_ENABLED, 'contact'],
	['bad number', 400, error(400, 'phone_number must be a valid E.164 phone number'), 'contact'],
	['one of several wrong', 400, error(400, ['phone_number is odd', 'metadata must be an object']), 'contact'],
	['agent missing', 400, error(400, ['agent_id should not be empty']), 'config'],
	['agent without a number', 422, error(422, 'agent is assigned to a deleted phone number'), 'config'],
	['a proxy that finds the request bad', 400, '<html>Bad request</html>', 'config'],
	['unknown agent', 404, error(404, 'Agent or phone number not found'), 'config'],
	['another conflict', 409, error(409, 'The operation conflicts with the current state'), 'config'],
	['moved', 308, '', 'config'],
] as const)('%s: who is to blame', (_, status, body, blame) => {
	const answer = response(status, body);
	expect(provider.readCreate(answer)).toMatchObject({ kind: 'rejected', blame, code: `http_${status}` });
	expect(provider.readRefusedAccount(answer) !== undefined).toBe(blame === 'account');
});

test.each([
	['a limit of live calls', 409, error(409, 'Concurrency limit reached'), {}, { kind: 'slots' }],
	[
		'the plan',
		429,
		error(429, 'Your plan allows 5 calls'),
		{ 'retry-after': '7' },
		{ kind: 'slots', retryAfterMs: 7_000 },
	],
	['live calls in words', 429, error(429, 'Too many concurrent calls'), {}, { kind: 'slots' }],
	['either of the two limits', 429, TOO_MANY, { 'retry-after': '2' }, { kind: 'unknown', retryAfterMs: 2_000 }],
	['no words', 429, '', {}, { kind: 'unknown' }],
] as const)('refused for %s', (_, status, body, headers, refusal) => {
	const answer = response(status, body, headers);
	expect(provider.readCreate(answer)).toMatchObject({ kind: 'refused', refusal });
	expect(provider.readRefusedAccount(answer)).toBeUndefined();
});

test.each([
	[500, error(500, 'Internal server error')],
	[502, '<html>Bad gateway</html>'],
	[503, error(503, 'Service Unavailable')],
	[408, ''],
	[303, ''],
	[201, { message: 'queued' }],
	[201, '{"id":"call_'],
	[200, { id: '../../v1/agents\n' }],
] as const)('%d %j leaves it in doubt', (status, body) => {
	expect(provider.readCreate(response(status, body))).toMatchObject({ kind: 'in_doubt' });
});

test('a key that is echoed, whole or in half, is not told', () => {
	for (const echoed of [KEY, 's3cr3t-of-this-key']) {
		const told = provider.readCreate(response(401, error(401, `no such key: ${echoed}`)));
		expect(JSON.stringify(told)).not.toContain('s3cr3t');
	}
});

test.each([
	['a time from now', '60'],
	['a moment', String(Date.UTC(2026, 0, 5, 9, 1) / 1_000)],
])('the reset is %s', (_, reset) => {
	const headers = { 'x-ratelimit-limit': '150', 'x-ratelimit-remaining': '149', 'x-ratelimit-reset': reset };
	expect(provider.rateLimits(response(201, {}, headers)).rates).toMatchObject([
		{ limit: 150, remaining: 149, resetMs: 60_000 },
	]);
});
