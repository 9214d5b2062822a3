import type { HttpResponse } from './http.js';
import type { ObservedLimits } from './provider.js';
import { known, least } from './rate-limits/fields.js';
import { parseHttpDate } from './rate-limits/http-date.js';
import { readIetfRateLimit } from './rate-limits/ietf-rate-limit.js';
import { readRetryAfter } from './rate-limits/retry-after.js';
import { readXConcurrent } from './rate-limits/x-concurrent.js';
import { readXRateLimit } from './rate-limits/x-rate-limit.js';

/** Policies taken from one response; nobody is known to have more than four. */
const MOST_POLICIES = 8;

/**
 * What the headers of a response tell of limits, in every dialect that is known to be spoken. What cannot be read is
 * ignored. Moments are compared with the response's own `Date`, so that a wrong clock on either side does not matter.
 */
export function readRateLimitHeaders({ headers, receivedAt }: HttpResponse): ObservedLimits {
	const serverNow = parseHttpDate(headers.date ?? '') ?? receivedAt;
	const ietf = readIetfRateLimit(headers, serverNow);
	const concurrent = readXConcurrent(headers);
	const told = [...ietf.rates, ...readXRateLimit(headers, serverNow)].map((rate) => [rate.policy, rate] as const);
	const rates = [...new Map(told).values()].slice(0, MOST_POLICIES);
	const slots = known({
		limit: least(ietf.slots.limit, concurrent.limit),
		remaining: least(ietf.slots.remaining, concurrent.remaining),
	});
	return known({
		rates: rates.length === 0 ? undefined : rates,
		retryAfterMs: readRetryAfter(headers, serverNow),
		slots: Object.keys(slots).length === 0 ? undefined : slots,
	});
}
