import { expect, test } from 'vitest';
import {
	formatCount,
	formatEstimate,
	formatPace,
	formatPercent,
	formatRate,
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

test('a pace is shown in the unit in which it is one or more', () => {
	expect([1, 2.5, 0.5, 1 / 60, 1 / 3_600].map(formatPace)).toEqual([
		'1 start per second at most',
		'2.5 starts per second at most',
		'30 starts per minute at most',
		'1 start per minute at most',
		'1 start per hour at most',
	]);
});

test('estimates are no finer than they can be known', () => {
	expect([45_000, 599_000, 1_796_000, 11_520_000].map(formatEstimate)).toEqual([
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
