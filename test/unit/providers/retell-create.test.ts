import { describe, expect, test } from 'vitest';
import { retellProvider } from '../../../src/providers/retell/adapter.js';
import { NOW, response } from './response.js';

const provider = retellProvider({ apiKey: 'key_1' });
const THROTTLED = 'Account rate limited, please throttle your requests.';
const PROXY_PAGE = '<html>\r\n<head><title>Bad Gateway</title></head>\r\n<body>\tnginx\u0000</body></html>';

/** Retell's error body. */
const problem = (message: string) => ({ status: 'error', message });
const read = (status: number, body: unknown, headers: Record<string, string> = {}) =>
	provider.readCreate(response(status, body, headers));

describe('accepted', () => {
	test.each([201, 200, 202])('a call with status %i', (status) => {
		expect(read(status, { call_id: 'call_1', call_status: 'registered' })).toEqual({
			kind: 'accepted',
			call: 'call_1',
		});
	});
});

describe('refused: nothing rang, free to try again', () => {
	test('429', () => {
		const refusal = { kind: 'unknown', message: `429 ${THROTTLED}` };
		expect(read(429, problem(THROTTLED))).toEqual({ kind: 'refused', refusal });
	});

	test.each([
		['seconds', '2'],
		['a date', new Date(NOW + 2_000).toUTCString()],
	])('429 with Retry-After as %s', (_, value) => {
		const refusal = { kind: 'unknown', message: `429 ${THROTTLED}`, retryAfterMs: 2_000 };
		expect(read(429, problem(THROTTLED), { 'retry-after': value })).toEqual({ kind: 'refused', refusal });
	});

	test('429 that speaks of concurrency is about live calls', () => {
		expect(read(429, problem('Concurrency limit reached'))).toMatchObject({
			kind: 'refused',
			refusal: { kind: 'slots' },
		});
	});

	test('429 with a body of somebody else', () => {
		const refusal = { kind: 'unknown', message: '429 slow down' };
		expect(read(429, 'slow\r\ndown')).toEqual({ kind: 'refused', refusal });
	});

	test("503 in the application's own words, overloaded before it did anything", () => {
		const refusal = { kind: 'busy', message: '503 Overloaded', retryAfterMs: 5_000 };
		expect(read(503, problem('Overloaded'), { 'retry-after': '5' })).toEqual({ kind: 'refused', refusal });
	});
});

describe('rejected: trying again does not help', () => {
	test.each([
		['contact', 400, 'Invalid to_number: not a valid E.164 number.'],
		['contact', 400, 'Calls to this country are not supported.'],
		['config', 400, 'Invalid from_number: not owned by this account.'],
		['config', 400, 'Agent not published.'],
		['config', 404, 'Not found'],
		['config', 307, 'Temporary Redirect'],
		['config', 405, 'Method Not Allowed'],
		['config', 413, 'Payload Too Large'],
		['config', 422, 'Cannot find requested asset under given api key.'],
		['account', 401, 'Invalid API key.'],
		['account', 402, 'Trial has ended, please add payment method.'],
		['account', 403, 'Forbidden'],
	] as const)('blame on the %s: %i %s', (blame, status, message) => {
		const rejected = { kind: 'rejected', blame, code: `http_${status}`, message: `${status} ${message}` };
		expect(read(status, problem(message))).toEqual(rejected);
	});

	test("a proxy's 403 counts as the account's, whatever page comes with it", () => {
		expect(read(403, PROXY_PAGE)).toMatchObject({ kind: 'rejected', blame: 'account' });
	});
});

describe('in doubt: the call may have been placed', () => {
	test.each([
		[
			'500 in its own words',
			500,
			problem('An unexpected server error occurred.'),
			'500 An unexpected server error occurred.',
		],
		[
			'502 of a proxy',
			502,
			PROXY_PAGE,
			'502 <html> <head><title>Bad Gateway</title></head> <body> nginx </body></html>',
		],
		[
			'503 of a proxy',
			503,
			PROXY_PAGE,
			'503 <html> <head><title>Bad Gateway</title></head> <body> nginx </body></html>',
		],
		['503 with JSON of somebody else', 503, { error: 'upstream' }, '503 {"error":"upstream"}'],
		['503 without a body', 503, '', '503'],
		['504 of a proxy', 504, '', '504'],
		['201 without a call id', 201, {}, 'status 201 with a body that names no call'],
		['201 with an empty call id', 201, { call_id: '' }, 'status 201 with a body that names no call'],
		['201 with a call id that is no text', 201, { call_id: 7 }, 'status 201 with a body that names no call'],
		['201 with null', 201, null, 'status 201 with a body that names no call'],
		['201 with half a body', 201, '{"call_id":"call_', 'status 201 with a body that names no call'],
		['200 of a captive portal', 200, PROXY_PAGE, 'status 200 with a body that names no call'],
		['204', 204, '', 'status 204 with a body that names no call'],
	])('%s', (_, status, body, why) => {
		expect(read(status, body)).toEqual({ kind: 'in_doubt', why });
	});
});

test('the words of the provider are kept to one short line', () => {
	const reply = read(500, problem(`\u001b[31m${'long '.repeat(100)}`));
	expect(reply.kind === 'in_doubt' && reply.why.length).toBe('500 '.length + 200);
	expect(reply).toMatchObject({ why: expect.stringMatching(/^500 \[31mlong long .*…$/) });
});

test.each([401, 402, 403])('%i to any request means that the account is refused', (status) => {
	expect(provider.readRefusedAccount(response(status, problem('No.')))).toBe(`${status} No.`);
});

test.each([200, 201, 400, 404, 422, 429, 500, 503])(
	'%i to a request does not mean that the account is refused',
	(status) => {
		expect(provider.readRefusedAccount(response(status, problem('No.')))).toBeUndefined();
	},
);
