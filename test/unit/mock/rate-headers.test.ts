import { describe, expect, test } from 'vitest';
import { rateHeaders } from '../../../src/mock/rate-headers.js';
import type { HeaderDialect } from '../../../src/mock/scenario-schema.js';

const NOW = Date.UTC(2026, 0, 5, 9, 0, 0, 250);
const PER_SECOND = { quota: 20, windowMs: 1_000, remaining: 5, resetMs: 600 };
const PER_DAY = { quota: 900, windowMs: 86_400_000, remaining: 70, resetMs: 3_600_000 };

function headers(dialect: HeaderDialect, standings = [PER_SECOND], skewMs = 0) {
	return rateHeaders([dialect], { standings, refusedForMs: undefined, now: NOW, skewMs })?.headers;
}

function refused(dialects: readonly HeaderDialect[], refusedForMs: number, skewMs = 0) {
	return rateHeaders(dialects, { standings: [], refusedForMs, now: NOW, skewMs });
}

test('no dialect, no headers', () => {
	expect(rateHeaders([], { standings: [PER_SECOND], refusedForMs: 400, now: NOW, skewMs: 0 })).toBeUndefined();
});

describe('Retry-After', () => {
	test.each([
		'retry-after-seconds',
		'retry-after-ms',
		'retry-after-date',
		'retry-after-rfc850',
		'retry-after-asctime',
	] as const)('as %s stands on refusals only', (dialect) => {
		expect(headers(dialect)).toBeUndefined();
	});

	test.each([
		[0, '1'],
		[1, '1'],
		[1_000, '1'],
		[1_001, '2'],
	])('%i ms are told as %s whole seconds', (waitMs, seconds) => {
		expect(refused(['retry-after-seconds'], waitMs)).toEqual({
			headers: { 'retry-after': seconds },
			holdUntil: NOW + Number(seconds) * 1_000,
		});
	});

	test('milliseconds are told in a header of their own', () => {
		expect(refused(['retry-after-ms'], 1_500.5)).toEqual({
			headers: { 'retry-after-ms': '1501' },
			holdUntil: NOW + 1_501,
		});
	});

	test.each([
		['retry-after-date', 0, 'Mon, 05 Jan 2026 09:00:01 GMT'],
		['retry-after-date', 750, 'Mon, 05 Jan 2026 09:00:01 GMT'],
		['retry-after-date', 751, 'Mon, 05 Jan 2026 09:00:02 GMT'],
		['retry-after-rfc850', 751, 'Monday, 05-Jan-26 09:00:02 GMT'],
		['retry-after-asctime', 751, 'Mon Jan  5 09:00:02 2026'],
	] as const)('%s tells %i ms as %s', (dialect, waitMs, date) => {
		const holdUntil = Date.parse(date.endsWith('GMT') ? date : `${date} GMT`);
		expect(refused([dialect], waitMs)).toEqual({ headers: { 'retry-after': date }, holdUntil });
	});

	test('dates are written by a clock that may be wrong, the wait is right all the same', () => {
		expect(refused(['retry-after-date'], 10_000, -90_000)).toEqual({
			headers: { 'retry-after': 'Mon, 05 Jan 2026 08:58:41 GMT' },
			holdUntil: Date.UTC(2026, 0, 5, 9, 0, 11),
		});
	});
});

describe('X-RateLimit tells the reset', () => {
	const limit = { 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': '5' };
	const resetAt = Date.UTC(2026, 0, 5, 9, 0, 0, 850);

	test.each([
		['x-ratelimit', 0, Date.UTC(2026, 0, 5, 9, 0, 1) / 1_000],
		['x-ratelimit', 90_000, Date.UTC(2026, 0, 5, 9, 1, 31) / 1_000],
		['x-ratelimit-ms', 0, resetAt],
		['x-ratelimit-ms', -90_000, resetAt - 90_000],
		['x-ratelimit-delta', 90_000, 1],
	] as const)('as %s, by a clock that is %i ms ahead', (dialect, skewMs, reset) => {
		expect(headers(dialect, [PER_SECOND], skewMs)).toEqual({ ...limit, 'x-ratelimit-reset': String(reset) });
	});
});

test("RingCentral's form tells the length of the window and no reset", () => {
	expect(headers('x-rate-limit-window', [{ ...PER_SECOND, windowMs: 60_000 }])).toEqual({
		'x-rate-limit-group': 'heavy',
		'x-rate-limit-limit': '20',
		'x-rate-limit-remaining': '5',
		'x-rate-limit-window': '60',
	});
});

describe('the IETF forms tell the reset in seconds from now', () => {
	test.each([
		['ietf-ratelimit', { ratelimit: '"default";r=5;t=1', 'ratelimit-policy': '"default";q=20;w=1' }],
		['ietf-ratelimit-07', { ratelimit: 'limit=20, remaining=5, reset=1', 'ratelimit-policy': '20;w=1' }],
		[
			'ietf-ratelimit-06',
			{
				'ratelimit-limit': '20',
				'ratelimit-remaining': '5',
				'ratelimit-reset': '1',
				'ratelimit-policy': '20;w=1',
			},
		],
	] as const)('%s', (dialect, expected) => {
		expect(headers(dialect)).toEqual(expected);
	});

	test('several policies stand in one list, each under its name', () => {
		expect(headers('ietf-ratelimit', [PER_SECOND, PER_DAY])).toEqual({
			'ratelimit-policy': '"per-1s";q=20;w=1, "per-86400s";q=900;w=86400',
			ratelimit: '"per-1s";r=5;t=1, "per-86400s";r=70;t=3600',
		});
		expect(headers('ietf-ratelimit-06', [PER_SECOND, PER_DAY])).toMatchObject({
			'ratelimit-limit': '20',
			'ratelimit-policy': '20;w=1, 900;w=86400',
		});
	});
});

test('without a rate limit there is nothing to tell', () => {
	for (const dialect of ['x-ratelimit', 'x-rate-limit-window', 'ietf-ratelimit', 'ietf-ratelimit-07'] as const) {
		expect(headers(dialect, [])).toBeUndefined();
	}
});

test('a limit dialect and a Retry-After go together', () => {
	const told = { standings: [PER_SECOND], refusedForMs: 600, now: NOW, skewMs: 0 };
	expect(rateHeaders(['x-ratelimit-delta', 'retry-after-seconds'], told)).toEqual({
		headers: {
			'x-ratelimit-limit': '20',
			'x-ratelimit-remaining': '5',
			'x-ratelimit-reset': '1',
			'retry-after': '1',
		},
		holdUntil: NOW + 1_000,
	});
});
