/** The vendor's own client is the judge: our adapter's requests must be the ones that it sends. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHttpClient, type HttpClient, type HttpRequest } from '../../src/providers/http.js';
import type { AttemptSpec } from '../../src/providers/provider.js';
import { twilioProvider } from '../../src/providers/twilio/adapter.js';
import { readTalk, talkField } from '../../src/providers/twilio/talk.js';
import { systemClock } from '../../src/runtime/clock.js';
import { type Recorder, startRecorder } from '../helpers/recorder.js';
import { twilioSdk } from '../helpers/twilio-sdk.js';

const ACCOUNT = 'AC0123456789abcdef0123456789abcdef';
const TOKEN = '0f3e4713a29e65947eeb34cf12dab9c1';
const SID = 'CA0123456789abcdef0123456789abcdef';
const ATTEMPT: AttemptSpec = {
	attempt: 'k3v9.2a',
	campaign: 'k3v9',
	contact: 'customer-7',
	to: '+14155550107',
	from: '+14155550100',
	variables: { first_name: 'Zoë', amount: '12,50', note: 'a "quoted" & (odd) word!' },
};
/** The SDK describes itself in these; the API reads none of them. `host` and `connection` are the transport's. */
const OWN_BUSINESS = /^(user-agent|accept-charset|accept-encoding|host|connection|content-length)$/;
const CALL = { sid: SID, status: 'queued' };

let recorder: Recorder;
let http: HttpClient;

beforeEach(async () => {
	recorder = await startRecorder(({ method }) => {
		const next_page_uri = `/2010-04-01/Accounts/${ACCOUNT}/Calls.json?PageSize=1&Page=1&PageToken=PA${SID}`;
		const body = { ...CALL, calls: [CALL], next_page_uri, page: 0, page_size: 1 };
		return { status: method === 'POST' ? 201 : 200, body: JSON.stringify(body) };
	});
	http = createHttpClient({ baseUrl: recorder.url, connections: 1, clock: systemClock });
});

afterEach(async () => {
	await http.close();
	await recorder.close();
});

const sdk = () => twilioSdk(recorder.url, ACCOUNT, TOKEN);
const adapter = (agent = 'https://example.com/voice.xml?lang=en', user = ACCOUNT) =>
	twilioProvider({ accountSid: ACCOUNT, user, password: TOKEN, talk: readTalk(agent) });

function queryOf(path = ''): URLSearchParams {
	return new URL(path, 'http://recorder').searchParams;
}

/** Compares the last two requests: one of the SDK's and one of ours. */
async function expectSame(ours: HttpRequest | undefined): Promise<void> {
	if (ours === undefined) throw new Error('the adapter has no such request');
	expect(await http.send(ours, 30_000)).toMatchObject({ ok: true });
	const [theirs, own] = recorder.recorded.slice(-2).map(({ method, path, headers, body }) => ({
		method,
		path: path.split('?', 1)[0],
		query: Object.fromEntries(queryOf(path)),
		headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_BUSINESS.test(name))),
		form: [...new URLSearchParams(body)].sort(),
	}));
	expect(recorder.recorded.length).toBeGreaterThanOrEqual(2);
	expect(own).toEqual(theirs);
	expect(own?.headers.authorization).toMatch(/^Basic /);
	expect(own?.headers.accept).toBe('application/json');
}

test.each([
	['url', 'https://example.com/voice.xml?lang=en'],
	['twiml', '<Response><Say>Grüße &amp; "more"</Say></Response>'],
	['applicationSid', 'AP0123456789abcdef0123456789abcdef'],
])('placing a call with %s', async (name, agent) => {
	const ours = adapter(agent).createCall(ATTEMPT);
	const asked = new URL(agent.startsWith('http') ? agent : 'https://unused.example/');
	const ids = { campaign_id: ATTEMPT.campaign, contact_id: ATTEMPT.contact, attempt_id: ATTEMPT.attempt };
	for (const [key, value] of Object.entries({ ...ATTEMPT.variables, ...ids })) asked.searchParams.append(key, value);
	const talk = name === 'url' ? asked.href : agent;
	await sdk().calls.create({ to: ATTEMPT.to, from: ATTEMPT.from, [name]: talk });
	await expectSame(ours);
	expect(new URLSearchParams(recorder.recorded[1]?.body).get('To')).toBe(ATTEMPT.to);
});

test.each([
	['url', 'https://example.com/voice.xml'],
	['twiml', '<Response/>'],
])('placing a call with %s whose end is to be told', async (name, agent) => {
	const webhookUrl = 'https://dialer.example/hooks?a=1';
	const provider = twilioProvider({
		accountSid: ACCOUNT,
		user: ACCOUNT,
		password: TOKEN,
		talk: readTalk(agent),
		webhookUrl,
	});
	const talk = talkField(readTalk(agent), ATTEMPT)[1];
	await sdk().calls.create({
		to: ATTEMPT.to,
		from: ATTEMPT.from,
		[name]: talk,
		statusCallback: webhookUrl,
		statusCallbackEvent: ['completed'],
		statusCallbackMethod: 'POST',
	});
	await expectSame(provider.createCall(ATTEMPT));
});

test('an application is not told where to send, for that would be ignored', () => {
	const talk = readTalk('AP0123456789abcdef0123456789abcdef');
	const options = { accountSid: ACCOUNT, user: ACCOUNT, password: TOKEN, talk };
	const told = twilioProvider({ ...options, webhookUrl: 'https://dialer.example/hooks' });
	expect(told.createCall(ATTEMPT)).toEqual(twilioProvider(options).createCall(ATTEMPT));
});

test('with an API key', async () => {
	await twilioSdk(recorder.url, ACCOUNT, TOKEN, 'SK0123').calls(SID).fetch();
	await expectSame(adapter(undefined, 'SK0123').getCall(SID));
});

test('asking for one call', async () => {
	await sdk().calls(SID).fetch();
	await expectSame(adapter().getCall(SID));
});

test('calling off a call', async () => {
	await sdk().calls(SID).update({ status: 'canceled' });
	await expectSame(adapter().cancelCall?.(SID));
});

test('asking for many calls, and for the page that follows', async () => {
	const page = await sdk().calls.page({ pageSize: 50 });
	const followed = [{ call: SID, to: ATTEMPT.to, from: ATTEMPT.from, since: 0 }];
	await expectSame(adapter().listCalls(followed));

	const answer = await http.send(adapter().listCalls(followed), 30_000);
	await page.nextPage();
	await expectSame(answer.ok ? adapter().readCalls(answer.response, followed)?.next : undefined);
	expect(queryOf(recorder.recorded.at(-1)?.path).get('PageToken')).toBe(`PA${SID}`);
});

test('asking for the calls between two numbers', async () => {
	await sdk().calls.page({ to: ATTEMPT.to, from: ATTEMPT.from, pageSize: 1_000 });
	await expectSame(adapter().findAttempt?.({ ...ATTEMPT, intendedAt: 0 }));
});

test('asking whether account and caller number are there', async () => {
	const [account, caller] = adapter().inspections?.([ATTEMPT.from]) ?? [];
	await sdk().api.v2010.accounts(ACCOUNT).fetch();
	await expectSame(account?.request);
	await sdk().incomingPhoneNumbers.page({ phoneNumber: ATTEMPT.from });
	await expectSame(caller?.request);
	const none = { status: 200, body: '{"incoming_phone_numbers":[]}', headers: {}, receivedAt: 0, latencyMs: 0 };
	const next = caller?.read(none);
	await sdk().outgoingCallerIds.page({ phoneNumber: ATTEMPT.from });
	await expectSame(next?.kind === 'more' ? next.request : undefined);
});
