import type { HttpRequest, HttpResponse } from '../http.js';
import type { ObservedLimits, ReadLimit } from '../provider.js';
import { readRateLimitHeaders } from '../rate-limit-headers.js';

const MINUTE_MS = 60_000;
/** What the vendor asks to wait after a 429 that does not say, ms. */
const LEAST_WAIT_MS = 30_000;
/** Longer windows than the vendor's minute are not believed to that extent, ms. */
const MOST_WAIT_MS = 300_000;

/** The documented defaults: they may differ from app to app, and answers tell them. */
const LIGHT: ReadLimit = { group: 'light', limit: 50, windowMs: MINUTE_MS, share: 0.96, withStarts: false };
/** One of the ten in a minute: the others are the calls'. */
const HEAVY: ReadLimit = { group: 'heavy', limit: 10, windowMs: MINUTE_MS, share: 0.1, withStarts: true };

/** The groups in which the vendor counts requests. */
export const readLimits = {
	ofRead: ({ path }: HttpRequest): ReadLimit => (/\/ring-out\//.test(path) ? LIGHT : HEAVY),

	/**
	 * Policies are named after their groups. What is told of the tokens' group is no limit of calls. A wait without a group
	 * is one of the account or the address, and holds for everything.
	 */
	ofAnswer(response: HttpResponse): ObservedLimits {
		const { rates = [], ...told } = readRateLimitHeaders(response);
		const named = rates.map((rate) => ({ ...rate, policy: rate.policy.toLowerCase() }));
		const known = named.filter(({ policy }) => policy !== 'auth');
		// Whatever is sent in the penalty begins it anew, and the penalty lasts as long as the group's window.
		const windowMs = Math.max(LEAST_WAIT_MS, ...named.map((rate) => Math.min(rate.windowMs ?? 0, MOST_WAIT_MS)));
		const retryAfterMs = told.retryAfterMs ?? (response.status === 429 ? windowMs : undefined);
		return {
			...told,
			...(known.length === 0 ? {} : { rates: known }),
			...(retryAfterMs === undefined ? {} : { retryAfterMs }),
		};
	},
};
