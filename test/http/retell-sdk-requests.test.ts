/** The vendor's own client is the judge: our adapter's requests must be the ones that it sends. */
import Retell from 'retell-sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHttpClient, type HttpClient, type HttpRequest } from '../../src/providers/http.js';
import type { AttemptSpec } from '../../src/providers/provider.js';
import { retellProvider } from '../../src/providers/retell/adapter.js';
import { systemClock } from '../../src/runtime/clock.js';
import { type Recorder, startRecorder } from '../helpers/recorder.js';

const API_KEY = 'key_3f8e47135a29e65947eeb34cf12d';
const ATTEMPT: AttemptSpec = {
	attempt: 'k3v9.2a',
	campaign: 'k3v9',
	contact: 'customer-7',
	to: '+14155550107',
	from: '+14155550100',
	variables: { first_name: 'Zoë', amount: '12,50', note: 'a "quoted"\nword' },
};
/** The SDK describes itself and its fetch in these; the API reads none of them. `host` and `connection` are the transport's. */
const OWN_BUSINESS =
	/^(x-stainless-.*|user-agent|accept-language|accept-encoding|sec-fetch-mode|host|connection|content-length)$/;

let recorder: Recorder;
let sdk: Retell;
let http: HttpClient;

beforeEach(async () => {
	recorder = await startRecorder();
	sdk = new Retell({ apiKey: API_KEY, baseURL: recorder.url, maxRetries: 0 });
	http = createHttpClient({ baseUrl: recorder.url, connections: 1, clock: systemClock });
});

afterEach(async () => {
	await http.close();
	await recorder.close();
});

/** Sends both and compares what arrived. */
async function expectSame(viaSdk: Promise<unknown>, ours: HttpRequest): Promise<void> {
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
	expect(own?.headers).toMatchObject({ authorization: `Bearer ${API_KEY}`, accept: 'application/json' });
	expect(own?.headers['content-type']).toBe(own?.method === 'POST' ? 'application/json' : undefined);
}

test.each([undefined, 'agent_5'])('placing a call, agent %s', async (agent) => {
	const provider = retellProvider({ apiKey: API_KEY, ...(agent === undefined ? {} : { agent }) });
	const parameters: Retell.CallCreatePhoneCallParams = {
		from_number: ATTEMPT.from,
		to_number: ATTEMPT.to,
		retell_llm_dynamic_variables: { ...ATTEMPT.variables },
		metadata: { campaign_id: ATTEMPT.campaign, contact_id: ATTEMPT.contact, attempt_id: ATTEMPT.attempt },
		...(agent === undefined ? {} : { override_agent_id: agent }),
	};
	await expectSame(sdk.call.createPhoneCall(parameters), provider.createCall(ATTEMPT));
});

test('asking for one call', async () => {
	const id = 'call_119c3f8e47135a29e65947eeb34cf12d';
	await expectSame(sdk.call.retrieve(id), retellProvider({ apiKey: API_KEY }).getCall(id));
});

test('asking for a call whose id holds letters that a path cannot', async () => {
	const id = 'call/1?x%2e#é';
	await expectSame(sdk.call.retrieve(id), retellProvider({ apiKey: API_KEY }).getCall(id));
});

test('asking for many calls', async () => {
	const ids = ['call_1', 'call_2', 'call_3'];
	const calls = ids.map((call) => ({ call, to: ATTEMPT.to, from: ATTEMPT.from, since: 0 }));
	const parameters: Retell.CallListParams = {
		filter_criteria: { call_id: { type: 'enum', op: 'in', value: ids } },
		limit: 3,
	};
	await expectSame(sdk.call.list(parameters), retellProvider({ apiKey: API_KEY }).listCalls(calls));
});

test('asking for the call of an attempt', async () => {
	const parameters: Retell.CallListParams = {
		filter_criteria: { metadata: [{ key: 'attempt_id', type: 'string', op: 'eq', value: ATTEMPT.attempt }] },
		limit: 10,
	};
	const ours = retellProvider({ apiKey: API_KEY }).findAttempt?.({ ...ATTEMPT, intendedAt: 0 });
	if (ours === undefined) throw new Error('the adapter does not look for attempts');
	await expectSame(sdk.call.list(parameters), ours);
});

describe('asking whether something is there', () => {
	const asked = retellProvider({ apiKey: API_KEY, agent: 'agent_1' }).inspections?.([ATTEMPT.from]) ?? [];
	const [number, agent] = asked.map(({ request }) => request) as [HttpRequest, HttpRequest];

	test('a caller number', () => expectSame(sdk.phoneNumber.retrieve(ATTEMPT.from), number));
	test('an agent', () => expectSame(sdk.agent.retrieve('agent_1'), agent));
});

test('asking for the concurrency', async () => {
	const ours = retellProvider({ apiKey: API_KEY }).concurrency?.();
	if (ours === undefined) throw new Error('the adapter does not ask for the concurrency');
	await expectSame(sdk.concurrency.retrieve(), ours);
});

test('a base URL with a path means the same place to both', async () => {
	const proxied = new Retell({ apiKey: API_KEY, baseURL: `${recorder.url}/eu/retell/`, maxRetries: 0 });
	await http.close();
	http = createHttpClient({ baseUrl: `${recorder.url}/eu/retell/`, connections: 1, clock: systemClock });
	await expectSame(proxied.call.retrieve('call_1'), retellProvider({ apiKey: API_KEY }).getCall('call_1'));
	expect(recorder.recorded[0]?.path).toBe('/eu/retell/v2/get-call/call_1');
});
