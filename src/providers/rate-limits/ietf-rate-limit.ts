import type { ObservedLimits, ObservedRate } from '../provider.js';
import { type Headers, known, least } from './fields.js';
import { type Policy, parseCounts, parsePolicies, parseStandings, type Standing } from './ietf-fields.js';
import { clampWait, parseCount, parseReset } from './magnitude.js';

/** What a limit without a name is called, apart from one that is told in another dialect beside it. */
const UNNAMED = 'ratelimit';

/**
 * The header fields of draft-ietf-httpapi-ratelimit-headers in their three generations: three fields up to draft 06, one
 * dictionary in draft 07, lists of named policies from draft 08 on. Only policies of requests are rates.
 */
export function readIetfRateLimit(headers: Headers, serverNow: number): Required<Omit<ObservedLimits, 'retryAfterMs'>> {
	const policies = parsePolicies(headers['ratelimit-policy']);
	const standings = parseStandings(headers.ratelimit);
	const named = policies.filter(({ name }) => name !== undefined);
	if (named.length > 0 || standings.length > 0) return readNamed(named, standings);
	return { rates: readUnnamed(headers, policies, serverNow), slots: {} };
}

function readNamed(policies: readonly Policy[], standings: readonly Standing[]) {
	const rates: ObservedRate[] = [];
	let slots: { limit?: number; remaining?: number } = {};
	// Those that the provider found worth telling the standing of come first.
	const names = new Set([...standings, ...policies].map(({ name = UNNAMED }) => name));
	for (const name of names) {
		const policy = policies.find((one) => one.name === name);
		const standing = standings.find((one) => one.name === name);
		const limit = policy?.quota;
		const remaining = standing?.remaining;
		const unit = policy?.unit ?? 'requests';
		if (unit === 'concurrent-requests') {
			slots = known({ limit: least(slots.limit, limit), remaining: least(slots.remaining, remaining) });
		}
		if (unit !== 'requests') continue;
		const resetMs = standing?.resetSeconds === undefined ? undefined : clampWait(standing.resetSeconds * 1_000);
		rates.push({ policy: name, ...known({ limit, remaining, resetMs, windowMs: policy?.windowMs }) });
	}
	return { rates, slots };
}

/** The one limit that the old drafts tell the standing of, and the other policies that they name. */
function readUnnamed(headers: Headers, policies: readonly Policy[], serverNow: number): ObservedRate[] {
	const counts = parseCounts(headers.ratelimit);
	const [stated, ...others] = parsePolicies(headers['ratelimit-limit']);
	const limit = counts.get('limit') ?? stated?.quota;
	const windows = new Map<string, Policy>();
	for (const policy of [...policies, ...others]) windows.set(`${policy.quota} in ${policy.windowMs} ms`, policy);
	const standing = [...windows.values()].find(({ quota }) => quota === limit);
	const told = known({
		limit,
		remaining: counts.get('remaining') ?? parseCount(headers['ratelimit-remaining']),
		resetMs: parseReset(counts.get('reset')?.toString() ?? headers['ratelimit-reset'], serverNow),
		windowMs: standing?.windowMs,
	});
	const rates = Object.keys(told).length === 0 ? [] : [{ policy: UNNAMED, ...told }];
	for (const [policy, other] of windows) {
		if (other !== standing) rates.push({ policy, ...known({ limit: other.quota, windowMs: other.windowMs }) });
	}
	return rates;
}
