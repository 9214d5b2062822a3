import { describe, expect, test } from 'vitest';
import type { ObservedRate } from '../../../src/providers/provider.js';
import { NOW, readLimits } from './response.js';

const DAY_MS = 86_400_000;

/** What one policy without a name tells. */
function one(told: Omit<ObservedRate, 'policy'>) {
	return { rates: [{ policy: '', ...told }] };
}

describe.each(['x-ratelimit', 'x-rate-limit'])('%s-*', (name) => {
	test.each([
		['seconds from now', '60', 60_000],
		['part of a second from now', '0.25', 250],
		['epoch seconds', String(NOW / 1_000 + 60), 60_000],
		['epoch ms', String(NOW + 60_000), 60_000],
		['epoch seconds that are over', String(NOW / 1_000 - 60), 0],
		['epoch ms that are over', String(NOW - 60_000), 0],
		['far too many seconds', '90000000', DAY_MS],
		['a moment of another age', '9'.repeat(20), DAY_MS],
	])('reset as %s', (_, value, resetMs) => {
		expect(readLimits({ [`${name}-reset`]: value })).toEqual(one({ resetMs }));
	});

	test.each([
		['seconds', String(NOW / 1_000 + 660)],
		['ms', String(NOW + 660_000)],
	])("reset as an epoch in %s counts from the server's own clock", (_, reset) => {
		const headers = { date: 'Mon, 05 Jan 2026 09:10:00 GMT', [`${name}-reset`]: reset };
		expect(readLimits(headers)).toEqual(one({ resetMs: 60_000 }));
	});

	test('a time from now comes before a moment', () => {
		const headers = { [`${name}-reset-after`]: '1.25', [`${name}-reset`]: String(NOW / 1_000 + 2) };
		expect(readLimits(headers)).toEqual(one({ resetMs: 1_250 }));
	});

	test('limit and what is left of it', () => {
		const headers = { [`${name}-limit`]: '100', [`${name}-remaining`]: '0' };
		expect(readLimits(headers)).toEqual(one({ limit: 100, remaining: 0 }));
	});

	test('the length of the window instead of a reset, and the name of a group', () => {
		const headers = {
			[`${name}-group`]: 'heavy',
			[`${name}-limit`]: '10',
			[`${name}-remaining`]: '9',
			[`${name}-window`]: '60',
		};
		expect(readLimits(headers)).toEqual({
			rates: [{ policy: 'heavy', limit: 10, remaining: 9, windowMs: 60_000 }],
		});
	});

	test('a gateway and the provider behind it each tell their own', () => {
		const headers = {
			[`${name}-limit`]: '100, 10',
			[`${name}-remaining`]: '99, 4',
			[`${name}-reset`]: '60, 1',
		};
		expect(readLimits(headers).rates).toEqual([
			{ policy: '', limit: 100, remaining: 99, resetMs: 60_000 },
			{ policy: ' 2', limit: 10, remaining: 4, resetMs: 1_000 },
		]);
	});

	test.each(['', '-1', 'many', '1.5', '5,000', '9'.repeat(16), '0x10'])('"%s" is no count', (value) => {
		expect(readLimits({ [`${name}-limit`]: value, [`${name}-remaining`]: value })).toEqual({});
	});

	test.each(['', '-1', 'soon', '1e10', 'Mon, 05 Jan 2026 09:00:20 GMT'])('"%s" is no reset', (value) => {
		expect(readLimits({ [`${name}-reset`]: value, [`${name}-reset-after`]: value })).toEqual({});
	});

	test.each(['', '0', '-60', 'minute'])('"%s" is no window', (value) => {
		expect(readLimits({ [`${name}-window`]: value })).toEqual({});
	});
});

test.each([
	['Unix seconds', { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '59', 'x-ratelimit-reset': '1767603660' }],
	['seconds until the reset', { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '59', 'x-ratelimit-reset': '60' }],
])('a limit of 60 per minute told with %s', (_, headers) => {
	expect(readLimits(headers)).toEqual(one({ limit: 60, remaining: 59, resetMs: 60_000 }));
});
