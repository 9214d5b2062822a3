import { expect, test } from 'vitest';
import { readLimits } from './response.js';

test('no headers, no limits', () => {
	expect(readLimits({ 'content-type': 'application/json', date: 'Mon, 05 Jan 2026 09:00:00 GMT' })).toEqual({});
});

test('what several dialects tell is all taken', () => {
	expect(
		readLimits({
			'ratelimit-limit': '100, 100;w=60',
			'ratelimit-remaining': '50',
			'ratelimit-reset': '20',
			'x-ratelimit-limit': '5',
			'x-ratelimit-remaining': '4',
			'x-concurrent-limit': '10',
			'retry-after': '7',
		}),
	).toEqual({
		rates: [
			{ policy: 'ratelimit', limit: 100, remaining: 50, resetMs: 20_000, windowMs: 60_000 },
			{ policy: '', limit: 5, remaining: 4 },
		],
		retryAfterMs: 7_000,
		slots: { limit: 10 },
	});
});

test('one malformed header takes nothing from the others', () => {
	expect(
		readLimits({
			date: 'today 7',
			ratelimit: '"default";r=many',
			'x-ratelimit-remaining': '3',
			'x-ratelimit-reset': 'NaN',
			'x-concurrent-limit': '-1',
			'retry-after': 'soon',
		}),
	).toEqual({ rates: [{ policy: '', remaining: 3 }] });
});

test('of live calls told twice the smaller numbers count', () => {
	expect(
		readLimits({
			'ratelimit-policy': '"live";q=10;qu="concurrent-requests"',
			ratelimit: '"live";r=7',
			'x-concurrent-limit': '20',
			'x-concurrent-remaining': '2',
		}),
	).toEqual({ slots: { limit: 10, remaining: 2 } });
});

test('of more than eight policies the first eight are taken', () => {
	const policies = Array.from({ length: 12 }, (_, index) => `"p${index}";r=${index};t=60`);
	const { rates = [] } = readLimits({ ratelimit: policies.join(', ') });
	expect(rates.map(({ policy }) => policy)).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7']);
});

test.each([
	[
		{ 'x-concurrent-limit': '20', 'x-concurrent-remaining': '5' },
		{ limit: 20, remaining: 5 },
	],
	[
		{ 'x-concurrent-limit': '20', 'x-concurrent-current': '15' },
		{ limit: 20, remaining: 5 },
	],
	[
		{ 'x-concurrent-limit': '20', 'x-concurrent-current': '25' },
		{ limit: 20, remaining: 0 },
	],
	[{ 'x-concurrent-limit': '20' }, { limit: 20 }],
	[{ 'x-concurrent-remaining': '5' }, { remaining: 5 }],
])('live calls: %j', (headers, slots) => {
	expect(readLimits(headers)).toEqual({ slots });
});

test.each([
	['current', '15'],
	['limit', 'none'],
	['remaining', '-1'],
])('X-Concurrent-%s: %s alone tells nothing of live calls', (field, value) => {
	expect(readLimits({ [`x-concurrent-${field}`]: value })).toEqual({});
});

test('policies of one name are one policy', () => {
	const { rates = [] } = readLimits({ ratelimit: '"";r=5;t=60', 'x-ratelimit-remaining': '3' });
	expect(rates).toEqual([{ policy: '', remaining: 3 }]);
});
