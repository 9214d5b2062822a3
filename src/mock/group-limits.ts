import { createRateLimit, type RateLimit } from './limits.js';
import type { GroupRule } from './scenario-schema.js';

/** What a group says of one request. */
export interface GroupVerdict {
	readonly refused: boolean;
	/** Not the limit turned it away, but the penalty for having met it. */
	readonly isPenalty: boolean;
	readonly headers: Readonly<Record<string, string>>;
}

interface Group {
	readonly rule: GroupRule;
	readonly limit: RateLimit;
	penaltyUntil: number;
}

/**
 * Limits of requests that are counted in groups, as RingCentral does: a window that slides, and a penalty for the group that
 * met its limit, which each request begins anew. `now` is in ms since the start.
 */
export class GroupLimits {
	readonly #groups: ReadonlyMap<string, Group>;

	constructor(rules: Readonly<Record<string, GroupRule>>) {
		this.#groups = new Map(
			Object.entries(rules).map(([name, rule]) => {
				const { calls, per } = rule;
				const sliding = { algorithm: 'sliding', calls, per, countRefused: false, name: 'rate' } as const;
				return [name, { rule, limit: createRateLimit(sliding, () => 0), penaltyUntil: 0 }];
			}),
		);
	}

	/** Undefined when no limit is set for this group. */
	count(name: string, now: number): GroupVerdict | undefined {
		const group = this.#groups.get(name);
		if (group === undefined) return undefined;
		const { rule, limit } = group;
		const isPenalty = now < group.penaltyUntil;
		const refused = isPenalty || limit.waitMs(now) > 0;
		if (!refused) limit.take(now);
		else if (!isPenalty || rule.penalty.restarts) group.penaltyUntil = now + rule.penalty.wait;
		const { quota, remaining, windowMs } = limit.standing(now);
		const wait = Math.max(1, Math.ceil((group.penaltyUntil - now) / 1_000));
		const headers = {
			'x-rate-limit-group': name,
			'x-rate-limit-limit': String(quota),
			'x-rate-limit-remaining': String(remaining),
			'x-rate-limit-window': String(Math.ceil(windowMs / 1_000)),
			...(refused && rule.tells ? { 'retry-after': String(wait) } : {}),
		};
		return { refused, isPenalty, headers };
	}
}
