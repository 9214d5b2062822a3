import { describe, expect, test } from 'vitest';
import { rateHeaders } from '../../../src/mock/rate-headers.js';

const NOW = Date.UTC(2026, 0, 5, 9, 0, 0, 250);
const STANDING = { quota: 20, windowMs: 1_000, remaining: 5, resetMs: 600 };

test('no dialect, no headers', () => {
	expect(rateHeaders('none', STANDING, 400, NOW)).toBeUndefined();
});

describe('Retry-After', () => {
	test('stands on refusals only', () => {
		expect(rateHeaders('retry-after-seconds', STANDING, undefined, NOW)).toBeUndefined();
		expect(rateHeaders('retry-after-date', STANDING, undefined, NOW)).toBeUndefined();
	});

	test.each([
		[0, '1'],
		[1, '1'],
		[1_000, '1'],
		[1_001, '2'],
	])('%i ms are told as %s whole seconds', (waitMs, seconds) => {
		expect(rateHeaders('retry-after-seconds', undefined, waitMs, NOW)).toEqual({
			headers: { 'retry-after': seconds },
			holdUntil: NOW + Number(seconds) * 1_000,
		});
	});

	test.each([
		[0, 'Mon, 05 Jan 2026 09:00:01 GMT'],
		[750, 'Mon, 05 Jan 2026 09:00:01 GMT'],
		[751, 'Mon, 05 Jan 2026 09:00:02 GMT'],
	])('%i ms are told as the date %s', (waitMs, date) => {
		expect(rateHeaders('retry-after-date', undefined, waitMs, NOW)).toEqual({
			headers: { 'retry-after': date },
			holdUntil: Date.parse(date),
		});
	});
});

test('X-RateLimit tells the reset in Unix seconds', () => {
	expect(rateHeaders('x-ratelimit', STANDING, undefined, NOW)?.headers).toEqual({
		'x-ratelimit-limit': '20',
		'x-ratelimit-remaining': '5',
		'x-ratelimit-reset': String(Date.UTC(2026, 0, 5, 9, 0, 1) / 1_000),
	});
});

test('the IETF form tells the reset in seconds from now', () => {
	expect(rateHeaders('ietf-ratelimit', STANDING, 600, NOW)?.headers).toEqual({
		'ratelimit-policy': '"default";q=20;w=1',
		ratelimit: '"default";r=5;t=1',
	});
});

test('without a rate limit there is nothing to tell', () => {
	expect(rateHeaders('x-ratelimit', undefined, 600, NOW)).toBeUndefined();
	expect(rateHeaders('ietf-ratelimit', undefined, undefined, NOW)).toBeUndefined();
});
