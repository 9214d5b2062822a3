import { describe, expect, test } from 'vitest';
import type { HttpResponse } from '../../../src/providers/http.js';
import { FakeWorld, fakeProvider, peek, readsOf } from './fake-world.js';

const { listCalls } = fakeProvider();

test('one read at a time, in the order in which they were asked for', async () => {
	const world = new FakeWorld();
	world.latencyMs = 100;
	const { reads } = readsOf(world);
	const answers = ['a', 'b', 'c'].map((call) => peek(reads.read(listCalls([call]))));
	await world.clock.advance(150);
	expect(world.asked).toEqual(['/list a', '/list b']);
	expect(answers.map(({ value }) => value?.status)).toEqual([200, undefined, undefined]);
	await world.clock.advance(150);
	expect(world.asked).toEqual(['/list a', '/list b', '/list c']);
	expect(answers.map(({ value }) => value?.status)).toEqual([200, 200, 200]);
	expect(world.mostUnderWay).toBe(1);
});

test('a read that failed does not hold up the next', async () => {
	const world = new FakeWorld();
	const { reads } = readsOf(world);
	world.status = 0;
	const first = peek(reads.read(listCalls(['a'])).then((response) => ({ response })));
	await world.clock.advance(1);
	expect(first.value).toEqual({ response: undefined });
	world.status = 200;
	const next = peek(reads.read(listCalls(['b'])));
	await world.clock.advance(1);
	expect(next.value?.status).toBe(200);
});

test('waits for an answer, but not for as long as for one to a create request', async () => {
	const world = new FakeWorld();
	const { reads } = readsOf(world);
	void reads.read(listCalls(['a']));
	await world.clock.advance(1);
	expect(world.timeouts).toEqual([30_000]);
});

describe('silence', () => {
	test('that the provider asked for is kept', async () => {
		const world = new FakeWorld();
		const { reads } = readsOf(world, {}, { silenceMs: () => 5_000 - world.clock.monotonic() });
		void reads.read(listCalls(['a']));
		await world.clock.advance(4_999);
		expect(world.asked).toEqual([]);
		await world.clock.advance(1);
		expect(world.asked).toEqual(['/list a']);
	});

	test('that is asked for while waiting is kept as well', async () => {
		const world = new FakeWorld();
		let until = 5_000;
		const { reads } = readsOf(world, {}, { silenceMs: () => until - world.clock.monotonic() });
		void reads.read(listCalls(['a']));
		await world.clock.advance(4_000);
		until = 9_000;
		await world.clock.advance(4_999);
		expect(world.asked).toEqual([]);
		await world.clock.advance(1);
		expect(world.asked).toEqual(['/list a']);
	});

	test('is looked at before each read, not once for all', async () => {
		const world = new FakeWorld();
		world.latencyMs = 100;
		let until = 0;
		const { reads } = readsOf(world, {}, { silenceMs: () => until - world.clock.monotonic() });
		void reads.read(listCalls(['a']));
		void reads.read(listCalls(['b']));
		await world.clock.advance(50);
		until = 2_000;
		await world.clock.advance(1_949);
		expect(world.asked).toEqual(['/list a']);
		await world.clock.advance(1);
		expect(world.asked).toEqual(['/list a', '/list b']);
	});
});

describe('the rest of the run', () => {
	async function hear(status: number) {
		const world = new FakeWorld();
		world.status = status;
		const answered: (HttpResponse | undefined)[] = [];
		const refused: string[] = [];
		const { reads } = readsOf(
			world,
			{},
			{
				answered: (response) => answered.push(response),
				accountRefused: (message) => refused.push(message),
			},
		);
		const response = peek(reads.read(listCalls(['a'])));
		await world.clock.advance(1);
		return { response: response.value, answered, refused };
	}

	test.each([200, 429, 500])('hears of an answer with status %i, which is handed on', async (status) => {
		const { response, answered, refused } = await hear(status);
		expect(response?.status).toBe(status);
		expect(answered).toEqual([response]);
		expect(refused).toEqual([]);
	});

	test('hears that no answer came', async () => {
		const { response, answered, refused } = await hear(0);
		expect(response).toBeUndefined();
		expect(answered).toEqual([undefined]);
		expect(refused).toEqual([]);
	});

	test('hears that the account was refused', async () => {
		const { answered, refused } = await hear(401);
		expect(answered).toMatchObject([{ status: 401 }]);
		expect(refused).toEqual(['401 bad key']);
	});
});

describe('abandoning', () => {
	test('ends the wait for silence, and nothing is sent', async () => {
		const world = new FakeWorld();
		const { reads, abandon } = readsOf(world, {}, { silenceMs: () => 60_000 });
		const read = reads.read(listCalls(['a']));
		await world.clock.advance(1);
		abandon.abort();
		expect(await read).toBeUndefined();
		expect(world.asked).toEqual([]);
	});

	test('drops the reads that wait for their turn', async () => {
		const world = new FakeWorld();
		world.latencyMs = 100;
		const { reads, abandon } = readsOf(world);
		const first = peek(reads.read(listCalls(['a'])));
		const second = peek(reads.read(listCalls(['b'])).then((response) => ({ response })));
		await world.clock.advance(50);
		abandon.abort();
		await world.clock.advance(100);
		expect(first.value?.status).toBe(200);
		expect(second.value).toEqual({ response: undefined });
		expect(world.asked).toEqual(['/list a']);
	});
});
