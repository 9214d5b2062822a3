import type { ToldCall } from '../providers/webhook.js';

/** Ends of calls that nobody follows are kept this long at most, and so many: most are of other programs' calls. */
const KEPT_MS = 10 * 60_000;
const MOST = 1_000;

/** Ends that were told before their calls were known here: a webhook may overtake the answer that names its call. */
export class EarlyEnds {
	readonly #ends = new Map<string, { readonly told: ToldCall; readonly at: number }>();

	add(told: ToldCall, now: number): void {
		if (this.#ends.has(told.call)) return; // what was told first stays
		this.#ends.set(told.call, { told, at: now });
		for (const [call, { at }] of this.#ends) {
			if (this.#ends.size <= MOST && now - at <= KEPT_MS) return;
			this.#ends.delete(call);
		}
	}

	/** What was told of this call, once. */
	take(call: string, now: number): ToldCall | undefined {
		const kept = this.#ends.get(call);
		this.#ends.delete(call);
		return kept !== undefined && now - kept.at <= KEPT_MS ? kept.told : undefined;
	}
}
