import type { ObservedRate } from './governor.js';

/** Added to a reset: the provider's clock and ours do not tick together. */
const GRACE_MS = 60;

/**
 * Obeys what responses tell of a rate limit: what is left of the window is spread evenly over the rest of it, and at
 * nothing left everything waits for the reset. Silent when the provider tells nothing.
 */
export class HeaderGate {
	#remaining = Number.POSITIVE_INFINITY;
	#resetAt = Number.NEGATIVE_INFINITY;
	#next = Number.NEGATIVE_INFINITY;

	/** `unanswered`: starts sent and not answered, which the response could not have counted. */
	observe(observed: ObservedRate, unanswered: number, now: number): void {
		if (observed.remaining === undefined || observed.resetMs === undefined) return;
		const resetAt = now + observed.resetMs;
		const left = observed.remaining - unanswered;
		// Answers overtake each other: within one window the smallest number is the newest.
		const sameWindow = now < this.#resetAt && Math.abs(resetAt - this.#resetAt) < 1_500;
		this.#remaining = sameWindow ? Math.min(this.#remaining, left) : left;
		this.#resetAt = sameWindow ? Math.max(this.#resetAt, resetAt) : resetAt;
	}

	/** ms until a start may be made. */
	waitMs(now: number): number {
		if (now >= this.#resetAt + GRACE_MS) return 0;
		if (this.#remaining <= 0) return this.#resetAt + GRACE_MS - now;
		return Math.max(0, this.#next - now);
	}

	started(now: number): void {
		if (now >= this.#resetAt + GRACE_MS) {
			this.#remaining = Number.POSITIVE_INFINITY;
			return;
		}
		this.#remaining -= 1;
		this.#next = now + (this.#resetAt - now) / (Math.max(0, this.#remaining) + 1);
	}
}
