import type { HttpResponse } from './http.js';
import type { ObservedLimits } from './provider.js';

/** Longest wait taken from a header, ms: a day. A larger one is a mistake of somebody's clock or unit. */
const LONGEST_WAIT_MS = 86_400_000;
/** At or above: epoch ms. Below and at or above the next: epoch seconds. Below that: seconds from now. */
const EPOCH_MS_FROM = 1e12;
const EPOCH_S_FROM = 1e9;

/**
 * Reads `Retry-After` (RFC 9110, 10.2.3: seconds or a date) and `X-RateLimit-*` in the spellings that are met in the wild.
 * What cannot be read is ignored. Dates are compared with the response's own `Date`, so that a wrong clock on either
 * side does not matter.
 */
export function readRateLimitHeaders({ headers, receivedAt }: HttpResponse): ObservedLimits {
	const limit = headers['x-ratelimit-limit'] ?? headers['x-rate-limit-limit'];
	const remaining = headers['x-ratelimit-remaining'] ?? headers['x-rate-limit-remaining'];
	const reset = headers['x-ratelimit-reset'] ?? headers['x-rate-limit-reset'];
	const retryAfter = headers['retry-after'];
	if (limit === undefined && remaining === undefined && reset === undefined && retryAfter === undefined) return {};
	const serverNow = parseDate(headers.date) ?? receivedAt;
	const rate = known({
		policy: '',
		limit: parseCount(limit),
		remaining: parseCount(remaining),
		resetMs: parseReset(reset, serverNow),
	});
	const retryAfterMs = parseRetryAfter(retryAfter, serverNow);
	return {
		...(Object.keys(rate).length === 1 ? {} : { rates: [rate] }),
		...(retryAfterMs === undefined ? {} : { retryAfterMs }),
	};
}

function known<T extends object>(values: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

/** Seconds as digits, or one of the three date forms that HTTP allows; ms from `serverNow`, never negative. */
function parseRetryAfter(value: string | undefined, serverNow: number): number | undefined {
	if (value === undefined) return undefined;
	const text = value.trim();
	if (/^\d+(\.\d+)?$/.test(text)) return clampWait(Number(text) * 1_000);
	const date = parseDate(text);
	return date === undefined ? undefined : clampWait(date - serverNow);
}

/** A reset is told as epoch ms, epoch seconds or seconds from now; its size tells which. */
function parseReset(value: string | undefined, serverNow: number): number | undefined {
	if (value === undefined || !/^\s*\d+(\.\d+)?\s*$/.test(value)) return undefined;
	const number = Number(value);
	if (number >= EPOCH_MS_FROM) return clampWait(number - serverNow);
	if (number >= EPOCH_S_FROM) return clampWait(number * 1_000 - serverNow);
	return clampWait(number * 1_000);
}

function parseCount(value: string | undefined): number | undefined {
	return value !== undefined && /^\s*\d+\s*$/.test(value) ? Number(value) : undefined;
}

/** All three date forms name the day and tell a time; `Date.parse` alone takes "soon 5" for a day in May. */
const HTTP_DATE = /^\s*(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? .*\d:\d\d:\d\d/i;

function parseDate(value: string | undefined): number | undefined {
	if (value === undefined || !HTTP_DATE.test(value)) return undefined;
	// asctime dates carry no zone; HTTP says that all dates are GMT.
	const parsed = Date.parse(/(GMT|UTC|Z|[+-]\d{4})$/i.test(value.trim()) ? value : `${value} GMT`);
	return Number.isNaN(parsed) ? undefined : parsed;
}

function clampWait(ms: number): number {
	return Math.min(Math.max(0, ms), LONGEST_WAIT_MS);
}
