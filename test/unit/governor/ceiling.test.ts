import { expect, test } from 'vitest';
import { Ceiling, toleranceOf } from '../../../src/governor/ceiling.js';
import { ALONE } from '../../../src/governor/governor.js';

const MINUTE_MS = 60_000;

/** A ceiling of at most 100 that has been climbed to `level`. */
function climbed(level: number, now = 0): Ceiling {
	const ceiling = new Ceiling(1, 100, false);
	ceiling.confirmed(level, now);
	return ceiling;
}

/** How many starts may be under way beyond what is proven. */
function underWay(proven: number): number {
	const ceiling = climbed(proven);
	let unanswered = 0;
	while (ceiling.allows(proven + unanswered, unanswered, 0)) unanswered += 1;
	return unanswered;
}

test('beyond what is proven one more may be under way, or a small part of it', () => {
	expect([1, 5, 10].map(underWay)).toEqual([1, 1, 1]);
	for (const proven of [50, 90]) {
		expect(underWay(proven)).toBeGreaterThan(1);
		expect(underWay(proven)).toBeLessThanOrEqual(proven / 10);
	}
});

test('what could be started at once is what is proven and what may be under way beyond it', () => {
	for (const proven of [1, 20, 50]) expect(climbed(proven).usable).toBe(proven + underWay(proven));
});

/** How many starts may be unanswered below what is proven. */
function atOnce(ceiling: Ceiling): number {
	let unanswered = 0;
	while (ceiling.allows(0, unanswered, 0) && unanswered < ceiling.proven) unanswered += 1;
	return unanswered;
}

test('below what is proven only a part may be unanswered: if the slots are not free, not all is refused', () => {
	const [two, four, twenty, forty] = [2, 4, 20, 40].map((proven) => atOnce(climbed(proven)));
	expect([two, four]).toEqual([2, 2]);
	expect(twenty).toBeGreaterThan(2);
	expect(twenty).toBeLessThan(20 / 2);
	expect(forty).toBe(2 * (twenty ?? 0));
});

test('the start level may be unanswered, too', () => {
	const ceiling = new Ceiling(15, 100, false);
	ceiling.confirmed(20, 0);
	expect(atOnce(ceiling)).toBe(15);
});

test('where requests are counted, all below what is proven may be unanswered, and one more is tried', () => {
	const ceiling = new Ceiling(1, 100, true);
	ceiling.confirmed(20, 0);
	expect(atOnce(ceiling)).toBe(20);
	expect([20, 21].map((live) => ceiling.allows(live, live, 0))).toEqual([true, false]);
});

test('beyond what is proven a call in doubt counts as one that is under way', () => {
	const ceiling = climbed(10);
	expect([10, 11].map((live) => ceiling.allows(live, 0, 0))).toEqual([true, false]);
});

test('less than what is proven proves nothing new', () => {
	const ceiling = climbed(20);
	ceiling.confirmed(12, MINUTE_MS);
	expect(ceiling.proven).toBe(20);
});

test('what was not reached for ten minutes is proven no longer', () => {
	const ceiling = climbed(20);
	expect(ceiling.allows(12, 0, 10 * MINUTE_MS)).toBe(true);
	expect(ceiling.proven).toBe(20);
	expect(ceiling.allows(12, 0, 10 * MINUTE_MS + 1)).toBe(true);
	expect(ceiling.proven).toBe(12);
	expect(ceiling.allows(13, 1, 10 * MINUTE_MS + 1)).toBe(false);
});

test('what is reached again stays proven', () => {
	const ceiling = climbed(20);
	ceiling.confirmed(20, 9 * MINUTE_MS);
	expect(ceiling.allows(12, 0, 18 * MINUTE_MS)).toBe(true);
	expect(ceiling.proven).toBe(20);
});

test('the start level is trusted without proof, but never more than the most', () => {
	expect(new Ceiling(5, 100, false).allows(4, 4, 0)).toBe(true);
	expect(new Ceiling(5, 100, false).allows(5, 4, 0)).toBe(false);
	expect(new Ceiling(5, 3, false).allows(3, 0, 0)).toBe(false);
});

test('a refusal at n live calls sets the ceiling to n, and to one at the least', () => {
	const ceiling = climbed(12);
	ceiling.set(10);
	expect(ceiling).toMatchObject({ cap: 10, allowed: 10, proven: 10 });
	expect(ceiling.allows(9, 0, 0)).toBe(true);
	expect(ceiling.allows(10, 0, 0)).toBe(false);
	ceiling.set(0);
	expect(ceiling).toMatchObject({ cap: 1, allowed: 1 });
});

test('a ceiling that is cleared limits nothing', () => {
	const ceiling = climbed(10);
	ceiling.set(10);
	ceiling.clear();
	expect(ceiling).toMatchObject({ cap: undefined, allowed: 100, proven: 10 });
});

test('a told limit is used without a climb, in both directions, and never above the most', () => {
	const ceiling = new Ceiling(1, 50, false);
	for (const [told, allowed] of [
		[30, 30],
		[4, 4],
		[40, 40],
		[400, 50],
		[0, 1],
	] as const) {
		ceiling.told(told);
		expect([ceiling.allowed, ceiling.usable]).toEqual([allowed, allowed]);
		expect(ceiling.allows(allowed - 1, allowed - 1, 60 * MINUTE_MS)).toBe(true);
	}
});

test('a new told limit replaces what was found out', () => {
	const ceiling = climbed(10);
	ceiling.told(30);
	ceiling.set(10);
	expect(ceiling.allowed).toBe(10);
	ceiling.told(25);
	expect(ceiling.allowed).toBe(25);
});

test('what may not be exceeded is what is told, configured or shared, not what was found out', () => {
	const ceiling = new Ceiling(1, 50, false);
	expect(ceiling.bound).toBe(50);
	ceiling.set(3);
	expect(ceiling.bound).toBe(50);
	ceiling.told(30);
	expect(ceiling.bound).toBe(30);
	ceiling.share({ ...ALONE, slots: 12 });
	expect(ceiling.bound).toBe(12);
});

test('of a ceiling known from before a part is started without waiting; the rest is confirmed on the way', () => {
	const ceiling = new Ceiling(1, 100, false);
	ceiling.restore(30);
	expect(ceiling).toMatchObject({ cap: 30, allowed: 30 });
	expect(ceiling.usable).toBeGreaterThan(2);
	expect(ceiling.usable).toBeLessThan(30);
	expect(ceiling.allows(29, 29, 0)).toBe(false);
	ceiling.confirmed(29, 0);
	expect(ceiling.usable).toBe(30);
});

test('one more call may be tried when all slots are in use, and few above', () => {
	const ceiling = climbed(10);
	ceiling.set(10);
	expect([9, 10, 11, 12].map((live) => ceiling.isFull(live))).toEqual([false, true, true, false]);
	const atMost = new Ceiling(1, 10, false);
	atMost.set(10);
	expect(atMost.isFull(10)).toBe(false);
});

test('above fifty live calls two may be unheard of, below one', () => {
	expect([1, 10, 50, 51, 500].map(toleranceOf)).toEqual([1, 1, 1, 2, 2]);
});
