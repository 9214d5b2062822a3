import { expect, test } from 'vitest';
import { Ceiling } from '../../../src/governor/ceiling.js';

const MINUTE_MS = 60_000;

/** A ceiling of at most 100 that has been climbed to `level`. */
function climbed(level: number, now = 0): Ceiling {
	const ceiling = new Ceiling(1, 100);
	ceiling.confirmed(level, now);
	return ceiling;
}

test('beyond what is proven one start is under way, or a tenth of it', () => {
	expect(climbed(5).allows(5, 0, 0)).toBe(true);
	expect(climbed(5).allows(6, 1, 0)).toBe(false);
	expect(climbed(19).allows(20, 1, 0)).toBe(false);
	expect(climbed(20).allows(21, 1, 0)).toBe(true);
	expect(climbed(20).allows(22, 2, 0)).toBe(false);
});

test('up to what is proven no confirmation is waited for', () => {
	expect(climbed(20).allows(19, 19, 0)).toBe(true);
});

test('what was not reached for ten minutes is proven no longer', () => {
	const ceiling = climbed(20);
	expect(ceiling.allows(12, 12, 10 * MINUTE_MS)).toBe(true);
	expect(ceiling.allows(12, 12, 10 * MINUTE_MS + 1)).toBe(false);
	expect(ceiling.proven).toBe(12);
});

test('the start level is trusted without proof, but never more than the most', () => {
	expect(new Ceiling(5, 100).allows(4, 4, 0)).toBe(true);
	expect(new Ceiling(5, 100).allows(5, 4, 0)).toBe(false);
	expect(new Ceiling(5, 3).allows(3, 0, 0)).toBe(false);
});

test('a refusal at n live calls sets the ceiling to n, and to one at the least', () => {
	const ceiling = climbed(12);
	ceiling.boundary(12, 0);
	expect(ceiling).toMatchObject({ allowed: 12, known: true, proven: 12 });
	expect(ceiling.allows(12, 0, 0)).toBe(false);
	ceiling.boundary(0, 0);
	expect(ceiling.allowed).toBe(1);
});

test('the hold doubles when the same ceiling is met again, up to a quarter of an hour', () => {
	const ceiling = climbed(10);
	for (const minutes of [1, 2, 4, 8, 15, 15]) {
		ceiling.boundary(10, 0);
		expect(ceiling.probeIsDue(10, 0, minutes * MINUTE_MS - 1)).toBe(false);
		expect(ceiling.probeIsDue(10, 0, minutes * MINUTE_MS)).toBe(true);
	}
	ceiling.boundary(14, 0);
	expect(ceiling.probeIsDue(14, 0, MINUTE_MS)).toBe(true);
});

test('a refused probe leaves the ceiling and doubles the hold', () => {
	const ceiling = climbed(10);
	ceiling.boundary(10, 0);
	ceiling.probeRefused(MINUTE_MS);
	expect(ceiling.allowed).toBe(10);
	expect(ceiling.probeIsDue(10, 0, 3 * MINUTE_MS - 1)).toBe(false);
	expect(ceiling.probeIsDue(10, 0, 3 * MINUTE_MS)).toBe(true);
});

test('a probe waits until all slots are in use, every start is answered and no call ended for a second', () => {
	const ceiling = climbed(10);
	ceiling.boundary(10, 0);
	expect(ceiling.probeIsDue(9, 0, MINUTE_MS)).toBe(false);
	expect(ceiling.probeIsDue(10, 1, MINUTE_MS)).toBe(false);
	ceiling.ended(MINUTE_MS);
	expect(ceiling.probeIsDue(10, 0, MINUTE_MS + 999)).toBe(false);
	expect(ceiling.probeIsDue(10, 0, MINUTE_MS + 1_000)).toBe(true);
});

test('no probe goes above the most, nor far above the ceiling', () => {
	const ceiling = new Ceiling(1, 11);
	ceiling.confirmed(10, 0);
	ceiling.boundary(10, 0);
	expect(ceiling.probeIsDue(10, 0, MINUTE_MS)).toBe(true);
	expect(ceiling.probeIsDue(11, 0, MINUTE_MS)).toBe(false);
	const roomy = climbed(10);
	roomy.boundary(10, 0);
	expect(roomy.probeIsDue(11, 0, MINUTE_MS)).toBe(true);
	expect(roomy.probeIsDue(12, 0, MINUTE_MS)).toBe(false);
});

test('one call too many may have found the slot of a call that ended unnoticed: no rise', () => {
	const ceiling = climbed(10);
	ceiling.boundary(10, 0);
	expect(ceiling.probeTaken(11, MINUTE_MS)).toBe(false);
	expect(ceiling.allowed).toBe(10);
});

test('two calls too many show a rise; when it goes on, the climb begins anew', () => {
	const ceiling = climbed(10);
	ceiling.boundary(10, 0);
	expect(ceiling.probeTaken(12, MINUTE_MS)).toBe(true);
	expect(ceiling.allowed).toBe(12);
	expect(ceiling.probeIsDue(12, 0, MINUTE_MS + 1_199)).toBe(false);
	expect(ceiling.probeIsDue(12, 0, MINUTE_MS + 1_200)).toBe(true);
	expect(ceiling.probeTaken(14, MINUTE_MS + 1_500)).toBe(true);
	expect(ceiling.allowed).toBe(100);
	expect(ceiling.known).toBe(true);
});

test('above fifty a rise takes three calls too many', () => {
	const ceiling = climbed(60);
	ceiling.boundary(60, 0);
	expect(ceiling.probeTaken(62, MINUTE_MS)).toBe(false);
	expect(ceiling.probeTaken(63, MINUTE_MS)).toBe(true);
});

test('refusals in a chain below the ceiling pause ever longer and cut ever deeper', () => {
	const ceiling = climbed(20);
	ceiling.boundary(20, 0);
	const levels = [17, 16, 15, 12, 8].map((level) => [Math.round(ceiling.dip(level, 0)), ceiling.allowed]);
	expect(levels).toEqual([
		[700, 17],
		[1_190, 16],
		[2_023, 13],
		[3_439, 9],
		[5_846, 5],
	]);
});

test('a chain ends when the level near the ceiling is reached', () => {
	const ceiling = climbed(20);
	ceiling.boundary(20, 0);
	ceiling.dip(17, 0);
	ceiling.confirmed(16, 0);
	expect(ceiling.dip(15, 0)).toBe(700);
});

test('only less than a known ceiling is a dip', () => {
	const ceiling = climbed(10);
	expect(ceiling.isDip(3)).toBe(false);
	ceiling.boundary(10, 0);
	expect(ceiling.isDip(9)).toBe(true);
	expect(ceiling.isDip(10)).toBe(false);
});

test('after a dip the ceiling before it is looked for soon, until it was missed four times', () => {
	const ceiling = climbed(20);
	ceiling.boundary(20, 0);
	expect(ceiling.recovering).toBe(false);
	ceiling.dip(17, 0);
	expect(ceiling.recovering).toBe(true);
	expect(ceiling.probeIsDue(17, 0, 9_999)).toBe(false);
	expect(ceiling.probeIsDue(17, 0, 10_000)).toBe(true);
	for (let look = 0; look < 3; look += 1) ceiling.probeRefused(0);
	expect(ceiling.recovering).toBe(true);
	ceiling.probeRefused(0);
	expect(ceiling.recovering).toBe(false);
});

test('a told limit is used without a climb, in both directions, and never above the most', () => {
	const ceiling = new Ceiling(1, 50);
	ceiling.told(30);
	expect(ceiling.allowed).toBe(30);
	expect(ceiling.allows(29, 29, 60 * MINUTE_MS)).toBe(true);
	ceiling.told(4);
	expect(ceiling.allowed).toBe(4);
	ceiling.told(40);
	expect(ceiling.allowed).toBe(40);
	ceiling.told(400);
	expect(ceiling.allowed).toBe(50);
	ceiling.told(0);
	expect(ceiling.allowed).toBe(1);
});

test('a new told limit replaces what was found out; the same one again does not', () => {
	const ceiling = climbed(10);
	ceiling.told(30);
	ceiling.boundary(10, 0);
	ceiling.told(30);
	expect(ceiling.allowed).toBe(10);
	ceiling.told(25);
	expect(ceiling.allowed).toBe(25);
});

test('a forgotten ceiling limits nothing', () => {
	const ceiling = climbed(10);
	ceiling.boundary(10, 0);
	ceiling.forget();
	expect(ceiling).toMatchObject({ allowed: 100, known: false, recovering: false });
});
