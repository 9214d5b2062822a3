import { describe, expect, test } from 'vitest';
import type { CallEnd, ProviderDefaults } from '../../../src/providers/provider.js';
import { Poller } from '../../../src/tracking/poller.js';
import { Settling } from '../../../src/tracking/settling.js';
import { FakeWorld, peek, readsOf, taken } from './fake-world.js';

const BUSY: CallEnd = { outcome: 'busy', reason: 'dial_busy' };
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

function setUp(defaults: Partial<ProviderDefaults> = {}) {
	const world = new FakeWorld();
	const { reads, abandon, signal } = readsOf(world, defaults);
	const { clock } = world;
	const { settlingMs } = reads.provider.defaults;
	const settling = new Settling(settlingMs);
	return {
		world,
		clock,
		abandon,
		settling,
		poller: new Poller({ reads, clock, signal, settling, slotsWanted: () => true }),
	};
}

describe('asking', () => {
	test('is one request for many calls', async () => {
		const { world, clock, poller } = setUp();
		for (const call of ['a', 'b', 'c']) {
			world.place(call);
			void poller.follow(taken(call));
		}
		await clock.advance(500);
		expect(world.asked).toEqual(['/list a,b,c']);
	});

	test('is cut into pieces that the provider takes', async () => {
		const { world, clock, poller } = setUp({ listSize: 2 });
		for (const call of ['a', 'b', 'c', 'd', 'e']) {
			world.place(call);
			void poller.follow(taken(call));
		}
		await clock.advance(500);
		expect(world.asked).toEqual(['/list a,b', '/list c,d', '/list e']);
		expect(world.mostUnderWay).toBe(1);
	});

	test('takes in calls that were added meanwhile, and leaves out those that ended', async () => {
		const { world, clock, poller } = setUp();
		world.place('a');
		void poller.follow(taken('a'));
		await clock.advance(500);
		world.place('b');
		void poller.follow(taken('b'));
		world.end('a');
		await clock.advance(750);
		await clock.advance(1_000);
		expect(world.asked.slice(0, 3)).toEqual(['/list a', '/list a,b', '/list b']);
	});

	test('is hurried when a start was refused: at once, and closely for a while', async () => {
		const { world, clock, poller } = setUp();
		world.place('a');
		void poller.follow(taken('a'));
		await clock.advance(500 + 750 + 1_125);
		const before = world.asked.length;
		await clock.advance(100);
		poller.hurry();
		await clock.advance(0);
		expect(world.asked.length - before).toBe(1);
		await clock.advance(2_000);
		expect(world.asked.length - before).toBe(5);
	});

	test('stops when no call is left, and starts again with the next', async () => {
		const { world, clock, poller } = setUp();
		world.end('a');
		const first = peek(poller.follow(taken('a')));
		await clock.advance(500);
		expect(first.value).toEqual({ kind: 'ended', end: { outcome: 'answered', reason: 'hangup' } });
		await clock.advance(MINUTE_MS);
		expect(world.asked).toEqual(['/list a']);
		world.end('b', BUSY);
		const second = peek(poller.follow(taken('b')));
		await clock.advance(500);
		expect(second.value).toEqual({ kind: 'ended', end: BUSY });
	});

	test('waits for an answer before it asks again', async () => {
		const { world, clock, poller } = setUp();
		world.latencyMs = 20_000;
		world.place('a');
		void poller.follow(taken('a'));
		await clock.advance(20_400);
		expect(world.asked).toHaveLength(1);
		await clock.advance(2_000);
		expect(world.asked).toHaveLength(2);
	});

	test('becomes rarer as long as no call ends', async () => {
		const { world, clock, poller } = setUp();
		world.place('a');
		void poller.follow(taken('a'));
		await clock.advance(10_000);
		const early = world.asked.length;
		await clock.advance(MINUTE_MS);
		expect(early).toBeGreaterThan(4);
		expect(world.asked.length - early).toBe(MINUTE_MS / 5_000);
	});

	test('comes more often for short calls than for long ones', async () => {
		const readsInAMinute = async (length: number) => {
			const { world, clock, poller } = setUp();
			world.place('first');
			void poller.follow(taken('first'));
			await clock.advance(length);
			world.end('first');
			await clock.advance(10_000);
			world.place('second');
			void poller.follow(taken('second'));
			const before = world.asked.length;
			await clock.advance(MINUTE_MS);
			return world.asked.length - before;
		};
		expect(await readsInAMinute(5_000)).toBeGreaterThan(3 * (await readsInAMinute(80_000)));
	});
});

describe('a call', () => {
	test('resolves with its own end, and the others go on', async () => {
		const { world, clock, poller } = setUp();
		for (const call of ['a', 'b', 'c']) world.place(call);
		const [a, b, c] = ['a', 'b', 'c'].map((call) => peek(poller.follow(taken(call))));
		world.end('b', BUSY);
		await clock.advance(500);
		expect([a?.value, b?.value, c?.value]).toEqual([undefined, { kind: 'ended', end: BUSY }, undefined]);
		world.end('a');
		world.end('c', BUSY);
		await clock.advance(5_000);
		expect(a?.value).toEqual({ kind: 'ended', end: { outcome: 'answered', reason: 'hangup' } });
		expect(c?.value).toEqual({ kind: 'ended', end: BUSY });
	});

	test('that lists do not show is asked for by itself only when lists have had time', async () => {
		const { world, clock, poller } = setUp({ settlingMs: 30_000 });
		world.place('a');
		world.unlisted.add('a');
		const a = peek(poller.follow(taken('a')));
		await clock.advance(29_999);
		expect(world.asked).not.toContain('/call a');
		await clock.advance(5_001);
		expect(world.asked).toContain('/call a');
		expect(a.value).toBeUndefined();
		world.end('a', BUSY);
		await clock.advance(5_000);
		expect(a.value).toEqual({ kind: 'ended', end: BUSY });
	});

	test('that only comes late to the lists is never taken for lost', async () => {
		const { world, clock, poller } = setUp({ settlingMs: 30_000 });
		const a = peek(poller.follow(taken('a')));
		await clock.advance(29_999);
		world.end('a', BUSY);
		await clock.advance(10_000);
		expect(a.value).toEqual({ kind: 'ended', end: BUSY });
	});

	test('that lists show is never asked for by itself', async () => {
		const { world, clock, poller } = setUp();
		world.place('a');
		void poller.follow(taken('a'));
		await clock.advance(10 * MINUTE_MS);
		expect(world.asked.every((question) => question === '/list a')).toBe(true);
	});

	test('that two attempts were given lets both know', async () => {
		const { world, clock, poller } = setUp();
		world.place('a');
		const both = [peek(poller.follow(taken('a'))), peek(poller.follow(taken('a')))];
		await clock.advance(500);
		expect(world.asked).toEqual(['/list a']);
		world.end('a', BUSY);
		await clock.advance(5_000);
		expect(both.map(({ value }) => value)).toEqual([
			{ kind: 'ended', end: BUSY },
			{ kind: 'ended', end: BUSY },
		]);
	});

	test('that the provider does not know at all is lost', async () => {
		const { world, clock, poller } = setUp({ settlingMs: 30_000 });
		world.place('b');
		const a = peek(poller.follow(taken('a')));
		const b = peek(poller.follow(taken('b')));
		await clock.advance(29_999);
		expect(a.value).toBeUndefined();
		await clock.advance(5_001);
		expect(a.value).toEqual({ kind: 'lost', why: 'the provider no longer knows this call' });
		expect(b.value).toBeUndefined();
		const before = world.asked.length;
		await clock.advance(MINUTE_MS);
		expect(new Set(world.asked.slice(before))).toEqual(new Set(['/list b']));
	});

	test('that shows no end in the longest time a call may take is lost', async () => {
		const { world, clock, poller } = setUp({ longestCallMs: 5 * HOUR_MS });
		world.place('a');
		const a = peek(poller.follow(taken('a')));
		await clock.advance(5 * HOUR_MS - 1);
		expect(a.value).toBeUndefined();
		await clock.advance(5_001);
		expect(a.value).toEqual({ kind: 'lost', why: 'no end was seen within 5 h' });
	});

	test('is lost when the provider answers nothing usable in the longest time a call may take', async () => {
		const { world, clock, poller } = setUp({ longestCallMs: HOUR_MS });
		world.place('a');
		const a = peek(poller.follow(taken('a')));
		world.status = 400;
		await clock.advance(HOUR_MS - 1);
		expect(a.value).toBeUndefined();
		await clock.advance(5_001);
		expect(a.value).toEqual({ kind: 'lost', why: 'no end was seen within 1 h' });
	});

	test('is not lost for an outage, however long', async () => {
		const { world, clock, poller } = setUp({ longestCallMs: HOUR_MS, settlingMs: 30_000 });
		world.place('a');
		const a = peek(poller.follow(taken('a')));
		world.status = 503;
		await clock.advance(HOUR_MS);
		world.status = 0;
		await clock.advance(HOUR_MS);
		expect(a.value).toBeUndefined();
		world.status = 200;
		world.end('a', BUSY);
		await clock.advance(5_000);
		expect(a.value).toEqual({ kind: 'ended', end: BUSY });
	});
});

describe('abandoning', () => {
	test('resolves all calls at once and asks no more', async () => {
		const { world, clock, poller, abandon } = setUp();
		world.place('a');
		const calls = [peek(poller.follow(taken('a'))), peek(poller.follow(taken('b')))];
		await clock.advance(500);
		abandon.abort();
		await clock.advance(0);
		expect(calls.map(({ value }) => value)).toEqual([{ kind: 'abandoned' }, { kind: 'abandoned' }]);
		const before = world.asked.length;
		await clock.advance(MINUTE_MS);
		expect(world.asked).toHaveLength(before);
	});

	test('in the middle of a read settles calls only once', async () => {
		const { world, clock, poller, abandon } = setUp({ listSize: 1 });
		world.latencyMs = 1_000;
		world.end('a');
		const calls = [peek(poller.follow(taken('a'))), peek(poller.follow(taken('b')))];
		await clock.advance(600);
		abandon.abort();
		await clock.advance(MINUTE_MS);
		expect(calls.map(({ value }) => value)).toEqual([{ kind: 'abandoned' }, { kind: 'abandoned' }]);
		expect(world.asked).toEqual(['/list a']);
	});

	test('also holds for calls that come later', async () => {
		const { world, clock, poller, abandon } = setUp();
		abandon.abort();
		expect(await poller.follow(taken('a'))).toEqual({ kind: 'abandoned' });
		await clock.advance(MINUTE_MS);
		expect(world.asked).toEqual([]);
	});
});

describe('a call that the list shows late', () => {
	test('tells how far lists lag', async () => {
		const { world, clock, settling, poller } = setUp({ settlingMs: 2_000 });
		world.place('a');
		world.unlisted.add('a');
		void poller.follow(taken('a'));
		await clock.advance(6_000);
		expect(settling.askAfterMs).toBe(2_000);
		world.unlisted.clear();
		await clock.advance(5_000);
		// Asked at 0.5, 1.25, 2.4, 4.1 and 6.6 s: missing at 4.1 s, there the next time.
		expect(settling.askAfterMs).toBeCloseTo(3 * 4_062.5);
	});

	test('makes the absence of others doubtful while it is missing, although it may be gone for good', async () => {
		const { world, clock, settling, poller } = setUp({ settlingMs: 2_000 });
		world.place('a');
		world.unlisted.add('a');
		void poller.follow(taken('a'));
		await clock.advance(60_000);
		expect(settling.askAfterMs).toBe(2_000);
		expect(settling.absentAfterMs).toBeGreaterThan(60_000);
		await clock.advance(HOUR_MS);
		expect(settling.absentAfterMs).toBe(900_000);
	});
});

describe('a list of several pages', () => {
	const page = (number: number) => ({ method: 'GET', path: `/page/${number}`, headers: {} }) as const;
	const listed = (call: string, next?: number) => ({
		views: [{ call, attempt: undefined, end: undefined }],
		...(next === undefined ? {} : { next: page(next) }),
	});
	const setUpPages = (pages: ReturnType<typeof listed>[]) => {
		const world = new FakeWorld();
		let read = 0;
		const adapter = { listCalls: () => page(0), readCalls: () => pages[Math.min(read++, pages.length - 1)] };
		const { reads, signal } = readsOf(world, {}, {}, adapter);
		const { clock } = world;
		return {
			world,
			clock,
			poller: new Poller({ reads, clock, signal, settling: new Settling(30_000), slotsWanted: () => true }),
		};
	};

	test('is read until all calls are found', async () => {
		const { world, clock, poller } = setUpPages([listed('x', 1), listed('a', 2), listed('b', 3)]);
		void poller.follow(taken('a'));
		void poller.follow(taken('b'));
		await clock.advance(500);
		expect(world.asked).toEqual(['/page/0', '/page/1', '/page/2']);
	});

	test('is not read for ever', async () => {
		const { world, clock, poller } = setUpPages([listed('x', 1)]);
		void poller.follow(taken('a'));
		await clock.advance(500);
		expect(world.asked).toHaveLength(10);
	});
});
