import { describe, expect, test } from 'vitest';
import type { CallEnd } from '../../../src/providers/provider.js';
import { Poller } from '../../../src/tracking/poller.js';
import { Settling } from '../../../src/tracking/settling.js';
import { FakeWorld, peek, readsOf, taken } from './fake-world.js';

const ANSWERED: CallEnd = { outcome: 'answered', reason: 'hangup', durationMs: 5_000, cost: 0.1 };
const BUSY: CallEnd = { outcome: 'busy', reason: 'dial_busy' };
const MINUTE_MS = 60_000;

function setUp() {
	const world = new FakeWorld();
	const { reads, abandon, signal } = readsOf(world);
	const { clock } = world;
	const poller = new Poller({ reads, clock, signal, settling: new Settling(30_000), slotsWanted: () => true });
	return { world, clock, abandon, poller, told: (call: string, end?: CallEnd) => told(poller, call, end) };
}

function told(poller: Poller, call: string, end: CallEnd | undefined): void {
	poller.told({ call, attempt: undefined, end });
}

test('an end that is told is taken at once, without a question', async () => {
	const { world, clock, poller, told } = setUp();
	world.place('a');
	const followed = peek(poller.follow(taken('a')));
	told('a', ANSWERED);
	await clock.advance(0);
	expect(followed.value).toEqual({ kind: 'ended', end: ANSWERED });
	await clock.advance(MINUTE_MS);
	expect(world.asked).toEqual([]);
});

test('a call that is told to go on, goes on; one that ended stays as it ended', async () => {
	const { world, clock, poller, told } = setUp();
	world.place('a');
	const followed = peek(poller.follow(taken('a')));
	told('a');
	await clock.advance(100);
	expect(followed.value).toBeUndefined();
	told('a', BUSY);
	told('a', ANSWERED);
	told('a');
	await clock.advance(0);
	expect(followed.value).toEqual({ kind: 'ended', end: BUSY });
});

test('an end that overtakes the answer which names its call is kept for it, for ten minutes', async () => {
	const { world, clock, poller, told } = setUp();
	told('early', BUSY);
	told('early', ANSWERED);
	told('long ago', BUSY);
	await clock.advance(9 * MINUTE_MS);
	expect(await poller.follow(taken('early'))).toEqual({ kind: 'ended', end: BUSY });
	await clock.advance(2 * MINUTE_MS);
	world.place('long ago');
	const followed = peek(poller.follow(taken('long ago')));
	await clock.advance(1_000);
	expect(followed.value).toBeUndefined();
});

test('of calls of others a thousand are kept', async () => {
	const { world, clock, poller, told } = setUp();
	for (let call = 0; call <= 1_000; call += 1) told(`other ${call}`, BUSY);
	world.place('other 0');
	const dropped = peek(poller.follow(taken('other 0')));
	const kept = peek(poller.follow(taken('other 1')));
	await clock.advance(0);
	expect([dropped.value, kept.value]).toEqual([undefined, { kind: 'ended', end: BUSY }]);
});

test('while ends are told, other calls are hardly asked for; a refused start asks once', async () => {
	const { world, clock, poller, told } = setUp();
	world.place('long');
	void poller.follow(taken('long'));
	const run = async (calls: number) => {
		for (let call = 0; call < calls; call += 1) {
			world.place('short');
			void poller.follow(taken('short'));
			await clock.advance(1_000);
			world.end('short');
			told('short', ANSWERED);
		}
	};
	await run(5);
	const before = world.asked.length;
	await run(120);
	expect(world.asked.length - before).toBe(4);
	poller.hurry();
	await clock.advance(400);
	expect(world.asked.length - before).toBe(5);
});

test('when nothing is told any more, the calls are asked for again and none is lost', async () => {
	const { world, clock, poller, told } = setUp();
	world.place('a');
	void poller.follow(taken('a'));
	await clock.advance(1_000);
	told('a', ANSWERED);
	for (const call of ['b', 'c']) world.place(call);
	const b = peek(poller.follow(taken('b')));
	const c = peek(poller.follow(taken('c')));
	world.end('b', BUSY);
	await clock.advance(5_000);
	expect(b.value).toEqual({ kind: 'ended', end: BUSY });
	// Nobody told of that end: from now on it is asked as ever.
	const before = world.asked.length;
	await clock.advance(1_000);
	expect(world.asked.length - before).toBeGreaterThan(3);
	world.end('c', BUSY);
	await clock.advance(1_000);
	expect(c.value).toEqual({ kind: 'ended', end: BUSY });
});

test('what was told without its cost is asked for once; what the provider then shows is the end', async () => {
	const { world, clock, poller } = setUp();
	world.place('a');
	const followed = peek(poller.follow(taken('a')));
	world.end('a', ANSWERED);
	const { cost: _, ...end } = ANSWERED;
	for (let times = 0; times < 3; times += 1) poller.told({ call: 'a', attempt: undefined, end, askForMore: true });
	await clock.advance(0);
	expect([followed.value, world.asked]).toEqual([{ kind: 'ended', end: ANSWERED }, ['/call a']]);
});

test.each([200, 503])('when the provider does not show it either (%i), the end is what was told', async (status) => {
	const { world, clock, poller } = setUp();
	world.place('a');
	world.status = status;
	const followed = peek(poller.follow(taken('a')));
	poller.told({ call: 'a', attempt: undefined, end: BUSY, askForMore: true });
	await clock.advance(0);
	expect(followed.value).toEqual({ kind: 'ended', end: BUSY });
});

test('an end that is told while a list is on its way is taken once', async () => {
	const { world, clock, poller, told } = setUp();
	world.place('a');
	world.latencyMs = 1_000;
	const followed = peek(poller.follow(taken('a')));
	await clock.advance(600);
	told('a', BUSY);
	await clock.advance(0);
	expect(followed.value).toEqual({ kind: 'ended', end: BUSY });
	world.place('b');
	void poller.follow(taken('b'));
	await clock.advance(1_000);
	expect(world.asked).toEqual(['/list a']);
});

test('a run that was abandoned takes no word any more', async () => {
	const { world, clock, poller, abandon, told } = setUp();
	world.place('a');
	const followed = peek(poller.follow(taken('a')));
	abandon.abort();
	told('a', BUSY);
	await clock.advance(MINUTE_MS);
	expect(followed.value).toEqual({ kind: 'abandoned' });
});

test('when the last call is told to be over, nothing waits any more; the next call begins anew', async () => {
	const { world, clock, poller, told } = setUp();
	void poller.follow(taken('a'));
	await clock.advance(100);
	told('a', BUSY);
	await clock.advance(100);
	world.place('b');
	void poller.follow(taken('b'));
	await clock.advance(550);
	expect(world.asked).toEqual(['/list b']);
});

test('a call that is told to be over while a list leaves it out is not asked for by itself', async () => {
	const { world, clock, poller, told } = setUp();
	world.place('a');
	world.unlisted.add('a');
	world.latencyMs = 1_000;
	const followed = peek(poller.follow(taken('a')));
	while (clock.monotonic() < 30_000 || world.underWay === 0) await clock.advance(100);
	told('a', BUSY);
	await clock.advance(10_000);
	expect(followed.value).toEqual({ kind: 'ended', end: BUSY });
	expect(world.asked).not.toContain('/call a');
});

describe('a hint that a call to a number may be over', () => {
	const to = (call: string, number: string) => ({ ...taken(call), to: number });
	const follow = (scene: ReturnType<typeof setUp>, call: string, number: string) => {
		scene.world.place(call);
		return peek(scene.poller.follow(to(call, number)));
	};

	test('has that call asked for at once, and no other', async () => {
		const scene = setUp();
		const { world, clock, poller } = scene;
		const [ended, other] = [follow(scene, 'a', '+12025550101'), follow(scene, 'b', '+12025550102')];
		world.end('a');
		poller.hinted('+12025550101');
		poller.hinted('+12025550199');
		await clock.advance(1);
		expect(world.asked).toEqual(['/list a']);
		expect([ended.value?.kind, other.value]).toEqual(['ended', undefined]);
	});

	test('is no word of an end: a call that goes on is followed as before', async () => {
		const scene = setUp();
		const { world, clock, poller } = scene;
		const followed = follow(scene, 'a', '+12025550101');
		poller.hinted('+12025550101');
		await clock.advance(499);
		expect([world.asked, followed.value]).toEqual([['/list a'], undefined]);
		await clock.advance(1);
		expect(world.asked).toEqual(['/list a', '/list a']);
	});

	test('that came true is relied on: calls are hardly asked for until one is found to be over without it', async () => {
		const scene = setUp();
		const { world, clock, poller } = scene;
		follow(scene, 'long', '+12025550109');
		for (let call = 0; call < 5; call += 1) {
			follow(scene, 'short', '+12025550101');
			await clock.advance(1_000);
			world.end('short');
			poller.hinted('+12025550101');
			await clock.advance(1);
		}
		const before = world.asked.length;
		const silent = follow(scene, 'silent', '+12025550102');
		world.end('silent');
		await clock.advance(3_000);
		expect([world.asked.length - before, silent.value]).toEqual([0, undefined]);
		await clock.advance(27_000);
		expect(silent.value?.kind).toBe('ended');
		const trusted = world.asked.length;
		await clock.advance(30_000);
		expect(world.asked.length - trusted).toBeGreaterThan(3);
	});

	test('comes to nothing once the run is abandoned', async () => {
		const scene = setUp();
		const { world, clock, poller, abandon } = scene;
		follow(scene, 'a', '+12025550101');
		abandon.abort();
		poller.hinted('+12025550101');
		await clock.advance(1);
		expect(world.asked).toEqual([]);
	});
});
