import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/runtime/duration.js';

test.each([
	['250ms', 250],
	['0s', 0],
	['1.5s', 1_500],
	['10m', 600_000],
	['2h', 7_200_000],
	['1d', 86_400_000],
	['  3s ', 3_000],
])('%j is %d ms', (text, ms) => {
	expect(parseDuration(text)).toBe(ms);
});

test.each(['', '5', 's', '-1s', '1 s', '1,5s', '.5s', '1h30m', '5S', '1e3s', 'Infinitys', '5toString'])(
	'%j is no duration',
	(text) => {
		expect(parseDuration(text)).toBeUndefined();
	},
);

test.each([
	[0, '0 ms'],
	[849.6, '850 ms'],
	[999, '999 ms'],
	[1_000, '1 s'],
	[59_400, '59 s'],
	[59_600, '1 min'],
	[200_000, '3 min 20 s'],
	[3_599_600, '1 h'],
	[7_500_000, '2 h 5 min'],
	[47 * 3_600_000, '47 h'],
	[48 * 3_600_000, '2 days'],
	[51 * 3_600_000, '2 days 3 h'],
])('%d ms reads %j', (ms, text) => {
	expect(formatDuration(ms)).toBe(text);
});
