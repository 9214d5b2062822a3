/** The vendor's own client is the judge: our adapter's requests must be the ones that it sends. */
import { type Vapi, VapiClient } from '@vapi-ai/server-sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHttpClient, type HttpClient, type HttpRequest } from '../../src/providers/http.js';
import type { AttemptSpec } from '../../src/providers/provider.js';
import { vapiProvider } from '../../src/providers/vapi/adapter.js';
import { systemClock } from '../../src/runtime/clock.js';
import { type Recorder, startRecorder } from '../helpers/recorder.js';

const API_KEY = 'b0b1c2d3-private-key';
const ASSISTANT = '4a170597-a0c2-4657-8c32-cb93f080cead';
const NUMBER = 'c6ea6cb0-0dfb-4a65-918f-6a33abb54b64';
const SINCE = Date.UTC(2026, 0, 5, 9);
const ATTEMPT: AttemptSpec = {
	attempt: '0123456789abcdef.2a',
	campaign: '0123456789abcdef',
	contact: 'customer-7',
	to: '+14155550107',
	from: NUMBER,
	variables: { first_name: 'Zoë', amount: '12,50', note: 'a "quoted"\nword' },
};
/** The SDK describes itself and its fetch in these; the API reads none of them. `host` and `connection` are the transport's. */
const OWN_BUSINESS =
	/^(x-fern-.*|user-agent|accept|accept-language|accept-encoding|sec-fetch-mode|host|connection|content-length)$/;

let recorder: Recorder;
let sdk: VapiClient;
let http: HttpClient;
const provider = vapiProvider({ apiKey: API_KEY, assistant: ASSISTANT });

beforeEach(async () => {
	recorder = await startRecorder();
	sdk = new VapiClient({ token: API_KEY, baseUrl: recorder.url, maxRetries: 0 });
	http = createHttpClient({ baseUrl: recorder.url, connections: 1, clock: systemClock });
});

afterEach(async () => {
	await http.close();
	await recorder.close();
});

/** Sends both and compares what arrived. */
async function expectSame(viaSdk: PromiseLike<unknown>, ours: HttpRequest | undefined): Promise<void> {
	if (ours === undefined) throw new Error('the adapter has no such request');
	await viaSdk;
	expect(await http.send(ours, 30_000)).toMatchObject({ ok: true });
	expect(recorder.recorded).toHaveLength(2);
	const [theirs, own] = recorder.recorded.map(({ method, path, headers, body }) => ({
		method,
		path,
		headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_BUSINESS.test(name))),
		body: body === '' ? undefined : JSON.parse(body),
	}));
	expect(own).toEqual(theirs);
	expect(own?.headers).toMatchObject({ authorization: `Bearer ${API_KEY}` });
	expect(own?.headers['content-type']).toBe(own?.method === 'POST' ? 'application/json' : undefined);
}

/** The call of `ATTEMPT`, in the SDK's words. `overrides`: of the assistant, beside its variables. */
function wanted(overrides: Partial<Vapi.AssistantOverrides> = {}): Vapi.CreateCallDto {
	return {
		name: ATTEMPT.attempt,
		assistantId: ASSISTANT,
		assistantOverrides: {
			variableValues: { ...ATTEMPT.variables },
			metadata: { campaign_id: ATTEMPT.campaign, contact_id: ATTEMPT.contact, attempt_id: ATTEMPT.attempt },
			...overrides,
		},
		phoneNumberId: NUMBER,
		customer: { number: ATTEMPT.to, externalId: ATTEMPT.attempt },
	};
}

test('placing a call', async () => {
	await expectSame(sdk.calls.create(wanted()), provider.createCall(ATTEMPT));
});

test.each([
	[
		{ webhookCredential: 'd0e1f2a3-0000-4000-8000-000000000001' },
		{ credentialId: 'd0e1f2a3-0000-4000-8000-000000000001' },
	],
	[{ webhookSecret: 'secret_1' }, { headers: { 'X-Vapi-Secret': 'secret_1' } }],
])('placing a call that is to be told of elsewhere, vouched for by %j', async (vouched, server) => {
	const webhookUrl = 'https://calls.example.com/hooks';
	const telling = vapiProvider({ apiKey: API_KEY, assistant: ASSISTANT, webhookUrl, ...vouched });
	const overrides = { server: { url: webhookUrl, ...server } };
	await expectSame(sdk.calls.create(wanted(overrides)), telling.createCall(ATTEMPT));
});

test('an attempt id that is too long for a label travels as metadata alone', async () => {
	const attempt = 'a'.repeat(41);
	const wanted: Vapi.CreateCallDto = {
		assistantId: ASSISTANT,
		assistantOverrides: {
			variableValues: {},
			metadata: { campaign_id: ATTEMPT.campaign, contact_id: ATTEMPT.contact, attempt_id: attempt },
		},
		phoneNumberId: NUMBER,
		customer: { number: ATTEMPT.to },
	};
	await expectSame(sdk.calls.create(wanted), provider.createCall({ ...ATTEMPT, attempt, variables: {} }));
});

test.each(['019a9046-121e-766d-bd1f-84f3ccc309c1', 'call/1?x%2e#é'])('asking for one call: %s', async (id) => {
	await expectSame(sdk.calls.get({ id }), provider.getCall(id));
});

const followed = (call: string, from: string, since: number) => ({ call, to: ATTEMPT.to, from, since });

test('following one call', async () => {
	const id = '019a9046-121e-766d-bd1f-84f3ccc309c1';
	await expectSame(sdk.calls.list({ id }), provider.listCalls([followed(id, NUMBER, SINCE)]));
});

test('following calls of one number', async () => {
	const asked: Vapi.ListCallsRequest = { phoneNumberId: NUMBER, limit: 100, createdAtGe: '2026-01-05T08:58:00.000Z' };
	const calls = [followed('a', NUMBER, SINCE + 5_000), followed('b', NUMBER, SINCE)];
	await expectSame(sdk.calls.list(asked), provider.listCalls(calls));
});

test('following calls of several numbers', async () => {
	const asked: Vapi.ListCallsRequest = { limit: 100, createdAtGe: '2026-01-05T08:58:00.000Z' };
	const calls = [followed('a', NUMBER, SINCE), followed('b', 'other', SINCE)];
	await expectSame(sdk.calls.list(asked), provider.listCalls(calls));
});

test.each([
	[`caller number ${NUMBER}`, () => sdk.phoneNumbers.get({ id: NUMBER })],
	[`assistant ${ASSISTANT}`, () => sdk.assistants.get({ id: ASSISTANT })],
])('asking whether it is there: %s', async (what, viaSdk) => {
	const asked = provider.inspections?.([NUMBER]).find((inspection) => inspection.what === what);
	await expectSame(viaSdk(), asked?.request);
});

test('looking for a lost attempt', async () => {
	const asked: Vapi.ListCallsRequest = {
		phoneNumberId: NUMBER,
		limit: 100,
		createdAtGe: '2026-01-05T08:58:00.000Z',
		createdAtLe: '2026-01-05T09:10:00.000Z',
	};
	await expectSame(sdk.calls.list(asked), provider.findAttempt?.({ ...ATTEMPT, intendedAt: SINCE }));
});
