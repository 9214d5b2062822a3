import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ObservedLimits } from '../../../src/providers/provider.js';
import { readRateLimitHeaders } from '../../../src/providers/rate-limit-headers.js';
import { NOW, response } from './response.js';

const DAY_MS = 86_400_000;

function read(headers: Record<string, string>): ObservedLimits {
	return readRateLimitHeaders(response(429, '', headers));
}

describe('Retry-After', () => {
	test.each([
		['0', 0],
		['30', 30_000],
		[' 30 ', 30_000],
		['1.5', 1_500],
		['86400', DAY_MS],
		['999999999', DAY_MS],
		['Mon, 05 Jan 2026 09:00:30 GMT', 30_000],
		['Monday, 05-Jan-26 09:00:30 GMT', 30_000],
		['Mon Jan  5 09:00:30 2026', 30_000],
		['Mon, 05 Jan 2026 08:59:00 GMT', 0],
		['Tue, 05 Jan 2027 09:00:00 GMT', DAY_MS],
	])('"%s"', (value, ms) => {
		expect(read({ 'retry-after': value })).toEqual({ retryAfterMs: ms });
	});

	test.each([
		'',
		'-5',
		'+5',
		'1e3',
		'0x10',
		'1,5',
		'30, 30',
		'soon',
		'soon 5',
		'about 2',
		'5 seconds',
		'Infinity',
		'NaN',
		'Mon, 99 Foo 2026',
		'Mon 5',
	])('"%s" is not readable and says nothing', (value) => {
		expect(read({ 'retry-after': value })).toEqual({});
	});

	test.each([
		['ten minutes ahead of ours', 'Mon, 05 Jan 2026 09:10:00 GMT', 'Mon, 05 Jan 2026 09:10:20 GMT'],
		['an hour behind ours', 'Mon, 05 Jan 2026 08:00:00 GMT', 'Mon, 05 Jan 2026 08:00:20 GMT'],
	])("a date counts from the server's own clock, here %s", (_, date, retryAfter) => {
		expect(read({ date, 'retry-after': retryAfter })).toEqual({ retryAfterMs: 20_000 });
	});

	test("our clock counts where the server's date is not readable", () => {
		const headers = { date: 'today 7', 'retry-after': 'Mon, 05 Jan 2026 09:00:20 GMT' };
		expect(read(headers)).toEqual({ retryAfterMs: 20_000 });
	});

	test('seconds do not depend on any clock', () => {
		expect(read({ date: 'Thu, 01 Jan 1970 00:00:00 GMT', 'retry-after': '20' })).toEqual({ retryAfterMs: 20_000 });
	});
});

describe.each(['x-ratelimit', 'x-rate-limit'])('%s-*', (name) => {
	test.each([
		['seconds from now', '60', 60_000],
		['part of a second from now', '0.25', 250],
		['epoch seconds', String(NOW / 1_000 + 60), 60_000],
		['epoch ms', String(NOW + 60_000), 60_000],
		['epoch seconds that are over', String(NOW / 1_000 - 60), 0],
		['epoch ms that are over', String(NOW - 60_000), 0],
		['far too many seconds', '90000000', DAY_MS],
	])('reset as %s', (_, value, ms) => {
		expect(read({ [`${name}-reset`]: value })).toEqual({ resetMs: ms });
	});

	test("reset as an epoch counts from the server's own clock", () => {
		const headers = { date: 'Mon, 05 Jan 2026 09:10:00 GMT', [`${name}-reset`]: String(NOW / 1_000 + 660) };
		expect(read(headers)).toEqual({ resetMs: 60_000 });
	});

	test('limit and what is left of it', () => {
		expect(read({ [`${name}-limit`]: '100', [`${name}-remaining`]: '0' })).toEqual({ limit: 100, remaining: 0 });
	});

	test.each(['', '-1', 'many', '1.5', '100, 100;w=60'])('"%s" is no count', (value) => {
		expect(read({ [`${name}-limit`]: value, [`${name}-remaining`]: value })).toEqual({});
	});

	test.each(['', '-1', 'soon', '1e10', 'Mon, 05 Jan 2026 09:00:20 GMT'])('"%s" is no reset', (value) => {
		expect(read({ [`${name}-reset`]: value })).toEqual({});
	});
});

test('no headers, no limits', () => {
	expect(read({ 'content-type': 'application/json', date: 'Mon, 05 Jan 2026 09:00:00 GMT' })).toEqual({});
});

test('whatever the headers hold, every wait lies between nothing and a day', () => {
	const value = fc.oneof(
		fc.string(),
		fc.integer().map(String),
		fc.double().map(String),
		fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
	);
	const headers = fc.record(
		{ date: value, 'retry-after': value, 'x-ratelimit-reset': value, 'x-rate-limit-remaining': value },
		{ requiredKeys: [] },
	);
	fc.assert(
		fc.property(headers, (sent) => {
			const { retryAfterMs = 0, resetMs = 0, remaining = 0 } = read(sent);
			for (const wait of [retryAfterMs, resetMs]) {
				expect(wait).toBeGreaterThanOrEqual(0);
				expect(wait).toBeLessThanOrEqual(DAY_MS);
			}
			expect(remaining).toBeGreaterThanOrEqual(0);
		}),
	);
});
