import { describe, expect, test } from 'vitest';
import type { HttpResponse } from '../../../src/providers/http.js';
import { FakeWorld, fakeProvider, peek, readsOf, taken } from './fake-world.js';

const { listCalls, readCalls } = fakeProvider();
const statusOf = ({ status }: HttpResponse) => status;

test('one read at a time, in the order in which they were asked for', async () => {
	const world = new FakeWorld();
	world.latencyMs = 100;
	const { reads } = readsOf(world);
	const answers = ['a', 'b', 'c'].map((call) => peek(reads.read(listCalls([taken(call)]), statusOf)));
	await world.clock.advance(150);
	expect(world.asked).toEqual(['/list a', '/list b']);
	expect(answers.map(({ value }) => value)).toEqual([200, undefined, undefined]);
	await world.clock.advance(150);
	expect(world.asked).toEqual(['/list a', '/list b', '/list c']);
	expect(answers.map(({ value }) => value)).toEqual([200, 200, 200]);
	expect(world.mostUnderWay).toBe(1);
});

test('a read that failed does not hold up the next', async () => {
	const world = new FakeWorld();
	const { reads } = readsOf(world);
	world.status = 0;
	const first = peek(reads.read(listCalls([taken('a')]), statusOf).then((response) => ({ response })));
	await world.clock.advance(1);
	expect(first.value).toEqual({ response: undefined });
	world.status = 200;
	const next = peek(reads.read(listCalls([taken('b')]), statusOf));
	await world.clock.advance(1);
	expect(next.value).toBe(200);
});

test('waits for an answer, but not for as long as for one to a create request', async () => {
	const world = new FakeWorld();
	const { reads } = readsOf(world);
	void reads.read(listCalls([taken('a')]), statusOf);
	await world.clock.advance(1);
	expect(world.timeouts).toEqual([30_000]);
});

describe('silence', () => {
	test('that the provider asked for is kept', async () => {
		const world = new FakeWorld();
		const { reads } = readsOf(world, {}, { silenceMs: () => 5_000 - world.clock.monotonic() });
		void reads.read(listCalls([taken('a')]), statusOf);
		await world.clock.advance(4_999);
		expect(world.asked).toEqual([]);
		await world.clock.advance(1);
		expect(world.asked).toEqual(['/list a']);
	});

	test('that is asked for while waiting is kept as well', async () => {
		const world = new FakeWorld();
		let until = 5_000;
		const { reads } = readsOf(world, {}, { silenceMs: () => until - world.clock.monotonic() });
		void reads.read(listCalls([taken('a')]), statusOf);
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
		void reads.read(listCalls([taken('a')]), statusOf);
		void reads.read(listCalls([taken('b')]), statusOf);
		await world.clock.advance(50);
		until = 2_000;
		await world.clock.advance(1_949);
		expect(world.asked).toEqual(['/list a']);
		await world.clock.advance(1);
		expect(world.asked).toEqual(['/list a', '/list b']);
	});
});

describe('the rest of the run', () => {
	async function hear(status: number, headers: Record<string, string> = {}) {
		const world = new FakeWorld();
		world.status = status;
		world.headers = headers;
		world.place('a');
		const answered: [usable: boolean, retryAfterMs: number | undefined][] = [];
		const refused: string[] = [];
		let forGood = 0;
		const { reads } = readsOf(
			world,
			{},
			{
				answered: (...heard) => answered.push(heard),
				accountRefused: (message) => refused.push(message),
			},
		);
		const views = peek(
			reads.read(listCalls([taken('a')]), readCalls, () => {
				forGood += 1;
			}),
		);
		await world.clock.advance(1);
		return { views: views.value, answered, refused, forGood };
	}

	test('hears of a usable answer, and what it says is handed on', async () => {
		const { views, answered, refused, forGood } = await hear(200);
		expect(views).toMatchObject({ views: [{ call: 'a' }] });
		expect(answered).toEqual([[true, undefined]]);
		expect(refused).toEqual([]);
		expect(forGood).toBe(0);
	});

	test.each([0, 304, 400, 404, 429, 500, 503])('hears that an answer with status %i was of no use', async (status) => {
		const { views, answered, refused } = await hear(status);
		expect(views).toBeUndefined();
		expect(answered).toEqual([[false, undefined]]);
		expect(refused).toEqual([]);
	});

	test.each([
		[0, 0],
		[429, 0],
		[500, 0],
		[503, 0],
		[304, 1],
		[400, 1],
		[404, 1],
	])('an answer with status %i is of no use for good: %i', async (status, times) => {
		expect((await hear(status)).forGood).toBe(times);
	});

	test.each([200, 429, 503])('hears how long the provider asks to wait, status %i', async (status) => {
		const { answered } = await hear(status, { 'retry-after': '7' });
		expect(answered).toEqual([[status === 200, 7_000]]);
	});

	test('hears that the account was refused', async () => {
		const { answered, refused } = await hear(401);
		expect(answered).toEqual([[false, undefined]]);
		expect(refused).toEqual(['401 bad key']);
	});
});

describe('a question that may go unanswered', () => {
	async function ask(status: number) {
		const world = new FakeWorld();
		world.status = status;
		world.place('a');
		const heard: unknown[] = [];
		const { reads } = readsOf(
			world,
			{},
			{ answered: (usable) => heard.push(usable), accountRefused: (message) => heard.push(message) },
		);
		const views = peek(reads.ask(listCalls([taken('a')]), readCalls).then((told) => ({ told })));
		await world.clock.advance(1);
		return { told: views.value?.told, heard };
	}

	test('is answered like any other', async () => {
		expect(await ask(200)).toMatchObject({ told: { views: [{ call: 'a' }] }, heard: [] });
	});

	test.each([0, 404, 429, 500])('says nothing of the provider when it is not (status %i)', async (status) => {
		expect(await ask(status)).toEqual({ told: undefined, heard: [] });
	});

	test('still tells that the account was refused', async () => {
		expect(await ask(401)).toEqual({ told: undefined, heard: ['401 bad key'] });
	});
});

describe('abandoning', () => {
	test('ends the wait for silence, and nothing is sent', async () => {
		const world = new FakeWorld();
		const { reads, abandon } = readsOf(world, {}, { silenceMs: () => 60_000 });
		const read = reads.read(listCalls([taken('a')]), statusOf);
		await world.clock.advance(1);
		abandon.abort();
		expect(await read).toBeUndefined();
		expect(world.asked).toEqual([]);
	});

	test('drops the reads that wait for their turn', async () => {
		const world = new FakeWorld();
		world.latencyMs = 100;
		const { reads, abandon } = readsOf(world);
		const first = peek(reads.read(listCalls([taken('a')]), statusOf));
		const second = peek(reads.read(listCalls([taken('b')]), statusOf).then((response) => ({ response })));
		await world.clock.advance(50);
		abandon.abort();
		await world.clock.advance(100);
		expect(first.value).toBe(200);
		expect(second.value).toEqual({ response: undefined });
		expect(world.asked).toEqual(['/list a']);
	});
});
