import { afterEach, describe, expect, test } from 'vitest';
import { dialNexaProvider } from '../../../src/providers/dialnexa/adapter.js';
import type { HttpClient, HttpRequest, HttpResult } from '../../../src/providers/http.js';
import { VirtualClock } from '../../../src/runtime/clock.js';
import { BatchFollower } from '../../../src/tracking/batch-follower.js';
import { Reads } from '../../../src/tracking/reads.js';
import { Settling } from '../../../src/tracking/settling.js';
import type { Followed } from '../../../src/tracking/watched-call.js';
import { response } from '../providers/response.js';

const SETTLING_MS = 30_000;
const numberOf = (row: number) => `+1202555${String(row).padStart(4, '0')}`;

/** DialNexa, whose batch goes on as a test says. */
class World implements HttpClient {
	readonly clock = new VirtualClock();
	readonly calls: { id: string; to_number: string; status: string }[] = [];
	readonly asked: string[] = [];
	batchStatus = 'running';
	cancelStatus = 200;
	/** Calls on a page, whatever is asked for. */
	pageSize = 200;
	/** Newer batches of others. */
	others = 0;

	show(row: number, status: string, to_number = numberOf(row)): void {
		const shown = this.calls.find(({ id }) => id === `call_${row}`);
		if (shown === undefined) this.calls.push({ id: `call_${row}`, to_number, status });
		else shown.status = status;
	}

	async send({ method, path }: HttpRequest): Promise<HttpResult> {
		this.asked.push(`${method} ${path.split('?')[0]}`);
		return { ok: true, response: this.#answer(method, path) };
	}

	async close(): Promise<void> {}

	count(asked: string): number {
		return this.asked.filter((one) => one === asked).length;
	}

	#answer(method: string, path: string) {
		if (method === 'PATCH') return response(this.cancelStatus, {});
		const page = Number(new URLSearchParams(path.split('?')[1]).get('page'));
		if (path.startsWith('/v1/batch-calls')) {
			const createdAt = new Date(this.clock.now()).toISOString();
			const others = Array.from({ length: this.others }, (_, n) => ({
				id: `other_${n}`,
				status: 'running',
				createdAt,
			}));
			const all = [...others, { id: 'batch_1', status: this.batchStatus, createdAt }];
			return response(200, all.slice((page - 1) * 100, page * 100));
		}
		return response(200, this.calls.slice((page - 1) * this.pageSize, page * this.pageSize));
	}
}

let abandon: AbortController;
afterEach(() => abandon.abort());

/** A batch of so many rows that is followed. */
function follow(rows: number) {
	abandon = new AbortController();
	const world = new World();
	const { clock } = world;
	const provider = dialNexaProvider({ apiKey: 'key_1:secret_1', agent: 'agent_1' });
	const hooks = { silenceMs: () => 0, answered: () => undefined, accountRefused: () => undefined };
	const { signal } = abandon;
	const reads = new Reads({ provider, http: world, clock, signal, hooks });
	const follower = new BatchFollower({ reads, clock, signal, settling: new Settling(SETTLING_MS) });
	/** How each row came out. */
	const ends = new Map<number, Followed>();
	for (let row = 0; row < rows; row += 1) {
		const call = { call: `batch_1/${numberOf(row)}`, to: numberOf(row), from: '', since: clock.now() };
		void follower.follow(call).then((followed) => ends.set(row, followed));
	}
	const pass = async (ms: number) => {
		for (let left = ms; left > 0; left -= 1_000) await clock.advance(Math.min(1_000, left));
	};
	const kinds = () => Object.fromEntries([...ends].map(([row, { kind }]) => [row, kind]));
	return { world, follower, ends, pass, kinds };
}

describe('a row', () => {
	test('that is not shown waits, and is not asked for by itself', async () => {
		const { world, pass, kinds } = follow(3);
		world.show(0, 'completed');
		world.show(1, 'sent');
		await pass(10 * 60_000);
		expect(kinds()).toEqual({ 0: 'ended' });
		world.show(1, 'busy');
		world.show(2, 'no_answer');
		await pass(2 * 60_000);
		expect(kinds()).toEqual({ 0: 'ended', 1: 'ended', 2: 'ended' });
		expect(new Set(world.asked)).toEqual(new Set(['GET /v1/calls']));
	});

	test('ends with the id of its call', async () => {
		const { world, ends, pass } = follow(1);
		world.show(0, 'busy');
		await pass(60_000);
		expect(ends.get(0)).toMatchObject({ kind: 'ended', end: { outcome: 'busy', call: 'call_0' } });
	});

	test('that a batch does not show in the end is lost, and never free', async () => {
		const { world, pass, ends } = follow(2);
		world.show(0, 'completed');
		await pass(3 * 60_000);
		expect(ends.size).toBe(1);
		world.batchStatus = 'completed';
		await pass(3 * 60_000);
		expect(ends.get(1)).toEqual({
			kind: 'lost',
			why: 'the batch is over, and the provider does not show what became of this call',
		});
	});

	test('that appears after its batch was said to be over is followed on', async () => {
		const { world, pass, kinds } = follow(1);
		world.batchStatus = 'completed';
		await pass(20_000);
		world.show(0, 'sent');
		await pass(3 * 60_000);
		expect(kinds()).toEqual({});
		world.show(0, 'completed');
		await pass(3 * 60_000);
		expect(kinds()).toEqual({ 0: 'ended' });
	});

	test('of a batch that stands behind many others waits on', async () => {
		const { world, pass, kinds } = follow(1);
		world.others = 150;
		await pass(10 * 60_000);
		expect(kinds()).toEqual({});
		world.batchStatus = 'completed';
		await pass(10 * 60_000);
		expect(kinds()).toEqual({ 0: 'lost' });
	});

	test('of a batch that stands still is waited for as long as a call may take', async () => {
		const { pass, kinds } = follow(1);
		await pass(3.9 * 3_600_000);
		expect(kinds()).toEqual({});
		await pass(0.3 * 3_600_000);
		expect(kinds()).toEqual({ 0: 'lost' });
	});
});

test('a list that keeps to its own size is read to its end', async () => {
	const { world, pass, ends } = follow(50);
	world.pageSize = 20;
	for (let row = 0; row < 50; row += 1) world.show(row, 'completed');
	await pass(60_000);
	expect(ends.size).toBe(50);
});

test('many ends are read in few questions', async () => {
	const { world, pass, ends } = follow(150);
	for (let row = 0; row < 150; row += 1) {
		world.show(row, 'completed');
		await pass(2_000);
	}
	await pass(60_000);
	expect(ends.size).toBe(150);
	expect(world.asked.length).toBeLessThan(0.15 * 150);
});

describe('a batch that is called off', () => {
	test('is so once; what was not dialed is free, what was is followed', async () => {
		const { world, follower, pass, kinds } = follow(4);
		world.show(0, 'sent');
		world.show(1, 'created');
		world.show(2, 'created');
		await pass(10_000);
		follower.callOff();
		world.show(2, 'cancelled');
		world.batchStatus = 'cancelled';
		await pass(60_000);
		expect(kinds()).toEqual({ 2: 'called_off' });
		world.show(0, 'completed');
		await pass(10_000);
		expect(kinds()).toEqual({ 0: 'ended', 2: 'called_off' });
		await pass(2 * SETTLING_MS);
		expect(kinds()).toEqual({ 0: 'ended', 1: 'called_off', 2: 'called_off', 3: 'called_off' });
		expect(world.count('PATCH /v1/batch-calls/batch_1/status')).toBe(1);
	});

	test('frees nobody where its calls cannot be told apart', async () => {
		const { world, follower, pass, kinds } = follow(2);
		world.show(0, 'completed', '2025550000');
		follower.callOff();
		world.batchStatus = 'cancelled';
		await pass(5 * 60_000);
		expect(kinds()).toEqual({ 0: 'lost', 1: 'lost' });
	});

	test('frees nobody whose call may stand on another page', async () => {
		const { world, follower, pass, kinds } = follow(30);
		world.pageSize = 25;
		for (let row = 0; row < 30; row += 1) world.show(row, row < 25 ? 'completed' : 'sent');
		follower.callOff();
		world.batchStatus = 'cancelled';
		await pass(3 * 60_000);
		expect(Object.keys(kinds())).toHaveLength(25);
		for (let row = 25; row < 30; row += 1) world.show(row, 'completed');
		await pass(3 * 60_000);
		expect(new Set(Object.values(kinds()))).toEqual(new Set(['ended']));
	});

	test('and is not, for it is over, frees nobody', async () => {
		const { world, follower, pass, kinds } = follow(2);
		world.show(0, 'cancelled');
		world.batchStatus = 'completed';
		world.cancelStatus = 400;
		follower.callOff();
		await pass(5 * 60_000);
		expect(kinds()).toEqual({ 0: 'ended', 1: 'lost' });
	});

	test('is asked for again after an outage', async () => {
		const { world, follower, pass, kinds } = follow(1);
		world.cancelStatus = 503;
		follower.callOff();
		await pass(30_000);
		expect(kinds()).toEqual({});
		expect(world.count('PATCH /v1/batch-calls/batch_1/status')).toBeLessThan(10);
		world.cancelStatus = 200;
		world.batchStatus = 'cancelled';
		await pass(3 * 60_000);
		expect(kinds()).toEqual({ 0: 'called_off' });
	});
});

test('abandoned, it asks no more', async () => {
	const { world, pass, kinds } = follow(2);
	await pass(20_000);
	abandon.abort();
	const { length } = world.asked;
	await pass(10 * 60_000);
	expect(kinds()).toEqual({ 0: 'abandoned', 1: 'abandoned' });
	expect(world.asked.length).toBeLessThanOrEqual(length + 1);
});
