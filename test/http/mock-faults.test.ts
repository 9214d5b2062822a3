import { Pool } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/mock/scenario.js';
import { type MockServer, startMock } from '../../src/mock/server.js';
import { type Clock, VirtualClock } from '../../src/runtime/clock.js';
import { UsageError } from '../../src/runtime/errors.js';

let mock: MockServer;
let pool: Pool;
let clock: VirtualClock;

async function start(scenario: object, ownClock: Clock = clock): Promise<void> {
	mock = await startMock({ scenario: parseScenario(scenario, 'test'), clock: ownClock });
	pool = new Pool(mock.url);
}

/** Sends a request and reads its reply to the end. */
async function send(method: 'GET' | 'POST', path: string, body?: object, signal?: AbortSignal) {
	const headers = { authorization: 'Bearer key', 'content-type': 'application/json' };
	const response = await pool.request({ method, path, headers, body: JSON.stringify(body), signal });
	return { status: response.statusCode, text: await response.body.text() };
}

function create(signal?: AbortSignal) {
	const numbers = { from_number: '+14150000000', to_number: '+14152000001' };
	return send('POST', '/v2/create-phone-call', numbers, signal);
}

function read() {
	return send('GET', '/get-concurrency');
}

clock = new VirtualClock();
afterEach(async () => {
	clock = new VirtualClock();
	await pool.destroy();
	await mock.close();
});

/** Starts a request that stays unanswered, lets a second one be answered, then gives the first one up. */
async function expectSilence(request: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
	const giveUp = new AbortController();
	const unanswered = request(giveUp.signal);
	while (mock.truth().faults.hang === undefined && mock.truth().faults['hang-before'] === undefined)
		await truthOverHttp();
	giveUp.abort();
	await expect(unanswered).rejects.toMatchObject({ name: 'AbortError' });
}

function truthOverHttp() {
	return send('GET', '/__truth');
}

describe('a fault of every create request', () => {
	test.each([
		['refuse', 429, false],
		['error-before', 500, false],
		['error-after', 500, true],
		['unavailable', 503, false],
	])('%s: answered %i', async (kind, status, rings) => {
		await start({ faults: [{ kind, probability: 1 }] });
		const reply = await create();
		expect(reply.status).toBe(status);
		expect(JSON.parse(reply.text)).toMatchObject({ status: 'error', message: expect.any(String) });
		expect(mock.truth()).toMatchObject({ creates: 1, calls: rings ? 1 : 0, faults: { [kind]: 1 } });
		expect(mock.truth().refused.random).toBe(status === 429 ? 1 : 0);
	});

	test('garbage: accepted, answered 201 with a body that is no JSON', async () => {
		await start({ faults: [{ kind: 'garbage', probability: 1 }] });
		const reply = await create();
		expect(reply.status).toBe(201);
		expect(() => JSON.parse(reply.text)).toThrow();
		expect(mock.truth()).toMatchObject({ calls: 1, rings: { '+14152000001': 1 } });
	});

	test('truncated: accepted, and the body breaks off', async () => {
		await start({ faults: [{ kind: 'truncated', probability: 1 }] });
		const response = await pool.request({
			method: 'POST',
			path: '/v2/create-phone-call',
			headers: { authorization: 'Bearer key' },
			body: JSON.stringify({ from_number: '+14150000000', to_number: '+14152000001' }),
		});
		expect(response.statusCode).toBe(201);
		await expect(response.body.text()).rejects.toThrow();
		expect(mock.truth().calls).toBe(1);
	});

	test.each([
		['reset-before', 0],
		['reset-after', 1],
	])('%s: the connection breaks, %i calls are accepted', async (kind, calls) => {
		await start({ faults: [{ kind, probability: 1 }] });
		await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect(mock.truth()).toMatchObject({ creates: 1, calls, faults: { [kind]: 1 } });
	});

	test.each([
		['hang-before', 0],
		['hang', 1],
	])('%s: no reply ever comes, %i calls are accepted', async (kind, calls) => {
		await start({ faults: [{ kind, probability: 1 }] });
		await expectSilence(create);
		expect(mock.truth()).toMatchObject({ creates: 1, calls, faults: { [kind]: 1 } });
	});

	test('strikes no reading request', async () => {
		await start({ faults: [{ kind: 'error-before', probability: 1 }] });
		expect((await read()).status).toBe(200);
	});
});

describe('a fault of every reading request', () => {
	const reading = (kind: string) => ({ faults: [{ kind, probability: 1, operation: 'read' }] });

	test.each([
		['refuse', 429],
		['error-before', 500],
		['unavailable', 503],
	])('%s: answered %i, while calls can be placed', async (kind, status) => {
		await start(reading(kind));
		expect((await read()).status).toBe(status);
		expect((await create()).status).toBe(201);
		expect(mock.truth()).toMatchObject({ faults: { [kind]: 1 }, refused: { random: 0 }, reads: { concurrency: 1 } });
	});

	test('garbage keeps its good status', async () => {
		await start(reading('garbage'));
		expect(await read()).toEqual({ status: 200, text: expect.stringContaining('<html>') });
	});

	test('hang: no reply ever comes', async () => {
		await start(reading('hang'));
		await expectSilence((signal) => send('GET', '/get-concurrency', undefined, signal));
	});
});

test('a refusal at random says when to come back, where the scenario tells such things', async () => {
	await start({ headers: 'retry-after-seconds', faults: [{ kind: 'refuse', probability: 1 }] });
	const body = JSON.stringify({ from_number: '+14150000000', to_number: '+14152000001' });
	const headers = { authorization: 'Bearer key' };
	const response = await pool.request({ method: 'POST', path: '/v2/create-phone-call', headers, body });
	await response.body.dump();
	expect(response.headers['retry-after']).toBe('1');
	await clock.advance(999);
	await read();
	expect(mock.truth().violations).toBe(1);
	await clock.advance(1);
	await read();
	expect(mock.truth().violations).toBe(1);
});

test('during an outage every connection breaks, before and after all is well', async () => {
	await start({ faults: [{ kind: 'outage', from: '2s', to: '7s' }] });
	expect((await create()).status).toBe(201);
	await clock.advance(2_000);
	await expect(create()).rejects.toThrow();
	await clock.advance(4_999);
	await expect(create()).rejects.toThrow();
	await clock.advance(1);
	expect((await create()).status).toBe(201);
	expect(mock.truth().calls).toBe(2);
	expect(mock.truth().faults.outage).toBeGreaterThanOrEqual(2);
});

test('an outage swallows replies that are on their way', async () => {
	await start({
		latency: { min: '3s', max: '3s' },
		faults: [{ kind: 'outage', from: '2s', to: '7s' }],
	});
	const unanswered = create();
	const outcome = expect(unanswered).rejects.toThrow();
	while (mock.truth().calls === 0) await truthOverHttp();
	await clock.advance(2_000);
	await outcome;
	expect(mock.truth().calls).toBe(1);
});

test('latency holds the reply back, not the call', async () => {
	await start({ latency: { min: '1s', max: '1s' } });
	const pending = create();
	while (mock.truth().calls === 0) await truthOverHttp();
	await clock.advance(1_000);
	expect((await pending).status).toBe(201);
});

test('closing breaks off hung requests and leaves no timer', async () => {
	let timers = 0;
	const counting: Clock = {
		now: () => clock.now(),
		monotonic: () => clock.monotonic(),
		after(ms, callback) {
			const cancel = clock.after(ms, callback);
			timers += 1;
			return () => {
				timers -= 1;
				cancel();
			};
		},
	};
	const outage = { kind: 'outage', from: '1h', to: '2h' };
	await start({ latency: { min: '1m', max: '1m' }, faults: [{ kind: 'hang', probability: 0.5 }, outage] }, counting);
	const requests = Promise.allSettled(Array.from({ length: 10 }, () => create()));
	while (mock.truth().creates < 10) await truthOverHttp();
	expect(timers).toBeGreaterThan(1);
	await mock.close();
	for (const { status } of await requests) expect(status).toBe('rejected');
	expect(timers).toBe(0);
	await start({});
});

test('a port that is taken is an error a person can act on', async () => {
	await start({});
	const port = Number(new URL(mock.url).port);
	const second = startMock({ scenario: parseScenario({}, 'test'), clock, port });
	await expect(second).rejects.toThrow(UsageError);
	await expect(second).rejects.toThrow(`port ${port}: the port is already in use`);
	await expect(second).rejects.toMatchObject({ hint: 'Choose another port, or port 0 for any free one.' });
});
