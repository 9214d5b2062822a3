import { describe, expect, test } from 'vitest';
import { exotel } from '../../../src/providers/exotel/entry.js';
import { CONNECT_FIELDS, CONNECTED, CONNECTED_XML, RATE_LIMITED, UNAUTHORIZED } from './exotel-samples.js';
import { NOW, response } from './response.js';

const VALUES = { EXOTEL_ACCOUNT_SID: 'acme1', EXOTEL_API_KEY: 'key-of-nobody', EXOTEL_API_TOKEN: 'token-of-nobody' };
const provider = exotel.create({ values: VALUES, agent: '100001' });
const exception = (Status: number, Message: string, Code?: string) => ({ RestException: { Status, Message, Code } });
const read = (status: number, body: unknown, headers: Record<string, string> = {}) =>
	provider.readCreate(response(status, body, headers));
const ATTEMPT = {
	attempt: 'k3v9.2a',
	campaign: 'k3v9',
	contact: 'customer-7',
	to: '+919876543210',
	from: '08040004890',
	variables: { name: 'Zoë' },
};

test('the request is the documented one, with a time limit and the attempt id', () => {
	const { method, path, headers, body } = provider.createCall(ATTEMPT);
	expect([method, path]).toEqual(['POST', '/v1/Accounts/acme1/Calls/connect.json']);
	expect(headers).toEqual({
		authorization: `Basic ${Buffer.from('key-of-nobody:token-of-nobody').toString('base64')}`,
		accept: 'application/json',
		'content-type': 'application/x-www-form-urlencoded',
	});
	expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
		...CONNECT_FIELDS,
		TimeLimit: '3600',
		CustomField: 'k3v9.2a',
	});
});

describe('accepted', () => {
	test.each([
		['the documented answer', 200, CONNECTED],
		['an answer in XML', 200, CONNECTED_XML],
		['202', 202, CONNECTED],
	])('%s', (_, status, body) => {
		expect(read(status, body)).toEqual({ kind: 'accepted', call: CONNECTED.Call.Sid });
	});
});

describe('refused: nothing rang, free to try again', () => {
	const message = '429 RATE_LIMIT_EXCEEDED: Rate limit exceeded. Try again in 30 seconds.';

	test('the documented 429', () => {
		const refusal = { kind: 'rate', message, retryAfterMs: 30_000 };
		expect(read(429, RATE_LIMITED, { 'retry-after': '30' })).toEqual({ kind: 'refused', refusal });
	});

	test('without Retry-After, its words tell the wait', () => {
		expect(read(429, RATE_LIMITED)).toMatchObject({ kind: 'refused', refusal: { retryAfterMs: 30_000 } });
		expect(provider.rateLimits(response(429, RATE_LIMITED))).toEqual({ retryAfterMs: 30_000 });
		expect(provider.rateLimits(response(200, RATE_LIMITED))).toEqual({});
	});

	test.each([400, 402, 403, 429])('%i that speaks of concurrent calls is about live calls', (status) => {
		const answer = response(status, exception(status, 'Concurrent call limit reached'));
		expect(provider.readCreate(answer)).toMatchObject({ kind: 'refused', refusal: { kind: 'slots' } });
		expect(provider.readRefusedAccount(answer)).toBeUndefined();
	});

	test("429 with somebody else's page", () => {
		expect(read(429, 'slow\r\ndown')).toEqual({
			kind: 'refused',
			refusal: { kind: 'unknown', message: '429 slow down' },
		});
	});

	test('headers tell the window, its end in Unix seconds', () => {
		const headers = {
			'x-ratelimit-limit': '200',
			'x-ratelimit-remaining': '150',
			'x-ratelimit-reset': String(NOW / 1_000 + 20),
		};
		expect(provider.rateLimits(response(200, CONNECTED, headers))).toEqual({
			rates: [{ policy: '', limit: 200, remaining: 150, resetMs: 20_000 }],
		});
	});
});

describe('rejected: trying again does not help', () => {
	test.each([
		['account', 401, UNAUTHORIZED, 'UNAUTHORIZED'],
		['account', 402, exception(402, 'You have exceeded usage limits for your current plan'), 'http_402'],
		['account', 403, exception(403, 'Account suspended'), 'http_403'],
		['account', 403, '<html>Forbidden</html>', 'http_403'],
		['contact', 403, exception(403, 'Call to 09876543210 cannot be made because of TRAI NDNC regulations'), 'http_403'],
		['contact', 400, exception(400, 'Invalid phone number', '34010'), '34010'],
		['contact', 400, exception(400, 'From is not valid'), 'http_400'],
		['config', 400, exception(400, 'CallerId is not a valid phone number'), 'http_400'],
		['config', 400, exception(400, 'Invalid Url'), 'http_400'],
		['config', 400, exception(400, 'Bad or missing parameters'), 'http_400'],
		['config', 404, exception(404, 'Not found'), 'http_404'],
		['config', 405, '', 'http_405'],
		['config', 307, '', 'http_307'],
	] as const)('blame on the %s: %i %j', (blame, status, body, code) => {
		expect(read(status, body)).toMatchObject({ kind: 'rejected', blame, code });
		const refused = provider.readRefusedAccount(response(status, body));
		if (blame === 'account') expect(refused).toMatch(new RegExp(`^${status}`));
		else expect(refused).toBeUndefined();
	});

	test('words in XML', () => {
		const xml =
			'<TwilioResponse><RestException><Status>400</Status><Message>From is not valid</Message><Code>7</Code></RestException></TwilioResponse>';
		const message = '400 7: From is not valid';
		expect(read(400, xml)).toEqual({ kind: 'rejected', blame: 'contact', code: '7', message });
	});

	test('secrets that come back are hidden', () => {
		expect(JSON.stringify(read(400, exception(400, 'key-of-nobody:token-of-nobody')))).not.toMatch(/of-nobody/);
	});
});

describe('in doubt: the call may have been placed', () => {
	test.each([
		['200 without a Sid', 200, { Call: { Status: 'queued' } }],
		['200 with half a body', 200, '{"Call":{"Sid":"a1b2'],
		['200 with half a body of XML', 200, '<TwilioResponse><Call><Sid>a1b2'],
		['200 of a captive portal', 200, '<html></html>'],
		['200 with null', 200, null],
		['a conflict', 409, exception(409, 'Conflict')],
		['a timeout of the server', 408, ''],
		['302', 302, ''],
		['500 in its own words', 500, exception(500, 'Internal error')],
		['503 that speaks of live calls', 503, exception(503, 'Concurrent call limit reached')],
		['502 of a proxy', 502, '<html></html>'],
	])('%s', (_, status, body) => {
		expect(read(status, body)).toMatchObject({ kind: 'in_doubt' });
	});
});
