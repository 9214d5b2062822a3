import { expect, test } from 'vitest';
import { readAgent, readValues } from '../../../src/cli/provider-settings.js';
import { twilio } from '../../../src/providers/twilio/entry.js';
import { readTalk } from '../../../src/providers/twilio/talk.js';

const SID = 'AC0123456789abcdef0123456789abcdef';
const sources = (environment: Record<string, string>) => ({
	environment,
	envFile: { path: '.env', variables: {}, openTo: undefined },
});
const request = (values: Record<string, string>) =>
	twilio.create({ values, agent: 'https://example.com/' }).getCall('CA1');

test('the auth token is needed, unless there is an API key', () => {
	expect(() => readValues(twilio, sources({ TWILIO_ACCOUNT_SID: SID }))).toThrow(/TWILIO_AUTH_TOKEN/);
	const token = { TWILIO_ACCOUNT_SID: SID, TWILIO_AUTH_TOKEN: 'token' };
	expect(readValues(twilio, sources(token))).toEqual(token);
	const key = { TWILIO_ACCOUNT_SID: SID, TWILIO_API_KEY: 'SK1', TWILIO_API_SECRET: 'secret' };
	expect(readValues(twilio, sources(key))).toEqual(key);
});

test('an API key goes before the token, under the same account', () => {
	const decode = (values: Record<string, string>) => {
		const { headers, path } = request(values);
		expect(path).toBe(`/2010-04-01/Accounts/${SID}/Calls/CA1.json`);
		return Buffer.from(headers.authorization?.slice('Basic '.length) ?? '', 'base64').toString();
	};
	const values = { TWILIO_ACCOUNT_SID: SID, TWILIO_AUTH_TOKEN: 'token' };
	expect(decode(values)).toBe(`${SID}:token`);
	expect(decode({ ...values, TWILIO_API_KEY: 'SK1', TWILIO_API_SECRET: 'secret' })).toBe('SK1:secret');
	expect(() => request({ ...values, TWILIO_API_KEY: 'SK1' })).toThrow(/TWILIO_API_SECRET/);
	expect(() => request({ TWILIO_ACCOUNT_SID: 'SK1' })).toThrow(/TWILIO_ACCOUNT_SID/);
});

test('the account is told by its SID, and what must not be shown is the password', () => {
	const { accountSecret, secrets } = twilio.create({
		values: { TWILIO_ACCOUNT_SID: SID, TWILIO_AUTH_TOKEN: 'token' },
		agent: 'https://example.com/',
	});
	expect([accountSecret, secrets]).toEqual([SID, ['token']]);
});

test('what talks is told by its form', () => {
	expect(readTalk('https://example.com/a')).toEqual({ by: 'Url', url: 'https://example.com/a' });
	expect(readTalk(`AP${'0'.repeat(32)}`)).toEqual({ by: 'ApplicationSid', text: `AP${'0'.repeat(32)}` });
	expect(readTalk('<Response/>')).toEqual({ by: 'Twiml', text: '<Response/>' });
	for (const wrong of ['', 'AP12', 'ftp://example.com/', 'https://', 'agent_1']) {
		expect(() => readTalk(wrong)).toThrow(/expected a URL, an application SID/);
	}
	expect(() => readTalk(`<Response>${'x'.repeat(4_000)}`)).toThrow(/4000/);
});

test('what talks stands in one of three variables, and in one only', () => {
	const agent = (environment: Record<string, string>, given?: string) =>
		readAgent(twilio, given, sources(environment), false);
	expect(agent({ TWILIO_URL: 'https://a.example/' })).toBe('https://a.example/');
	expect(agent({ TWILIO_TWIML: '<Response/>' })).toBe('<Response/>');
	expect(agent({ TWILIO_APPLICATION_SID: 'AP1' })).toBe('AP1');
	expect(() => agent({ TWILIO_URL: 'https://a.example/', TWILIO_TWIML: '<Response/>' })).toThrow(/only one/);
	expect(agent({ TWILIO_URL: 'https://a.example/', TWILIO_TWIML: '<Response/>' }, 'AP2')).toBe('AP2');
	expect(() => agent({})).toThrow(/URL, application SID/);
});

test.each([
	[{}, 'https://api.twilio.com'],
	[{ TWILIO_REGION: 'ie1' }, 'https://api.ie1.twilio.com'],
	[{ TWILIO_EDGE: 'dublin' }, 'https://api.dublin.us1.twilio.com'],
	[{ TWILIO_REGION: 'ie1', TWILIO_EDGE: 'dublin' }, 'https://api.dublin.ie1.twilio.com'],
])('%j is at %s', (values, address) => {
	expect(twilio.baseUrl(values)).toBe(address);
	expect(() => twilio.baseUrl({ TWILIO_REGION: 'a.example/' })).toThrow(/TWILIO_REGION/);
});
