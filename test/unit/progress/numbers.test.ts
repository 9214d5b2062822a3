import { expect, test } from 'vitest';
import {
	formatCount,
	formatEstimate,
	formatPaces,
	formatPercent,
	formatRate,
	formatRateOf,
	timeOfDay,
} from '../../../src/progress/numbers.js';

test('thousands are separated', () => {
	expect([0, 999, 12_340, 1_000_000].map(formatCount)).toEqual(['0', '999', '12,340', '1,000,000']);
});

test('a share is rounded down, so that 100% means that nothing is left', () => {
	expect(formatPercent(0, 3)).toBe('0%');
	expect(formatPercent(39_999, 40_000)).toBe('99%');
	expect(formatPercent(40_000, 40_000)).toBe('100%');
	expect(formatPercent(0, 0)).toBe('100%');
});

test('slow rates are shown per minute', () => {
	expect([0, 0.02, 0.5, 1, 12.34, 1_234].map((perSecond) => formatRate(perSecond))).toEqual([
		'0.0/s',
		'1.2/min',
		'0.5/s',
		'1.0/s',
		'12.3/s',
		'1,234/s',
	]);
	expect(formatRate(1, ' calls')).toBe('1.0 calls/s');
});

test('paces are shown in the unit in which the least of them is one or more', () => {
	expect(formatPaces([2.5, 1])).toEqual(['2.5/s', '1/s']);
	expect(formatPaces([1, 0.985])).toEqual(['60/min', '59.1/min']);
	expect(formatPaces([1 / 60, 1 / 3_600])).toEqual(['60/h', '1/h']);
	expect(formatPaces([])).toEqual([]);
});

test('a rate beside what is allowed is shown in the unit of the latter', () => {
	expect(formatRateOf(0.94, 1)).toBe('0.9 of 1/s');
	expect(formatRateOf(0.25, 0.5, ' calls')).toBe('15.0 of 30 calls/min');
	expect(formatRateOf(950, 1_000)).toBe('950 of 1,000/s');
});

test('estimates are no finer than they can be known', () => {
	expect([0, 521, 45_400, 599_000, 1_796_000, 11_520_000].map(formatEstimate)).toEqual([
		'1 s',
		'1 s',
		'45 s',
		'9 min 59 s',
		'30 min',
		'3 h 12 min',
	]);
});

test('times are those of the time zone, also at midnight', () => {
	expect(timeOfDay('UTC')(Date.UTC(2026, 6, 1, 9, 12, 4))).toBe('09:12:04');
	expect(timeOfDay('Asia/Kolkata')(Date.UTC(2026, 6, 1, 18, 30))).toBe('00:00:00');
});
