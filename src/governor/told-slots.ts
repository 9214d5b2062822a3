import type { ObservedSlots } from './governor.js';

/**
 * How many live calls this dialer may have by what a response tells; undefined when it does not tell. What strangers hold
 * shows only where more is taken than we can have: our starts under way may be counted already, or not.
 * @param live calls and starts of ours
 * @param others live calls of other dialers of ours on the account
 */
export function toldSlots({ limit, remaining }: ObservedSlots, live: number, others: number): number | undefined {
	if (limit === undefined) return remaining === undefined ? undefined : live + remaining;
	const strangers = remaining === undefined ? 0 : Math.max(0, limit - remaining - live - others);
	return limit - strangers - others;
}
