import type { Standing } from './limits.js';
import type { HeaderDialect } from './scenario-schema.js';

/** What the headers of a reply tell the client about its limits. */
interface RateHeaders {
	readonly headers: Readonly<Record<string, string>>;
	/** Epoch ms before which a client that obeys `Retry-After` sends nothing more. */
	readonly holdUntil?: number;
}

/**
 * The rate headers of one reply, in the dialect of the scenario.
 * @param standing of the tightest limit; undefined when there is none or when the request is under none
 * @param refusedForMs how long a refused client has to wait; undefined when it was not refused
 * @param now epoch ms at which the reply is sent
 */
export function rateHeaders(
	dialect: HeaderDialect,
	standing: Standing | undefined,
	refusedForMs: number | undefined,
	now: number,
): RateHeaders | undefined {
	if (dialect === 'none') return undefined;
	if (dialect === 'retry-after-seconds' || dialect === 'retry-after-date') {
		return refusedForMs === undefined ? undefined : retryAfter(dialect, refusedForMs, now);
	}
	if (standing === undefined) return undefined;
	return { headers: dialect === 'x-ratelimit' ? xRateLimit(standing, now) : ietfRateLimit(standing) };
}

/** RFC 9110, section 10.2.3: whole seconds or an HTTP date. Rounded up, so that obeying it is never too early. */
function retryAfter(dialect: HeaderDialect, waitMs: number, now: number): RateHeaders {
	if (dialect === 'retry-after-seconds') {
		const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
		return { headers: { 'retry-after': String(seconds) }, holdUntil: now + seconds * 1_000 };
	}
	const holdUntil = Math.max(Math.floor(now / 1_000) + 1, Math.ceil((now + waitMs) / 1_000)) * 1_000;
	return { headers: { 'retry-after': new Date(holdUntil).toUTCString() }, holdUntil };
}

/** The common unwritten form, with the reset in Unix seconds (as Exotel and Boltcall send it). */
function xRateLimit(standing: Standing, now: number): Record<string, string> {
	return {
		'x-ratelimit-limit': String(standing.quota),
		'x-ratelimit-remaining': String(standing.remaining),
		'x-ratelimit-reset': String(Math.ceil((now + standing.resetMs) / 1_000)),
	};
}

/** draft-ietf-httpapi-ratelimit-headers from -08 on: lists of strings with parameters; `t` in seconds from now. */
function ietfRateLimit(standing: Standing): Record<string, string> {
	const windowSeconds = Math.ceil(standing.windowMs / 1_000);
	return {
		'ratelimit-policy': `"default";q=${standing.quota};w=${windowSeconds}`,
		ratelimit: `"default";r=${standing.remaining};t=${Math.ceil(standing.resetMs / 1_000)}`,
	};
}
