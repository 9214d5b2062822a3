import { expect, test } from 'vitest';
import { RefillDelay } from '../../../src/governor/refill-delay.js';

/** Slots were found to be in use still, twice, so long after the end was told, ms. */
function lateBy(ms: number): RefillDelay {
	const refill = new RefillDelay();
	refill.late(ms);
	refill.late(ms);
	return refill;
}

test('a slot is used again at once while none was freed late', () => {
	const refill = new RefillDelay();
	refill.ended(0);
	expect(refill.waiting(0)).toBe(0);
	expect(refill.waitMs(0)).toBe(0);
});

test('one slot that was freed late is chance', () => {
	const refill = new RefillDelay();
	expect(refill.late(2_000)).toBe(0);
	refill.ended(0);
	expect(refill.waiting(0)).toBe(0);
});

test('two are the way of the provider: slots wait longer than that', () => {
	const refill = lateBy(2_000);
	refill.ended(0);
	const wait = refill.waitMs(0);
	expect(wait).toBeGreaterThan(2_000);
	expect(refill.waiting(wait - 1)).toBe(1);
	expect(refill.waiting(wait)).toBe(0);
});

test('each slot waits for itself, in the order of the ends', () => {
	const refill = lateBy(2_000);
	for (const now of [0, 100, 300]) refill.ended(now);
	const wait = refill.waitMs(0);
	expect([0, wait, wait + 100, wait + 300].map((now) => refill.waiting(now))).toEqual([3, 2, 1, 0]);
	expect(refill.waitMs(wait + 300)).toBe(0);
});

test('two that were far apart are chance twice', () => {
	const refill = new RefillDelay();
	refill.late(2_000);
	for (let call = 0; call < 100; call += 1) refill.taken();
	expect(refill.late(2_000)).toBe(0);
});

test('a wait that was too short grows; one that was enough does not shrink by a shorter one', () => {
	const refill = lateBy(2_000);
	const longer = refill.late(5_000);
	expect(longer).toBeGreaterThan(5_000);
	expect(refill.late(1_000)).toBeGreaterThanOrEqual(longer);
});

test('no wait is longer than twelve seconds, and what would take longer is another thing', () => {
	const refill = new RefillDelay();
	for (let time = 0; time < 50; time += 1) refill.late(12_000);
	expect(refill.late(11_000)).toBe(12_000);
	expect(lateBy(12_001).late(12_001)).toBe(0);
});

test('it shrinks with the calls that are taken: a provider may become faster', () => {
	const refill = lateBy(2_000);
	const before = refill.late(0);
	for (let call = 0; call < 1_000; call += 1) refill.taken();
	refill.ended(0);
	expect(refill.waitMs(0)).toBeLessThan(before / 2);
	for (let call = 0; call < 20_000; call += 1) refill.taken();
	refill.ended(60_000);
	expect(refill.waiting(60_000)).toBe(0);
});

test('reset, slots are used again at once', () => {
	const refill = lateBy(2_000);
	refill.reset();
	refill.ended(0);
	expect(refill.waiting(0)).toBe(0);
	expect(refill.late(2_000)).toBe(0);
});
