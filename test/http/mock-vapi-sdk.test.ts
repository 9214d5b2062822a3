/** The vendor's own client against the mock. */
import { type Vapi, VapiClient, VapiError } from '@vapi-ai/server-sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseScenario } from '../../src/mock/scenario.js';
import { type MockServer, startMock } from '../../src/mock/server.js';
import { VirtualClock } from '../../src/runtime/clock.js';

/** Every call rings for one second; who picks up talks for three. */
const SCENARIO = {
	limits: { slots: 3, full: 'end' },
	key: 'key_good',
	calls: { ring: { min: '1s', max: '1s' }, talk: { min: '3s', max: '3s' }, outcomes: { user_hangup: 1 } },
};
const ASSISTANT = '4a170597-a0c2-4657-8c32-cb93f080cead';
const NUMBER = 'c6ea6cb0-0dfb-4a65-918f-6a33abb54b64';

let clock: VirtualClock;
let mock: MockServer;
let vapi: VapiClient;

async function start(scenario: object): Promise<void> {
	clock = new VirtualClock();
	mock = await startMock({ scenario: parseScenario(scenario, 'test'), clock, provider: 'vapi' });
	vapi = new VapiClient({ token: 'key_good', baseUrl: mock.url, maxRetries: 0 });
}

/** Beside the call, the answer tells of limits, which the SDK's type of a single call leaves out. */
async function place(callee: number, more: Partial<Vapi.CreateCallDto> = {}) {
	const wanted = { assistantId: ASSISTANT, phoneNumberId: NUMBER, customer: { number: `+1415200000${callee}` } };
	const created = await vapi.calls.create({ ...wanted, ...more });
	return created as Vapi.Call & { subscriptionLimits: Vapi.SubscriptionLimits };
}

const at = (ms: number) => new Date(ms).toISOString();
const statusOf = (failed: unknown) => (failed as VapiError).statusCode;

beforeEach(() => start(SCENARIO));
afterEach(() => mock.close());

test('places a call, gives back what was sent with it and tells the limit of live calls', async () => {
	const customer = { number: '+14152000001', externalId: 'c.1', name: 'Ann' };
	const assistantOverrides = { variableValues: { name: 'Ann' }, metadata: { row: 7 } };
	const call = await place(1, { name: 'c.1', customer, assistantOverrides });
	expect(call).toMatchObject({
		id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
		type: 'outboundPhoneCall',
		status: 'queued',
		createdAt: at(clock.now()),
		assistantId: ASSISTANT,
		phoneNumberId: NUMBER,
		name: 'c.1',
		customer,
		assistantOverrides,
		subscriptionLimits: { concurrencyBlocked: false, concurrencyLimit: 3, remainingConcurrentCalls: 2 },
	});
	expect(mock.truth().attempts).toEqual({ 'c.1': 1 });
});

test('a call can be followed from ringing to its end', async () => {
	const startedAt = clock.now();
	const { id } = await place(1);
	expect(await vapi.calls.get({ id })).toMatchObject({ status: 'ringing' });
	await clock.advance(1_000);
	expect(await vapi.calls.get({ id })).toMatchObject({ status: 'in-progress', startedAt: at(startedAt + 1_000) });
	await clock.advance(3_000);
	expect(await vapi.calls.get({ id })).toMatchObject({
		status: 'ended',
		startedAt: at(startedAt + 1_000),
		endedAt: at(startedAt + 4_000),
		updatedAt: at(startedAt + 4_000),
		endedReason: 'customer-ended-call',
		cost: 0.006,
	});
});

test('takes a call beyond its lines and ends it without ringing', async () => {
	for (let callee = 1; callee <= 3; callee += 1) await place(callee);
	const blocked = await place(4);
	expect(blocked.subscriptionLimits).toEqual({
		concurrencyBlocked: true,
		concurrencyLimit: 3,
		remainingConcurrentCalls: 0,
	});
	expect(await vapi.calls.get({ id: blocked.id })).toMatchObject({
		status: 'ended',
		endedReason: 'call.start.error-subscription-concurrency-limit-reached',
	});
	expect(mock.truth()).toMatchObject({ calls: 3, livePeak: 3, refused: { slots: 1 } });
	expect(mock.truth().rings).not.toHaveProperty('+14152000004');
});

test('or refuses it, where the scenario says so', async () => {
	await mock.close();
	await start({ limits: { slots: 1, tells: 'kind' } });
	await place(1);
	const refused = await place(2).catch((error) => error);
	expect([statusOf(refused), refused.body.message]).toEqual([400, 'Over Concurrency Limit.']);
});

test('a wrong request is told field by field', async () => {
	const complaints = async (more: object) => {
		const failed = await place(1, more).catch((error) => error);
		expect(statusOf(failed)).toBe(400);
		expect(failed.body).toMatchObject({ error: 'Bad Request', statusCode: 400 });
		return failed.body.message;
	};
	expect(await complaints({ customer: { number: '555' } })).toEqual([
		'customer.number must be a valid phone number in the E.164 format',
	]);
	const customer = { number: '+14152000001', externalId: 'x'.repeat(41) };
	expect(await complaints({ customer })).toEqual([
		'customer.externalId must be shorter than or equal to 40 characters',
	]);
	expect(await complaints({ metadata: {} })).toEqual(['property metadata should not exist']);
	expect(await complaints({ assistantId: 'mine' })).toEqual(['assistantId must be a UUID']);
	expect(mock.truth().calls).toBe(0);
});

test('errors are those of the API', async () => {
	const stranger = new VapiClient({ token: 'key_bad', baseUrl: mock.url, maxRetries: 0 });
	expect(statusOf(await stranger.calls.list().catch((error) => error))).toBe(401);
	const missing = await vapi.calls.get({ id: '019a9046-121e-766d-bd1f-84f3ccc309c1' }).catch((error) => error);
	expect(missing).toBeInstanceOf(VapiError);
	expect(statusOf(missing)).toBe(404);
});

test('the list holds the newest first and can be asked for ids, callers and moments', async () => {
	const ids: string[] = [];
	for (let callee = 1; callee <= 3; callee += 1) {
		ids.push((await place(callee)).id);
		await clock.advance(1_000);
	}
	const [first = '', second, third] = ids;
	const list = async (asked?: Vapi.ListCallsRequest) => (await vapi.calls.list(asked)).map(({ id }) => id);
	expect(await list()).toEqual([third, second, first]);
	expect(await list({ limit: 2 })).toEqual([third, second]);
	expect(await list({ id: first })).toEqual([first]);
	expect(await list({ phoneNumberId: ASSISTANT })).toEqual([]);
	expect(await list({ assistantId: ASSISTANT, phoneNumberId: NUMBER })).toEqual([third, second, first]);
	const secondAt = at(clock.now() - 2_000);
	expect(await list({ createdAtGe: secondAt })).toEqual([third, second]);
	expect(await list({ createdAtGt: secondAt })).toEqual([third]);
	expect(await list({ createdAtLe: secondAt })).toEqual([second, first]);
	expect(await list({ createdAtLt: secondAt })).toEqual([first]);
	expect(statusOf(await list({ limit: 1_001 }).catch((error) => error))).toBe(400);
	expect(statusOf(await list({ createdAtLe: 'soon' }).catch((error) => error))).toBe(400);
});

test('a call appears only when the lag is over', async () => {
	await mock.close();
	await start({ ...SCENARIO, listLag: '5s' });
	const { id } = await place(1);
	await clock.advance(4_999);
	expect(await vapi.calls.list()).toEqual([]);
	await clock.advance(1);
	expect(await vapi.calls.list()).toMatchObject([{ id, status: 'ended' }]);
});
