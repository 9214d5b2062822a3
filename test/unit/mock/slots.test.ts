import { expect, test } from 'vitest';
import { parseScenario } from '../../../src/mock/scenario.js';
import { SlotLimit } from '../../../src/mock/slots.js';

const MINUTE = 60_000;
const OUTSIDE = { min: 2, max: 8, period: '20m' };

function slots(limits: object, seed = 1): SlotLimit {
	return new SlotLimit(parseScenario({ limits }, 'test').limits, seed);
}

test('slots follow their steps, and are unlimited before the first', () => {
	const steps = [
		{ at: '1s', slots: 20 },
		{ at: '2s', slots: 8 },
	];
	const limit = slots({ slots: steps });
	expect([0, 1_000, 1_999, 2_000, 9_000].map((now) => limit.total(now))).toEqual([
		Number.POSITIVE_INFINITY,
		20,
		20,
		8,
		8,
	]);
	expect(limit.ours(2_000)).toBe(8);
});

test('outside traffic goes from its least to its most and back in its period, a call at a time', () => {
	const limit = slots({ slots: 20, outside: OUTSIDE });
	const seconds = Array.from({ length: 1_200 }, (_, second) => limit.outside(second * 1_000));
	expect([Math.min(...seconds), Math.max(...seconds)]).toEqual([2, 8]);
	expect(seconds.every(Number.isInteger)).toBe(true);
	const steps = seconds.slice(1).map((taken, place) => taken - (seconds[place] ?? Number.NaN));
	expect(new Set(steps.map(Math.abs))).toEqual(new Set([0, 1]));
	expect(steps.filter((step) => step === 1)).toHaveLength(6);
	expect(limit.outside(20 * MINUTE)).toBe(limit.outside(0));
	expect(limit.ours(5 * MINUTE)).toBe(20 - limit.outside(5 * MINUTE));
});

test('the seed says where outside traffic begins', () => {
	const begins = (seed: number) => slots({ slots: 20, outside: OUTSIDE }, seed).outside(0);
	expect(begins(5)).toBe(begins(5));
	expect(new Set([1, 2, 3, 4, 5, 6, 7, 8].map(begins)).size).toBeGreaterThan(2);
});

test('where others take all slots, none is left, and never fewer', () => {
	const limit = slots({ slots: 4, outside: { min: 6, max: 6, period: '1m' } });
	expect([limit.total(0), limit.ours(0)]).toEqual([4, 0]);
});
