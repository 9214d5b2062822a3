/** The adapter and the HTTP client against the mock provider, over a real socket. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseScenario } from '../../src/mock/scenario.js';
import { type MockServer, startMock } from '../../src/mock/server.js';
import { createHttpClient, type HttpClient, type HttpRequest, type HttpResponse } from '../../src/providers/http.js';
import type { AttemptSpec } from '../../src/providers/provider.js';
import { retellProvider } from '../../src/providers/retell/adapter.js';
import { systemClock, VirtualClock } from '../../src/runtime/clock.js';

/** Every call rings for one second, is answered, and lasts three. */
const SCENARIO = {
	limits: { slots: 2 },
	key: 'key_good',
	calls: {
		ring: { min: '1s', max: '1s' },
		talk: { min: '3s', max: '3s' },
		outcomes: { user_hangup: 1 },
	},
};

const provider = retellProvider({ apiKey: 'key_good' });
let clock: VirtualClock;
let mock: MockServer;
let http: HttpClient;

const spec = (attempt: string): AttemptSpec => ({
	attempt,
	campaign: 'c',
	contact: attempt,
	to: '+14152000001',
	from: '+14150000000',
	variables: { name: 'Ann' },
});

async function ask(request: HttpRequest | undefined): Promise<HttpResponse> {
	if (request === undefined) throw new Error('the adapter has no such request');
	const result = await http.send(request, 30_000);
	if (!result.ok) throw new Error(result.failure.why);
	return result.response;
}

async function place(attempt: string): Promise<string> {
	const reply = provider.readCreate(await ask(provider.createCall(spec(attempt))));
	if (reply.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(reply)}`);
	return reply.call;
}

function taken(call: string) {
	return { call, to: '+14152000001', from: '+14150000000', since: clock.now() };
}

async function find(attempt: string) {
	const lost = { attempt, to: '+14152000001', from: '+14150000000', intendedAt: clock.now() };
	return provider.readFound?.(await ask(provider.findAttempt?.(lost)), lost);
}

beforeEach(async () => {
	clock = new VirtualClock();
	mock = await startMock({ scenario: parseScenario(SCENARIO, 'test'), clock });
	http = createHttpClient({ baseUrl: mock.url, connections: 1, clock: systemClock });
});

afterEach(async () => {
	await http.close();
	await mock.close();
});

test('a call is placed, found by its attempt, followed and seen to end', async () => {
	const call = await place('c.1');
	await place('c.2');
	const live = { call, attempt: 'c.1', end: undefined };
	expect(await find('c.1')).toEqual({ kind: 'placed', call: live.call });
	expect(await find('c.3')).toEqual({ kind: 'absent' });
	expect(provider.readCall(await ask(provider.getCall(call)))).toEqual(live);
	const pickedUpAt = clock.now() + 1_000;
	await clock.advance(5_000);
	const end = {
		reason: 'user_hangup',
		outcome: 'answered',
		startedAt: pickedUpAt,
		endedAt: pickedUpAt + 3_000,
		durationMs: 3_000,
		cost: expect.any(Number),
	};
	expect(provider.readCalls(await ask(provider.listCalls([call, 'call_unknown'].map(taken))))).toEqual({
		views: [{ ...live, end }],
	});
});

test('a call that nobody placed is absent', async () => {
	expect(provider.readCall(await ask(provider.getCall('call_unknown')))).toBe('absent');
});

test('the concurrency is told, and one call too many is refused', async () => {
	const told = async () => provider.readConcurrency?.(await ask(provider.concurrency?.()));
	expect(await told()).toEqual({ limit: 2, live: 0 });
	await place('c.1');
	expect(await told()).toEqual({ limit: 2, live: 1 });
	await place('c.2');
	const refused = provider.readCreate(await ask(provider.createCall(spec('c.3'))));
	expect(refused).toMatchObject({ kind: 'refused', refusal: { message: expect.stringMatching(/^429 /) } });
});

test('a wrong key is the account, on every request', async () => {
	const stranger = retellProvider({ apiKey: 'key_bad' });
	const created = await ask(stranger.createCall(spec('c.1')));
	expect(stranger.readCreate(created)).toMatchObject({ kind: 'rejected', blame: 'account', code: 'http_401' });
	const listed = await ask(stranger.listCalls([taken('call_1')]));
	expect(stranger.readRefusedAccount(listed)).toMatch(/^401 /);
	expect(stranger.readCalls(listed)).toBeUndefined();
});
