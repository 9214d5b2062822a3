import { describe, expect, test } from 'vitest';
import { vapiProvider } from '../../../src/providers/vapi/adapter.js';
import { NOW, response } from './response.js';

const provider = vapiProvider({ apiKey: 'key_1', assistant: 'assistant_1' });
const PROXY_PAGE = '<html>\r\n<head><title>Bad Gateway</title></head></html>';
/** How the vendor's framework writes errors; several messages where fields are wrong. */
const problem = (statusCode: number, message: string | string[]) => ({ message, error: 'Some Error', statusCode });
const read = (status: number, body: unknown, headers: Record<string, string> = {}) =>
	provider.readCreate(response(status, body, headers));

describe('accepted', () => {
	test.each([201, 200])('a call with status %i', (status) => {
		expect(read(status, { id: 'abc', status: 'queued' })).toEqual({ kind: 'accepted', call: 'abc' });
	});

	test('a call that was blocked is there all the same: it may wait, and then ring', () => {
		const subscriptionLimits = { concurrencyBlocked: true, concurrencyLimit: 10, remainingConcurrentCalls: 0 };
		expect(read(201, { id: 'abc', subscriptionLimits })).toEqual({ kind: 'accepted', call: 'abc' });
	});
});

describe('refused: nothing rang, free to try again', () => {
	test.each([
		[400, 'Over Concurrency Limit', 'slots'],
		[400, 'The daily outbound call limit of this number is reached.', 'quota'],
		[400, 'Too many requests', 'unknown'],
		[429, 'Too many requests', 'unknown'],
		[429, 'Rate limit exceeded', 'rate'],
		[429, 'Concurrency limit reached', 'slots'],
		[429, 'Slow down', 'unknown'],
	] as const)('%i %s: %s', (status, message, kind) => {
		const refusal = { kind, message: `${status} ${message}` };
		expect(read(status, problem(status, message))).toEqual({ kind: 'refused', refusal });
	});

	test.each([
		['seconds', '2'],
		['a date', new Date(NOW + 2_000).toUTCString()],
	])('with Retry-After as %s', (_, value) => {
		const reply = read(429, 'slow\r\ndown', { 'retry-after': value });
		expect(reply).toEqual({
			kind: 'refused',
			refusal: { kind: 'unknown', message: '429 slow down', retryAfterMs: 2_000 },
		});
	});
});

describe('rejected: trying again does not help', () => {
	test.each([
		['contact', 400, ['customer.number must be a valid phone number in the E.164 format']],
		['contact', 400, 'This number does not support international calls.'],
		['config', 400, ['assistantId must be a UUID', 'property metadata should not exist']],
		['config', 400, ['assistantOverrides.concurrency must be a number']],
		['config', 400, ['property subscription should not exist']],
		['config', 400, "Couldn't get the phone number."],
		['account', 400, 'Wallet balance is used up. Purchase more credits or upgrade your plan.'],
		['account', 400, 'Your subscription is frozen.'],
		['account', 401, 'Invalid Key.'],
		['account', 402, 'Payment Required'],
		['account', 403, 'Forbidden'],
		['config', 404, 'Not Found'],
		['config', 405, 'Method Not Allowed'],
		['config', 307, 'Temporary Redirect'],
	] as const)('blame on the %s: %i %j', (blame, status, message) => {
		const words = typeof message === 'string' ? message : message.join('; ');
		const rejected = { kind: 'rejected', blame, code: `http_${status}`, message: `${status} ${words}` };
		expect(read(status, problem(status, message as string | string[]))).toEqual(rejected);
	});
});

describe('in doubt: the call may have been placed', () => {
	test.each([
		[500, problem(500, 'Internal server error'), '500 Internal server error'],
		[502, PROXY_PAGE, '502 <html> <head><title>Bad Gateway</title></head></html>'],
		[503, problem(503, 'Service unavailable'), '503 Service unavailable'],
		[504, '', '504'],
		[408, '', '408'],
		[409, problem(409, 'Conflict'), '409 Conflict'],
		[499, '', '499'],
		[302, '', '302'],
		[201, {}, 'status 201 with a body that names no call'],
		[201, { id: 7 }, 'status 201 with a body that names no call'],
		[201, { results: [], errors: [] }, 'status 201 with a body that names no call'],
		[201, '{"id":"019a', 'status 201 with a body that names no call'],
		[200, PROXY_PAGE, 'status 200 with a body that names no call'],
	])('%i %j', (status, body, why) => {
		expect(read(status, body)).toEqual({ kind: 'in_doubt', why });
	});
});

test('the key is not repeated, should the provider do so', () => {
	const apiKey = '5f3a-a-private-key';
	const reply = vapiProvider({ apiKey, assistant: 'a' }).readCreate(response(401, problem(401, `Bad: ${apiKey}`)));
	expect(reply).toMatchObject({ message: expect.not.stringContaining(apiKey) });
});

test.each([401, 402, 403])('%i to any request means that the account is refused', (status) => {
	expect(provider.readRefusedAccount(response(status, problem(status, 'No.')))).toBe(`${status} No.`);
});

test.each([200, 201, 400, 404, 429, 500, 503])('%i does not mean that the account is refused', (status) => {
	expect(provider.readRefusedAccount(response(status, problem(status, 'No.')))).toBeUndefined();
});

describe('live calls, as each call that is taken tells', () => {
	const told = (status: number, subscriptionLimits: unknown, headers: Record<string, string> = {}) =>
		provider.rateLimits(response(status, { id: 'abc', subscriptionLimits }, headers));

	test.each([
		[
			{ concurrencyBlocked: false, concurrencyLimit: 10, remainingConcurrentCalls: 9 },
			{ limit: 10, remaining: 9 },
		],
		[{ concurrencyLimit: 10 }, { limit: 10 }],
		[
			{ concurrencyBlocked: true, concurrencyLimit: 10, remainingConcurrentCalls: 0 },
			{ limit: 10, remaining: -1 },
		],
		[{ concurrencyLimit: 10, remainingConcurrentCalls: '9' }, { limit: 10 }],
	])('%j', (limits, slots) => {
		expect(told(201, limits)).toEqual({ slots });
	});

	test.each([undefined, null, {}, { concurrencyLimit: 0 }, { remainingConcurrentCalls: 3 }, { concurrencyLimit: -1 }])(
		'not by %j',
		(limits) => {
			expect(told(201, limits)).toEqual({});
		},
	);

	test('and by no other answer', () => {
		expect(told(200, { concurrencyLimit: 10 })).toEqual({});
	});

	test('beside what headers tell', () => {
		expect(told(201, { concurrencyLimit: 10 }, { 'retry-after': '3' })).toEqual({
			slots: { limit: 10 },
			retryAfterMs: 3_000,
		});
	});
});
