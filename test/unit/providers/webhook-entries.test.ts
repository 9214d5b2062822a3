/** What it takes to have webhooks of vendors that are told with each call where to send them. */
import { describe, expect, test } from 'vitest';
import { dryRunValues } from '../../../src/cli/provider-settings.js';
import { expectVerifiable } from '../../../src/cli/webhooks.js';
import { CATALOGUE } from '../../../src/providers/catalogue.js';
import type { CatalogueEntry, Values } from '../../../src/providers/entry.js';
import { exotel } from '../../../src/providers/exotel/entry.js';
import { ringcentral } from '../../../src/providers/ringcentral/entry.js';
import { twilio } from '../../../src/providers/twilio/entry.js';
import { UsageError } from '../../../src/runtime/errors.js';
import { response } from './response.js';

const HOOKS = 'https://dialer.example/hooks';
const SPEC = { attempt: 'x.1', campaign: 'x', contact: 'c', to: '+919876543210', from: '08040004890', variables: {} };

function open(entry: CatalogueEntry, changes: Values, toldUrl: string | undefined) {
	const values: Values = { ...dryRunValues(entry), ...changes };
	const provider = entry.create({ values, agent: entry.agent?.dryRun, webhookUrl: toldUrl });
	const isSet = (name: string) => Boolean(values[name]);
	expectVerifiable(entry, { canVerify: provider.webhooks !== undefined, isSet, toldUrl });
	return provider;
}

const delivery = (body: string) => ({ headers: {}, rawBody: Buffer.from(body), url: HOOKS, now: 0 });

describe('Twilio', () => {
	const key = { TWILIO_API_KEY: 'SK1', TWILIO_API_SECRET: 'secret-of-the-key' };

	test('an API key signs no webhooks: the auth token is asked for by name', () => {
		expect(() => open(twilio, { ...key, TWILIO_AUTH_TOKEN: '' }, HOOKS)).toThrow(
			'--webhook-listen: the auth token is missing, and nothing from Twilio Programmable Voice could be verified.',
		);
		const both = open(twilio, { ...key, TWILIO_AUTH_TOKEN: 'token-of-the-account' }, HOOKS);
		expect(both.webhooks).toBeDefined();
		expect(both.secrets).toEqual(['secret-of-the-key', 'token-of-the-account']);
	});

	test('without an address nothing can be verified, for signatures are of it', () => {
		expect(() => open(twilio, {}, undefined)).toThrow('--webhook-listen needs --webhook-url with twilio');
	});

	test('only of a call that was canceled is more asked: whether it had been dialed', () => {
		const read = (status: string) =>
			open(twilio, {}, HOOKS).webhooks?.read(delivery(`CallSid=CA${'0'.repeat(32)}&CallStatus=${status}`));
		expect(read('canceled')).toMatchObject([{ end: { outcome: 'canceled' }, askForMore: true }]);
		for (const status of ['completed', 'busy', 'no-answer', 'failed']) {
			expect(read(status)).toEqual([expect.not.objectContaining({ askForMore: true })]);
		}
		expect(read('ringing')).toMatchObject([{ end: undefined }]);
		expect(open(twilio, {}, HOOKS).webhooks?.read(delivery('CallSid=MM1&CallStatus=completed'))).toBeUndefined();
	});
});

describe('Exotel', () => {
	const secret = 'c0ffee00c0ffee00c0ffee00';
	const fields = (toldUrl: string | undefined, EXOTEL_WEBHOOK_SECRET = secret) =>
		new URLSearchParams(open(exotel, { EXOTEL_WEBHOOK_SECRET }, toldUrl).createCall(SPEC).body);

	test('is told where to send with each call, with the secret in the query', () => {
		expect(Object.fromEntries(fields('https://dialer.example/hooks?lang=en'))).toMatchObject({
			StatusCallback: `https://dialer.example/hooks?lang=en&secret=${secret}`,
			'StatusCallbackEvents[0]': 'terminal',
			StatusCallbackContentType: 'application/json',
		});
	});

	test.each(['http://127.0.0.1:8080', 'http://localhost/a', 'http://[::1]:1', 'https://10.0.0.1/'])(
		'%s is private enough',
		(url) => {
			expect(fields(url).get('StatusCallback')).toContain(secret);
		},
	);

	test.each(['http://dialer.example/hooks', 'http://10.0.0.1/', 'http://127.0.0.1.example/'])(
		'the secret is not sent to %s',
		(url) => {
			expect(() => fields(url)).toThrow('expected an https address');
		},
	);

	test.each(['short', 'with a blank, and long enough', `${'x'.repeat(129)}`, 'émigré-secret-0123456'])(
		'%j is no secret',
		(word) => {
			expect(() => fields(HOOKS, word)).toThrow(UsageError);
		},
	);

	test('without a secret nothing is asked for, and webhooks are refused by name', () => {
		const values = { ...dryRunValues(exotel), EXOTEL_WEBHOOK_SECRET: '' };
		const provider = exotel.create({ values, agent: '1', webhookUrl: HOOKS });
		expect(provider.createCall(SPEC).body).not.toContain('StatusCallback');
		expect(() => fields(HOOKS, '')).toThrow('secret of your own that webhooks are believed for is missing');
		expect(() => fields(undefined)).toThrow('--webhook-listen needs --webhook-url with exotel');
	});

	test('the least that is documented tells the end; that somebody picked up does not', () => {
		const { webhooks } = open(exotel, { EXOTEL_WEBHOOK_SECRET: secret }, HOOKS);
		const read = (body: object) => webhooks?.read(delivery(JSON.stringify(body)));
		const least = { CallSid: 'c1', DateUpdated: '2026-01-05 14:30:00', Status: 'no-answer', RecordingUrl: null };
		expect(read(least)).toEqual([
			{ call: 'c1', attempt: undefined, end: { outcome: 'no_answer', reason: 'no-answer' } },
		]);
		expect(read({ ...least, EventType: 'answered', Status: 'completed' })).toEqual([]);
		const legs = [{ OnCallDuration: 41, Status: 'completed', AnsweredBy: 'Machine-Start' }];
		expect(read({ ...least, EventType: 'terminal', Status: 'completed', Legs: legs })).toMatchObject([
			{ end: { outcome: 'voicemail', durationMs: 41_000 } },
		]);
	});
});

describe('RingCentral', () => {
	const token = 'c0ffee00c0ffee00c0ffee00';
	const webhooksAt = (toldUrl: string) => open(ringcentral, { RINGCENTRAL_WEBHOOK_TOKEN: token }, toldUrl).webhooks;
	const webhooks = webhooksAt(HOOKS);
	const sent = (body: string, headers: Record<string, string>) => ({ ...delivery(body), headers });
	const answer = (status: number, body: object) => response(status, body);

	test.each(['verification-token', 'validation-token'])('the token is taken in %s', (name) => {
		const event = JSON.stringify({ event: '/restapi/v1.0/account/1/extension/2/telephony/sessions', body: {} });
		expect(webhooks?.verify(sent(event, { [name]: token }))).toBe('good');
		expect(webhooks?.handshake?.(sent(event, { [name]: token }))).toBeUndefined();
		expect(webhooks?.verify(sent(event, { [name]: `${token}0` }))).toBe('bad');
	});

	test('a request that tries out the address is given its word back, and nothing else is', () => {
		const reply = webhooks?.handshake?.(sent('', { 'validation-token': 'word-1' }));
		expect(reply).toEqual({ status: 200, headers: { 'validation-token': 'word-1' }, body: '' });
		for (const word of ['', 'two words', 'line\r\nbreak', 'é', 'x'.repeat(257)]) {
			expect(webhooks?.handshake?.(sent('', { 'validation-token': word }))).toBeUndefined();
		}
		expect(webhooks?.handshake?.(sent('', {}))).toBeUndefined();
		expect(webhooks?.handshake?.(sent('{"event":"x"}', { 'validation-token': 'word-1' }))).toBeUndefined();
	});

	test('only what is over is hinted at, by every number of it', () => {
		const hints = (...parties: unknown[]) =>
			webhooks?.hints?.(delivery(JSON.stringify({ event: 'x', body: { parties } })));
		const party = (code: string, to: unknown, from?: unknown) => ({ status: { code }, to, from });
		const [a, b] = [{ phoneNumber: '+12025550101' }, { phoneNumber: '12025550102' }];
		expect(hints(party('Answered', a), party('Setup', b), party('VoiceMail', a))).toEqual([]);
		expect(hints(party('Disconnected', a, b), party('Gone', a))).toEqual(['+12025550101', '+12025550102']);
		expect(hints(null, 7, party('Gone', { phoneNumber: 5 }), party('Gone', { extensionNumber: '101' }))).toEqual([]);
		for (const body of ['', '{', 'null', '{"body":{"parties":{}}}'])
			expect(webhooks?.hints?.(delivery(body))).toEqual([]);
	});

	test('what was subscribed is ended by its id; a refusal is told in the vendor’s words without the token', () => {
		const read = webhooks?.subscription?.read;
		expect(read?.(answer(200, { id: 's/1' }))).toMatchObject({
			close: { method: 'DELETE', path: '/restapi/v1.0/subscription/s%2F1' },
		});
		expect(read?.(answer(403, { errorCode: 'CMN-401', message: `no permission for ${token}` }))).toEqual({
			refused: expect.stringMatching(/^403 CMN-401 no permission for (?!c0ffee)/),
		});
		expect(read?.(answer(200, {}))).toEqual({ refused: expect.any(String) });
	});

	test('the token is sent over private ways alone', () => {
		expect(() => webhooksAt('http://dialer.example/hooks')).toThrow('expected an https address');
	});
});

test('a vendor without webhooks says so', () => {
	const entry = CATALOGUE.http as CatalogueEntry;
	expect(() => expectVerifiable(entry, { canVerify: false, isSet: () => false, toldUrl: HOOKS })).toThrow(
		'has no meaning with http',
	);
});
