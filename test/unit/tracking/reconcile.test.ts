import { describe, expect, test } from 'vitest';
import { Reconciler } from '../../../src/tracking/reconcile.js';
import { FakeWorld, peek, readsOf } from './fake-world.js';

const SETTLING_MS = 30_000;
const HOUR_MS = 3_600_000;
const NOT_PLACED = { kind: 'not_placed', why: "the provider shows no call with this attempt's id" };

function setUp() {
	const world = new FakeWorld();
	const { reads, abandon, signal } = readsOf(world);
	const { clock } = world;
	const reconciler = new Reconciler({ reads, clock, signal, settlingMs: SETTLING_MS });
	return { world, clock, abandon, reconciler };
}

describe('presence', () => {
	test('is believed at once', async () => {
		const { world, clock, reconciler } = setUp();
		world.place('call_1', 'x.1');
		const found = peek(reconciler.find('x.1'));
		await clock.advance(0);
		expect(found.value).toEqual({ kind: 'placed', call: 'call_1' });
		expect(world.asked).toEqual(['/attempt x.1']);
	});

	test('is believed when the list was behind', async () => {
		const { world, clock, reconciler } = setUp();
		world.place('call_1', 'x.1');
		world.unlisted.add('call_1');
		const found = peek(reconciler.find('x.1'));
		await clock.advance(SETTLING_MS - 1_000);
		expect(found.value).toBeUndefined();
		world.unlisted.clear();
		await clock.advance(1_000);
		expect(found.value).toEqual({ kind: 'placed', call: 'call_1' });
	});

	test('counts only for the very attempt', async () => {
		const { world, clock, reconciler } = setUp();
		world.ignoresFilters = true;
		world.place('call_1');
		world.place('call_2', 'x.1');
		world.place('call_3', 'x.3');
		const found = ['x.1', 'x.2'].map((attempt) => peek(reconciler.find(attempt)));
		await clock.advance(SETTLING_MS);
		expect(found.map(({ value }) => value)).toEqual([{ kind: 'placed', call: 'call_2' }, NOT_PLACED]);
	});

	test('of a call that is over already counts as well', async () => {
		const { world, clock, reconciler } = setUp();
		world.place('call_1', 'x.1');
		world.end('call_1');
		const found = peek(reconciler.find('x.1'));
		await clock.advance(0);
		expect(found.value).toEqual({ kind: 'placed', call: 'call_1' });
	});
});

describe('absence', () => {
	test('counts when it is seen after the settling time, not before', async () => {
		const { world, clock, reconciler } = setUp();
		const found = peek(reconciler.find('x.1'));
		await clock.advance(SETTLING_MS - 1);
		expect(found.value).toBeUndefined();
		expect(world.asked.length).toBeGreaterThan(1);
		await clock.advance(1);
		expect(found.value).toEqual(NOT_PLACED);
	});

	test('does not count when it was asked before the settling time and answered after it', async () => {
		const { world, clock, reconciler } = setUp();
		world.latencyMs = SETTLING_MS;
		const found = peek(reconciler.find('x.1'));
		await clock.advance(1);
		world.place('call_1', 'x.1');
		await clock.advance(SETTLING_MS);
		expect(found.value).toBeUndefined();
		await clock.advance(2 * SETTLING_MS);
		expect(found.value).toEqual({ kind: 'placed', call: 'call_1' });
	});

	test.each([503, 500, 429, 404, 0])('is never told by a read that failed (status %i)', async (status) => {
		const { world, clock, reconciler } = setUp();
		world.status = status;
		const found = peek(reconciler.find('x.1'));
		await clock.advance(HOUR_MS);
		expect(found.value).toBeUndefined();
		world.status = 200;
		world.place('call_1', 'x.1');
		await clock.advance(5_000);
		expect(found.value).toEqual({ kind: 'placed', call: 'call_1' });
	});

	test('is told by the first read that works again after an outage', async () => {
		const { world, clock, reconciler } = setUp();
		world.status = 503;
		const found = peek(reconciler.find('x.1'));
		await clock.advance(HOUR_MS);
		world.status = 200;
		await clock.advance(5_000);
		expect(found.value).toEqual(NOT_PLACED);
	});
});

test('questions become rarer, down to one in five seconds', async () => {
	const { world, clock, reconciler } = setUp();
	world.status = 503;
	void reconciler.find('x.1');
	const askedAt: number[] = [];
	for (let second = 0; second <= 20; second += 0.25) {
		await clock.advance(second === 0 ? 0 : 250);
		while (askedAt.length < world.asked.length) askedAt.push(second);
	}
	expect(askedAt).toEqual([0, 0.25, 0.75, 1.75, 3.75, 7.75, 12.75, 17.75]);
});

describe('abandoning', () => {
	test('leaves it unknown, whether it waits or asks', async () => {
		const waiting = setUp();
		const asking = setUp();
		asking.world.latencyMs = 1_000;
		const found = [waiting, asking].map(({ reconciler }) => peek(reconciler.find('x.1')));
		for (const { clock, abandon } of [waiting, asking]) {
			await clock.advance(100);
			abandon.abort();
			await clock.advance(HOUR_MS);
		}
		expect(found.map(({ value }) => value)).toEqual([{ kind: 'unknown' }, { kind: 'unknown' }]);
		expect([waiting.world.asked.length, asking.world.asked.length]).toEqual([1, 1]);
	});

	test('beforehand asks nothing', async () => {
		const { world, abandon, reconciler } = setUp();
		abandon.abort();
		expect(await reconciler.find('x.1')).toEqual({ kind: 'unknown' });
		expect(world.asked).toEqual([]);
	});
});
