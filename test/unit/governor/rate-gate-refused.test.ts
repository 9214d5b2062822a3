import { expect, test } from 'vitest';
import { knownRate } from './rate-gate-driver.js';

test('refused for the rate it waits; when the next try is taken the pace is lower, and that is told', () => {
	const bench = knownRate().take(60);
	bench.changes.length = 0;
	bench.refuse(5);
	expect(bench.gate.wait(bench.now)).toMatchObject({ why: { code: 'refused', text: 'refused for too many starts' } });
	expect(bench.changes).toEqual([]);
	bench.take(1);
	expect(bench.changes).toMatchObject([{ what: 'pace', from: 1, why: 'refused at the faster pace' }]);
	expect(bench.gate.perSecond).toBeLessThan(1);
	expect(bench.gate.rate.blocked).toBe(false);
});

test('the first look for a faster pace needs no budget', () => {
	const bench = knownRate().take(150);
	expect(bench.budget.affords).toBe(false);
	expect(bench.gate.perSecond).toBeGreaterThan(1);
});

test('while a faster pace is tried it is not proven; once it was taken that is told, from the pace before', () => {
	const bench = knownRate();
	while (bench.gate.perSecond === 1) bench.take(1);
	const faster = bench.gate.perSecond;
	expect(bench.gate.proven).toBe(1);
	expect(bench.changes).toEqual([]);
	while (bench.gate.proven === 1) bench.take(1);
	expect(bench.changes).toEqual([{ what: 'pace', from: 1, to: faster, why: 'a faster pace was taken' }]);
});

test('a look that is refused is paid for and leaves the pace as it was', () => {
	const bench = knownRate();
	while (bench.gate.perSecond === 1) bench.take(1);
	bench.budget.moved();
	bench.refuseOnce(5);
	expect(bench.gate.perSecond).toBe(1);
	expect(bench.changes).toEqual([]);
	expect(bench.budget.affords).toBe(false);
});

test('the next look waits until the budget affords it', () => {
	const bench = knownRate();
	while (bench.gate.perSecond === 1) bench.take(1);
	bench.refuseOnce(5);
	bench.take(2_000);
	expect(bench.gate.perSecond).toBe(1);
	bench.budget.moved();
	bench.take(1);
	expect(bench.gate.perSecond).toBeGreaterThan(1);
});

test('refused with as many live each of the last times: it may be the live calls that are limited', () => {
	const bench = knownRate().take(60);
	expect([10, 11, 10].map((level) => bench.refuseOnce(level))).toEqual([false, false, true]);
	const other = knownRate().take(60);
	expect([10, 13, 10].map((level) => other.refuseOnce(level))).toEqual([false, false, false]);
});

test('refused after the window must have opened: likewise', () => {
	const bench = knownRate().take(60);
	const tries = Array.from({ length: 5 }, () => bench.refuse(10));
	expect(tries.at(-1)).toBe(true);
	expect(tries[0]).toBe(false);
});

test('if it was the live calls, the pace is as it was before them', () => {
	const bench = knownRate().take(60);
	const before = bench.gate.perSecond ?? 0;
	for (const level of [10, 11, 10]) bench.refuseOnce(level);
	const lowered = bench.gate.perSecond ?? 0;
	bench.changes.length = 0;
	bench.gate.absolve(10, bench.now);
	expect(bench.gate.perSecond).toBe(before);
	expect(bench.changes).toEqual([
		{ what: 'pace', from: lowered, to: before, why: 'it was the live calls that were limited, at 10' },
	]);
});
