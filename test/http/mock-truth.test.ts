import { Pool } from 'undici';
import { afterEach, expect, test } from 'vitest';
import { parseScenario } from '../../src/mock/scenario.js';
import { type MockServer, startMock } from '../../src/mock/server.js';
import type { Truth } from '../../src/mock/truth.js';
import { VirtualClock } from '../../src/runtime/clock.js';

const LONG_CALLS = { talk: { min: '1h', max: '1h' }, outcomes: { user_hangup: 1 } };

const clock = new VirtualClock();
let mock: MockServer;
let pool: Pool;

async function start(scenario: object, seed?: number): Promise<void> {
	mock = await startMock({ scenario: parseScenario({ calls: LONG_CALLS, ...scenario }, 'test'), clock, seed });
	pool = new Pool(mock.url);
}

afterEach(async () => {
	await pool.destroy();
	await mock.close();
});

/** Status of the reply, or undefined when there was none that could be read. */
async function create(to: string, attempt?: unknown, from = '+14150000000'): Promise<number | undefined> {
	const body = JSON.stringify({ from_number: from, to_number: to, metadata: { attempt_id: attempt } });
	const headers = { authorization: 'Bearer key' };
	try {
		const response = await pool.request({ method: 'POST', path: '/v2/create-phone-call', headers, body });
		await response.body.json();
		return response.statusCode;
	} catch {
		return undefined;
	}
}

async function truthOverHttp(path = '/__truth'): Promise<Partial<Truth>> {
	const { body, headers } = await pool.request({ method: 'GET', path });
	expect(headers['content-type']).toBe('application/json');
	return (await body.json()) as Partial<Truth>;
}

test('a fresh mock has nothing to tell but its start', async () => {
	await start({});
	expect(mock.truth()).toEqual({
		rings: {},
		attempts: {},
		callers: {},
		duplicates: [],
		calls: 0,
		creates: 0,
		refused: { slots: 0, rate: 0, random: 0 },
		rejected: 0,
		faults: {},
		live: 0,
		livePeak: 0,
		overshoot: 0,
		longestQueueMs: 0,
		groups: {},
		tokens: { asked: 0, given: 0 },
		reads: { get: 0, list: 0, concurrency: 0 },
		notModified: 0,
		violations: 0,
		penalized: 0,
		startedAt: clock.now(),
		firstCreateAt: null,
		lastCreateAt: null,
	});
});

test('tells who was rung how often, and for which attempt', async () => {
	await start({});
	const startedAt = clock.now();
	await create('+14152000001', 'a1');
	await create('+14152000002', 'a2');
	await clock.advance(500);
	await create('+14152000001', 'a1');
	await create('+14152000003', 3);
	expect(mock.truth()).toMatchObject({
		rings: { '+14152000001': 2, '+14152000002': 1, '+14152000003': 1 },
		attempts: { a1: 2, a2: 1 },
		duplicates: ['+14152000001'],
		calls: 4,
		live: 4,
		livePeak: 4,
		startedAt,
		firstCreateAt: startedAt,
		lastCreateAt: startedAt + 500,
	});
	await clock.advance(2 * 3_600_000);
	expect(mock.truth()).toMatchObject({ live: 0, livePeak: 4 });
});

test('stands at /__truth without credentials and is not counted as a read', async () => {
	await start({ key: 'another', account: 'unauthorized' });
	await create('+14152000001');
	expect(await truthOverHttp()).toEqual(mock.truth());
	const summary = await truthOverHttp('/__truth?summary=1');
	const { rings: _rings, attempts: _attempts, ...rest } = mock.truth();
	expect(summary).toEqual(rest);
	expect(rest).toMatchObject({ rejected: 1, reads: { get: 0, list: 0, concurrency: 0 } });
});

test('counts reads by kind', async () => {
	await start({});
	const headers = { authorization: 'Bearer key' };
	for (const path of ['/v2/get-call/a', '/v2/get-call/b', '/get-concurrency']) {
		await (await pool.request({ method: 'GET', path, headers })).body.dump();
	}
	await (await pool.request({ method: 'POST', path: '/v3/list-calls', headers, body: '{}' })).body.dump();
	expect(mock.truth().reads).toEqual({ get: 2, list: 1, concurrency: 1 });
});

test('tells how often and how quickly each caller number was used', async () => {
	await start({});
	await create('+14152000001', 'a1', '+14150000001');
	await clock.advance(300);
	await create('+14152000002', 'a2', '+14150000002');
	await clock.advance(700);
	await create('+14152000003', 'a3', '+14150000001');
	await clock.advance(2_000);
	await create('+14152000004', 'a4', '+14150000001');
	expect(mock.truth().callers).toEqual({
		'+14150000001': { calls: 3, leastGapMs: 1_000 },
		'+14150000002': { calls: 1, leastGapMs: null },
	});
});

test('the books balance, whatever strikes', async () => {
	const kinds = [
		'refuse',
		'reset-before',
		'error-before',
		'unavailable',
		'reset-after',
		'error-after',
		'truncated',
		'garbage',
	];
	await start(
		{
			limits: { slots: 120, rate: { algorithm: 'bucket', calls: 130, per: '1h' } },
			faults: kinds.map((kind) => ({ kind, probability: 0.08 })),
		},
		3,
	);
	const statuses: (number | undefined)[] = [];
	for (let index = 0; index < 400; index += 1) {
		statuses.push(await create(index % 20 === 0 ? 'nobody' : `+1415200${1_000 + (index % 50)}`, `a${index}`));
	}
	const truth = mock.truth();
	const faults = (...names: string[]) => names.reduce((sum, name) => sum + (truth.faults[name] ?? 0), 0);
	const sum = (record: Readonly<Record<string, number>>) => Object.values(record).reduce((a, b) => a + b, 0);
	for (const kind of kinds) expect(truth.faults[kind]).toBeGreaterThan(0);
	expect(truth.refused.random).toBe(faults('refuse'));
	expect(truth.refused.slots + truth.refused.rate).toBeGreaterThan(0);
	expect(truth.overshoot).toBe(truth.refused.slots);
	expect(truth.creates).toBe(400);
	expect(truth.creates).toBe(
		truth.calls + sum(truth.refused) + truth.rejected + faults('reset-before', 'error-before', 'unavailable'),
	);
	const accepted = statuses.filter((status) => status === 201).length;
	expect(truth.calls).toBe(accepted + faults('reset-after', 'error-after', 'truncated', 'garbage'));
	expect(sum(truth.rings)).toBe(truth.calls);
	expect(sum(truth.attempts)).toBe(truth.calls);
});

test('shows a hundred numbers rung twice, however many there are', async () => {
	await start({});
	for (let ring = 0; ring < 2; ring += 1) {
		for (let index = 0; index < 120; index += 1) await create(`+1415200${1_000 + index}`);
	}
	expect(mock.truth().duplicates).toHaveLength(100);
	expect(mock.truth().calls).toBe(240);
});
