import { describe, expect, test } from 'vitest';
import { readLimits } from './response.js';

const DAY_MS = 86_400_000;

test.each([
	['0', 0],
	['30', 30_000],
	[' 30 ', 30_000],
	['1.5', 1_500],
	['86400', DAY_MS],
	['999999999', DAY_MS],
	['9'.repeat(400), DAY_MS],
	['30, 60', 60_000],
	['soon, 60', 60_000],
	['Mon, 05 Jan 2026 09:00:30 GMT', 30_000],
	['Monday, 05-Jan-26 09:00:30 GMT', 30_000],
	['Mon Jan  5 09:00:30 2026', 30_000],
	['Mon, 05 Jan 2026 09:00:30 GMT, Mon, 05 Jan 2026 09:00:50 GMT', 50_000],
	['Mon, 05 Jan 2026 08:59:00 GMT', 0],
	['Sunday, 06-Nov-94 08:49:37 GMT', 0],
	['Tue, 05 Jan 2027 09:00:00 GMT', DAY_MS],
])('Retry-After: %s', (value, ms) => {
	expect(readLimits({ 'retry-after': value })).toEqual({ retryAfterMs: ms });
});

test.each([
	'',
	'-5',
	'+5',
	'1e3',
	'0x10',
	'1,5',
	'soon',
	'soon 5',
	'about 2',
	'5 seconds',
	'Infinity',
	'NaN',
	'Mon, 99 Foo 2026',
	'Mon, 99 Foo 2026 09:00:30 GMT',
	'Mon, 05 Jan 2026 99:00:30 GMT',
	'Mon, 05 Jan 2026 09:00:30 EST',
	'2026-01-05T09:00:30Z',
	'Mon 5',
])('"%s" is not readable and says nothing', (value) => {
	expect(readLimits({ 'retry-after': value })).toEqual({});
});

describe("a date counts from the server's own clock", () => {
	test.each([
		['ten minutes ahead of ours', 'Mon, 05 Jan 2026 09:10:00 GMT', 'Mon, 05 Jan 2026 09:10:20 GMT'],
		['an hour behind ours', 'Mon, 05 Jan 2026 08:00:00 GMT', 'Mon, 05 Jan 2026 08:00:20 GMT'],
	])('which is %s', (_, date, retryAfter) => {
		expect(readLimits({ date, 'retry-after': retryAfter })).toEqual({ retryAfterMs: 20_000 });
	});

	test("and from ours where the server's is not readable", () => {
		const headers = { date: 'today 7', 'retry-after': 'Mon, 05 Jan 2026 09:00:20 GMT' };
		expect(readLimits(headers)).toEqual({ retryAfterMs: 20_000 });
	});
});

test('seconds do not depend on any clock', () => {
	const headers = { date: 'Thu, 01 Jan 1970 00:00:00 GMT', 'retry-after': '20' };
	expect(readLimits(headers)).toEqual({ retryAfterMs: 20_000 });
});

test.each([
	[{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
	[{ 'retry-after-ms': '1500.5' }, 1_500.5],
	[{ 'retry-after-ms': '999999999999' }, DAY_MS],
	[{ 'retry-after-ms': '-1', 'retry-after': '1' }, 1_000],
])('milliseconds come first: %j', (headers, ms) => {
	expect(readLimits(headers)).toEqual({ retryAfterMs: ms });
});
