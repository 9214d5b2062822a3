import { expect, test } from 'vitest';
import { SlotGateBench } from './slot-gate-driver.js';

const MINUTE_MS = 60_000;

/** A call ends, its slot is refused at once, and taken when it is tried again. */
function freeLate(bench: SlotGateBench): void {
	bench.end();
	bench.refuse();
	bench.await();
	bench.take();
}

/** Is refused so often, each time at the level that may be tried. */
function refuseChain(bench: SlotGateBench, times: number): void {
	for (let refusal = 0; refusal < times; refusal += 1) {
		bench.await();
		bench.refuse();
	}
}

/** Takes calls until so many are live. @returns what that refuted. */
function climbBack(bench: SlotGateBench, live: number): ReturnType<SlotGateBench['take']> {
	let refuted: ReturnType<SlotGateBench['take']>;
	bench.await();
	while (bench.live < live) {
		bench.now += 1_000;
		refuted = bench.take();
	}
	return refuted;
}

test('refused below the ceiling, starts pause, one is tried at a time, and the ceiling stays', () => {
	const bench = SlotGateBench.full(10);
	bench.end();
	bench.refuse();
	expect(bench.gate).toMatchObject({ searching: true, ceiling: { cap: 10 } });
	expect(bench.wait(9)).toMatchObject({ why: { code: 'refused', text: 'refused at 9 live calls' } });
	bench.await();
	bench.take();
	expect(bench.gate.searching).toBe(false);
	expect(bench.changes).toEqual([]);
});

test('slots freed late twice: from then on a slot waits after the end of its call', () => {
	const bench = SlotGateBench.full(10);
	freeLate(bench);
	bench.now += MINUTE_MS;
	freeLate(bench);
	bench.now += MINUTE_MS;
	bench.end();
	const wait = bench.wait(9);
	expect(wait.why).toEqual({ code: 'slots', text: 'a slot is used again once the provider has freed it' });
	expect(wait.waitMs).toBeGreaterThan(0);
	expect(wait.waitMs).toBeLessThan(12_000);
	bench.await();
	expect(bench.purpose()).toBe('ordinary');
});

test('while a pace holds starts back, refusals by chance are likely and make no slot wait', () => {
	const bench = SlotGateBench.full(10);
	bench.paced = true;
	for (let time = 0; time < 4; time += 1) {
		bench.now += MINUTE_MS;
		freeLate(bench);
	}
	bench.now += MINUTE_MS;
	bench.end();
	expect(bench.purpose()).toBe('ordinary');
});

test('where so many calls end that waiting would cost a whole slot, one slot is given up instead', () => {
	const bench = SlotGateBench.full(40);
	for (let time = 0; time < 2; time += 1) {
		bench.climb(40);
		bench.end();
		bench.refuse();
		for (; typeof bench.purpose() !== 'string'; bench.now += 100) bench.end();
		bench.take();
	}
	expect(bench.changes).toMatchObject([{ from: 40, to: 39 }]);
	bench.climb(38);
	bench.end();
	expect(bench.purpose()).toBe('ordinary');
});

test('refused at ever fewer live calls, then taken, then refused on the way up: the ceiling stands there', () => {
	const bench = SlotGateBench.full(20);
	bench.end();
	refuseChain(bench, 6);
	bench.await();
	const low = bench.live;
	climbBack(bench, low + 3);
	expect(bench.gate.searching).toBe(true);
	bench.refuse();
	expect(bench.gate).toMatchObject({ searching: false, ceiling: { cap: low + 3 } });
	expect(bench.changes).toMatchObject([{ from: 20, to: low + 3 }]);
	expect(bench.gate.moves(bench.now)).toBe(true);
});

test('refused far below and back at the old level: not the live calls were limited, and since when', () => {
	const bench = SlotGateBench.full(20);
	bench.end();
	const from = bench.now;
	refuseChain(bench, 5);
	expect(bench.live).toBeLessThanOrEqual(15);
	const refuted = climbBack(bench, 19);
	expect(refuted?.from).toBe(from);
	expect(refuted?.to).toBeGreaterThan(from);
	expect(refuted?.to).toBeLessThan(bench.now);
	expect(bench.gate).toMatchObject({ searching: false, ceiling: { cap: 20 } });
});

test('refused again and again at one level, and back there later: the ceiling stands there', () => {
	const bench = SlotGateBench.full(20);
	bench.end();
	refuseChain(bench, 3);
	climbBack(bench, 19);
	expect(bench.gate).toMatchObject({ searching: false, ceiling: { cap: 19 } });
	expect(bench.changes).toMatchObject([{ from: 20, to: 19 }]);
});

test('told when to come again, or after a burst, and taken then: it was a window, and since when', () => {
	const bench = SlotGateBench.full(20);
	bench.end();
	bench.refuse(true);
	bench.await();
	expect(bench.take()).toEqual({ from: 0, to: bench.now });
	expect(bench.gate.searching).toBe(false);
});

test('it climbs from far below to where it was refused first: back there, not the live calls were limited', () => {
	const bench = new SlotGateBench().climb(5);
	bench.gate.climb(20, 0, 30_000);
	bench.now = 30_000;
	expect(bench.gate.searching).toBe(true);
	expect(climbBack(bench, 19)).toEqual({ from: 0, to: 30_000 });
});

test('refused on that way, the ceiling stands there', () => {
	const bench = new SlotGateBench().climb(5);
	bench.gate.climb(20, 0, 30_000);
	climbBack(bench, 12);
	bench.refuse();
	expect(bench.gate).toMatchObject({ searching: false, ceiling: { cap: 12 } });
	expect(bench.gate.moves(bench.now)).toBe(true);
});
