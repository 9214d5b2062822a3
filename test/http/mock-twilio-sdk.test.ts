/** The vendor's own client against our mock: it understands every answer. */
import twilio from 'twilio';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseScenario } from '../../src/mock/scenario.js';
import { type MockServer, startMock } from '../../src/mock/server.js';
import { VirtualClock } from '../../src/runtime/clock.js';
import { twilioSdk } from '../helpers/twilio-sdk.js';
import { webhookWay } from '../helpers/webhook-way.js';

const ACCOUNT = 'AC0123456789abcdef0123456789abcdef';
const TOKEN = '0f3e4713a29e65947eeb34cf12dab9c1';
const FROM = '+14150000000';
const URL_OF_CALL = 'https://example.com/voice.xml?attempt_id=a1';
/** Every call rings for one second; who picks up talks for three. */
const SCENARIO = {
	limits: { slots: 7, tells: 'kind' },
	key: `${ACCOUNT}:${TOKEN}`,
	calls: { ring: { min: '1s', max: '1s' }, talk: { min: '3s', max: '3s' }, outcomes: { user_hangup: 1 } },
};

let clock: VirtualClock;
let mock: MockServer;
let sdk: twilio.Twilio;

async function start(scenario: object): Promise<void> {
	clock = new VirtualClock();
	mock = await startMock({ scenario: parseScenario(scenario, 'test'), clock, provider: 'twilio' });
	sdk = twilioSdk(mock.url, ACCOUNT, TOKEN);
}

async function restart(scenario: object): Promise<void> {
	await mock.close();
	await start({ ...SCENARIO, ...scenario });
}

function place(callee: number, from = FROM) {
	return sdk.calls.create({ to: `+1415200000${callee}`, from, url: URL_OF_CALL });
}

/** Moments are told in whole seconds. */
function second(at: number): Date {
	return new Date(Math.floor(at / 1_000) * 1_000);
}

beforeEach(() => start(SCENARIO));
afterEach(() => mock.close());

test('places a call, and knows it by its attempt', async () => {
	const call = await place(1);
	expect(call).toMatchObject({
		sid: expect.stringMatching(/^CA[0-9a-f]{32}$/),
		accountSid: ACCOUNT,
		to: '+14152000001',
		from: FROM,
		status: 'queued',
		direction: 'outbound-api',
		queueTime: '0',
		dateCreated: second(clock.now()),
		startTime: null,
		endTime: null,
		duration: null,
		price: null,
		uri: `/2010-04-01/Accounts/${ACCOUNT}/Calls/${call.sid}.json`,
	});
	expect(mock.truth()).toMatchObject({ rings: { '+14152000001': 1 }, attempts: { a1: 1 }, longestQueueMs: 0 });
});

test('a call can be followed from ringing to its end', async () => {
	const startedAt = clock.now();
	const { sid } = await place(1);
	expect(await sdk.calls(sid).fetch()).toMatchObject({ status: 'ringing', startTime: second(startedAt) });
	await clock.advance(1_000);
	expect(await sdk.calls(sid).fetch()).toMatchObject({ status: 'in-progress', endTime: null });
	await clock.advance(3_000);
	const over = { status: 'completed', endTime: second(startedAt + 4_000), duration: '3' };
	expect(await sdk.calls(sid).fetch()).toMatchObject({ ...over, price: null });
	await clock.advance(1_000);
	expect(await sdk.calls(sid).fetch()).toMatchObject({ ...over, price: '-0.01400', priceUnit: 'USD' });
});

test.each([
	['dial_busy', 'busy'],
	['dial_no_answer', 'no-answer'],
	['dial_failed', 'failed'],
	['invalid_destination', 'failed'],
	['error_unknown', 'failed'],
	['voicemail_reached', 'completed'],
])('%s ends as %s', async (reason, status) => {
	await restart({ calls: { ...SCENARIO.calls, outcomes: { [reason]: 1 } } });
	const { sid } = await place(1);
	await clock.advance(10_000);
	expect((await sdk.calls(sid).fetch()).status).toBe(status);
});

test('calls beyond the calls per second are taken, and wait for their turn', async () => {
	await restart({ limits: { queue: { calls: 2, per: '1s' } } });
	const calls = [];
	for (let callee = 1; callee <= 5; callee += 1) calls.push(await place(callee));
	expect(calls.map((call) => call.queueTime)).toEqual(['0', '500', '1000', '1500', '2000']);
	const states = async () => (await sdk.calls.list()).map((call) => call.status).reverse();
	expect(await states()).toEqual(['ringing', 'queued', 'queued', 'queued', 'queued']);
	await clock.advance(1_000);
	expect(await states()).toEqual(['in-progress', 'ringing', 'ringing', 'queued', 'queued']);
	await clock.advance(5_000);
	expect(await states()).toEqual(Array(5).fill('completed'));
	expect(mock.truth().longestQueueMs).toBe(2_000);
	expect((await place(6)).queueTime).toBe('0');
});

test('a call that waits can be called off, and then nobody was rung', async () => {
	await restart({ limits: { queue: { calls: 1, per: '10s' } } });
	const [first, next] = [await place(1), await place(2)];
	const canceled = await sdk.calls(next.sid).update({ status: 'canceled' });
	expect(canceled).toMatchObject({ status: 'canceled', startTime: null, endTime: second(clock.now()), price: null });
	expect(mock.truth().rings).toEqual({ '+14152000001': 1 });
	await clock.advance(2_000);
	expect(await sdk.calls(first.sid).update({ status: 'canceled' })).toMatchObject({ status: 'in-progress' });
	expect(await sdk.calls(first.sid).update({ status: 'completed' })).toMatchObject({
		status: 'completed',
		duration: '1',
	});
	await clock.advance(20_000);
	expect((await sdk.calls(next.sid).fetch()).status).toBe('canceled');
});

test('a call that rings can be called off, but it has rung', async () => {
	const { sid } = await place(1);
	await clock.advance(500);
	const canceled = await sdk.calls(sid).update({ status: 'canceled' });
	expect(canceled).toMatchObject({ status: 'canceled', duration: '0' });
	expect(canceled.startTime).toBeInstanceOf(Date);
	expect(mock.truth().rings).toEqual({ '+14152000001': 1 });
});

describe('what is refused', () => {
	const failing = (wanted: Promise<unknown>) => wanted.then(() => undefined).catch((error) => error);

	test('a call beyond the slots', async () => {
		for (let callee = 1; callee <= 7; callee += 1) await place(callee);
		expect(await failing(place(8))).toMatchObject({ code: 10_004, message: 'Call concurrency limit exceeded' });
	});

	test('too many requests', async () => {
		await restart({ faults: [{ kind: 'refuse', probability: 1 }] });
		expect(await failing(place(1))).toMatchObject({ status: 429, code: 20_429 });
	});

	test('wrong credentials, and calls that are not there', async () => {
		const stranger = twilioSdk(mock.url, ACCOUNT, 'another');
		expect(await failing(stranger.calls.list())).toMatchObject({ status: 401, code: 20_003 });
		const unknown = sdk.calls('CA0123456789abcdef0123456789abcdef').fetch();
		const error = await failing(unknown);
		expect(error).toMatchObject({ status: 404, code: 20_404, moreInfo: 'https://www.twilio.com/docs/errors/20404' });
		expect(error).toBeInstanceOf(twilio.RestException);
	});

	test('callers that the account does not own', async () => {
		await restart({ numbers: [FROM] });
		expect(await failing(place(1, '+14159999999'))).toMatchObject({ status: 400, code: 21_210 });
		expect(await failing(place(1))).toBeUndefined();
	});

	test.each([
		[21_211, { to: '555' }],
		[21_212, { from: 'Ann' }],
		[21_201, { to: '' }],
		[21_213, { from: '' }],
		[21_205, { url: 'example.com' }],
		[21_205, { url: undefined }],
		[21_218, { url: undefined, applicationSid: 'AP1' }],
		[20_001, { url: undefined, twiml: `<Response>${'x'.repeat(4_000)}` }],
	])('with code %i: %j', async (code, wrong) => {
		const wanted = { to: '+14152000001', from: FROM, url: URL_OF_CALL, ...wrong };
		expect(await failing(sdk.calls.create(wanted as Parameters<typeof sdk.calls.create>[0]))).toMatchObject({ code });
		expect(mock.truth()).toMatchObject({ calls: 0, rejected: 1 });
	});

	test('a body that is no form names no number', async () => {
		const { status } = await fetch(`${mock.url}/2010-04-01/Accounts/${ACCOUNT}/Calls.json`, {
			method: 'POST',
			headers: {
				authorization: `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`,
				'content-type': 'application/json',
			},
			body: JSON.stringify({ To: '+14152000001', From: FROM, Url: URL_OF_CALL }),
		});
		expect(status).toBe(400);
	});
});

describe('the list', () => {
	let sids: string[];

	beforeEach(async () => {
		sids = [];
		for (let callee = 1; callee <= 5; callee += 1) {
			sids.push((await place(callee, callee <= 2 ? FROM : '+14150000001')).sid);
			await clock.advance(1_000);
		}
	});

	const sidsOf = (calls: readonly { sid: string }[]) => calls.map((call) => call.sid);

	test('holds all calls, the newest first', async () => {
		expect(sidsOf(await sdk.calls.list())).toEqual(sids.toReversed());
	});

	test('answers for numbers and status, joined by AND', async () => {
		expect(sidsOf(await sdk.calls.list({ to: '+14152000003' }))).toEqual([sids[2]]);
		expect(sidsOf(await sdk.calls.list({ from: FROM }))).toEqual([sids[1], sids[0]]);
		expect(await sdk.calls.list({ to: '+14152000003', from: FROM })).toEqual([]);
		expect(sidsOf(await sdk.calls.list({ status: 'completed' }))).toEqual([sids[1], sids[0]]);
		expect(sidsOf(await sdk.calls.list({ status: 'in-progress', from: FROM }))).toEqual([]);
	});

	test('is read page by page, within a filter too', async () => {
		expect(sidsOf(await sdk.calls.list({ pageSize: 2 }))).toEqual(sids.toReversed());
		expect(sidsOf(await sdk.calls.list({ pageSize: 2, from: '+14150000001' }))).toEqual([sids[4], sids[3], sids[2]]);
		const reads = mock.truth().reads.list;
		const first = await sdk.calls.page({ pageSize: 2 });
		await place(6);
		const second = await first.nextPage();
		expect(sidsOf(second?.instances ?? [])).toEqual([sids[2], sids[1]]);
		const third = await second?.nextPage();
		expect(sidsOf(third?.instances ?? [])).toEqual([sids[0]]);
		expect(third?.nextPage()).toBeUndefined();
		expect(mock.truth().reads.list).toBe(reads + 3);
	});

	test('says which question the mock cannot answer', async () => {
		await expect(sdk.calls.list({ startTimeAfter: new Date() })).rejects.toThrow(/StartTime/);
	});
});

test('a call appears in lists only when their lag is over', async () => {
	await restart({ listLag: '5s' });
	const { sid } = await place(1);
	await clock.advance(4_999);
	expect(await sdk.calls.list({ to: '+14152000001' })).toEqual([]);
	await expect(sdk.calls(sid).fetch()).rejects.toMatchObject({ status: 404 });
	await clock.advance(1);
	expect(await sdk.calls.list({ to: '+14152000001' })).toHaveLength(1);
});

test('shows the account, its numbers and those that it has verified', async () => {
	await restart({ numbers: [FROM, '+14150000001'], verified: ['+14150000002'] });
	expect(await sdk.api.v2010.accounts(ACCOUNT).fetch()).toMatchObject({ sid: ACCOUNT, status: 'active', type: 'Full' });
	const own = await sdk.incomingPhoneNumbers.list({ phoneNumber: FROM });
	expect(own).toMatchObject([{ phoneNumber: FROM, capabilities: { voice: true } }]);
	expect(await sdk.incomingPhoneNumbers.list({ phoneNumber: '+14150000002' })).toEqual([]);
	const verified = await sdk.outgoingCallerIds.list({ phoneNumber: '+14150000002' });
	expect(verified).toMatchObject([{ phoneNumber: '+14150000002' }]);
	expect(await place(1, '+14150000002')).toMatchObject({ from: '+14150000002' });
});

test('signs what it tells of a call by itself so that the SDK takes it for the vendor’s', async () => {
	const way = await webhookWay();
	way.onPassing = () => [];
	const url = `${way.url}/calls?lang=en`;
	const { sid } = await sdk.calls.create({
		to: '+14152000001',
		from: FROM,
		url: URL_OF_CALL,
		statusCallback: url,
		statusCallbackEvent: ['answered', 'completed'],
		statusCallbackMethod: 'POST',
	});
	for (let events = 1; events <= 2; events += 1) {
		await clock.advance(events * 2_000);
		await vi.waitFor(() => expect(way.passed).toHaveLength(events));
	}
	const told = way.passed.map(({ headers, body }) => {
		const form = Object.fromEntries(new URLSearchParams(body));
		expect(twilio.validateRequest(TOKEN, headers['x-twilio-signature'] ?? '', url, form)).toBe(true);
		return form;
	});
	expect(told).toMatchObject([
		{ CallSid: sid, CallStatus: 'in-progress', SequenceNumber: '0' },
		{ CallSid: sid, CallStatus: 'completed', SequenceNumber: '1', CallDuration: '3', AccountSid: ACCOUNT },
	]);
});
