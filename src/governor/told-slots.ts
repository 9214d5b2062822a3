import type { ObservedSlots } from './governor.js';

/** What is known on this side at the moment of a response. */
interface OwnCalls {
	/** Calls and starts of ours. */
	readonly live: number;
	/** Starts among them of which the provider may not have known yet. */
	readonly unsure: number;
	/** Live calls of other dialers of ours on the account. */
	readonly others: number;
}

/**
 * How many live calls this dialer may have by what responses tell. What strangers hold shows only where more is taken than
 * we can have. Our starts under way may be counted already, or not: what was known before is held as long as both can be.
 * Word of an ended call may be on its way to us, and then one more slot seems free than is: a rise has to be told twice.
 */
export class ToldSlots {
	#ours: number | undefined;
	#leastBefore: number | undefined;

	/** Undefined when the response does not tell. */
	ours(told: ObservedSlots, { live, unsure, others }: OwnCalls): number | undefined {
		const most = slotsFor(told, live, others);
		const least = slotsFor(told, live - unsure, others);
		if (most === undefined || least === undefined) return undefined;
		const sure = Math.min(least, this.#leastBefore ?? least);
		this.#leastBefore = least;
		this.#ours = Math.min(Math.max(this.#ours ?? most, sure), most);
		return this.#ours;
	}
}

function slotsFor({ limit, remaining }: ObservedSlots, counted: number, others: number): number | undefined {
	if (limit === undefined) return remaining === undefined ? undefined : counted + remaining;
	const strangers = remaining === undefined ? 0 : Math.max(0, limit - remaining - counted - others);
	return limit - strangers - others;
}
