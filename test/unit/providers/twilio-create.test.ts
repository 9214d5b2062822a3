import { describe, expect, test } from 'vitest';
import type { AttemptSpec } from '../../../src/providers/provider.js';
import { twilioProvider } from '../../../src/providers/twilio/adapter.js';
import { readTalk } from '../../../src/providers/twilio/talk.js';
import { response } from './response.js';

const ACCOUNT = 'AC0123456789abcdef0123456789abcdef';
const SID = 'CA0123456789abcdef0123456789abcdef';
const TOKEN = '0f3e4713a29e65947eeb34cf12dab9c1';
const ATTEMPT: AttemptSpec = {
	attempt: 'k3v9.2a',
	campaign: 'k3v9',
	contact: 'customer-7',
	to: '+14155550107',
	from: '+14155550100',
	variables: { name: 'Zoë & Co', attempt_id: 'mine' },
};

const adapter = (agent = 'https://example.com/voice.xml?lang=en#rc=2') =>
	twilioProvider({ accountSid: ACCOUNT, user: ACCOUNT, password: TOKEN, talk: readTalk(agent) });
const read = (status: number, body: unknown, headers = {}) => adapter().readCreate(response(status, body, headers));
const failure = (status: number, code: number, message = 'No') =>
	read(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });

describe('the request', () => {
	const form = (agent?: string) => new URLSearchParams(adapter(agent).createCall(ATTEMPT).body);

	test("bears the contact's variables and the attempt's ids in the query of the URL, and leaves the rest of it alone", () => {
		const url = new URL(form().get('Url') ?? '');
		expect([url.origin, url.pathname, url.hash]).toEqual(['https://example.com', '/voice.xml', '#rc=2']);
		expect(Object.fromEntries(url.searchParams)).toEqual({
			lang: 'en',
			name: 'Zoë & Co',
			campaign_id: 'k3v9',
			contact_id: 'customer-7',
			attempt_id: 'k3v9.2a',
		});
	});

	test.each([
		['Twiml', '<Response><Say>Good day &amp; goodbye</Say></Response>'],
		['ApplicationSid', 'AP0123456789abcdef0123456789abcdef'],
	])('%s is sent as it is', (name, agent) => {
		expect(Object.fromEntries(form(agent))).toEqual({ To: ATTEMPT.to, From: ATTEMPT.from, [name]: agent });
	});
});

describe('an answer with a success status', () => {
	test('accepts the call that it names', () => {
		expect(read(201, { sid: SID, status: 'queued' })).toEqual({ kind: 'accepted', call: SID });
	});

	test.each([{}, { sid: 'call_1' }, { sid: 'CA..' }, '<html>', '', '{"sid":'])(
		'is in doubt with the body %j',
		(body) => {
			expect(read(201, body)).toMatchObject({ kind: 'in_doubt' });
		},
	);
});

test('too many requests at the same time are no reason to dial more slowly', () => {
	expect(failure(429, 20_429, 'Too Many Requests')).toEqual({
		kind: 'refused',
		refusal: { kind: 'busy', message: '429 20429: Too Many Requests' },
	});
});

test('a 429 of another origin is a refusal for a limit that is not told, and its Retry-After is obeyed', () => {
	expect(read(429, 'slow down', { 'retry-after': '7' })).toMatchObject({
		kind: 'refused',
		refusal: { kind: 'unknown', retryAfterMs: 7_000 },
	});
});

test.each([400, 403, 429])('10004 is the limit of live calls, whatever its status (%i)', (status) => {
	expect(failure(status, 10_004)).toMatchObject({ kind: 'refused', refusal: { kind: 'slots' } });
});

describe('whose fault it is', () => {
	test.each([
		[401, 20_003, 'account'],
		[403, 20_005, 'account'],
		[400, 10_001, 'account'],
		[400, 10_005, 'account'],
		[403, 20_403, 'account'],
		[400, 21_210, 'config'],
		[400, 21_212, 'config'],
		[400, 21_205, 'config'],
		[400, 21_218, 'config'],
		[400, 21_219, 'config'],
		[403, 21_215, 'config'],
		[404, 20_404, 'config'],
		[400, 99_999, 'config'],
		[400, 21_211, 'contact'],
		[400, 21_214, 'contact'],
		[400, 21_216, 'config'],
		[403, 70_051, 'account'],
		[400, 21_217, 'contact'],
		[400, 13_224, 'contact'],
		[403, 21_202, 'contact'],
	])('status %i with code %i: %s', (status, code, blame) => {
		const message = `${status} ${code}: No`;
		expect(failure(status, code)).toEqual({ kind: 'rejected', blame, code: `twilio_${code}`, message });
	});

	test.each([
		[401, 'account'],
		[402, 'account'],
		[403, 'account'],
		[307, 'config'],
		[404, 'config'],
		[413, 'config'],
	])('status %i without a code: %s', (status, blame) => {
		expect(read(status, '<html>')).toMatchObject({ kind: 'rejected', blame, code: `http_${status}` });
	});
});

test.each([302, 303, 408, 500, 502, 503, 504])('status %i leaves in doubt whether anything rang', (status) => {
	expect(read(status, '<html>')).toMatchObject({ kind: 'in_doubt' });
	expect(failure(status, 20_003)).toMatchObject({ kind: 'in_doubt' });
});

test('the token is shown to nobody, whoever writes it', () => {
	const said = JSON.stringify(
		failure(400, 21_211, `${TOKEN} ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`),
	);
	expect(said).not.toContain(TOKEN);
	expect(said).toMatch(/\[hidden\].*\[hidden\]/);
});

describe('the queue', () => {
	const limits = (status: number, queue_time: unknown) =>
		adapter().rateLimits(response(status, { sid: SID, queue_time })).rates;

	test.each(['0', '1000', '3000', 'soon', '', null, undefined, -5, '-9000'])(
		'of %j leaves starts alone',
		(queueTime) => {
			expect(limits(201, queueTime)).toBeUndefined();
		},
	);

	test.each(['9000', 9_000])('of nine seconds (%j) leaves no starts until it is short again', (queueTime) => {
		expect(limits(201, queueTime)).toEqual([{ policy: 'queue', remaining: 0, resetMs: 8_000 }]);
	});

	test('of a call that is looked at later tells nothing', () => {
		expect(limits(200, '9000')).toBeUndefined();
	});

	test('without end is one of a day', () => {
		expect(limits(201, '1e300')).toEqual([{ policy: 'queue', remaining: 0, resetMs: 86_399_000 }]);
	});
});
