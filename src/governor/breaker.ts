/** Failures in a row after which starts are held back. */
const TRIP_AFTER = 3;
const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/**
 * Circuit breaker for a provider that does not answer. closed: everything goes. After three failures in a row it is
 * open: nothing goes until a wait is over, then one start is tried; it closes with the first answer of any kind, and
 * waits twice as long after every failed try.
 */
export class Breaker {
	#failures = 0;
	/** Waits since the last answer: several calls that fail together are one reason to wait, not several. */
	#waits = 0;
	#until = Number.NEGATIVE_INFINITY;
	#downSince: number | undefined;

	get open(): boolean {
		return this.#failures >= TRIP_AFTER;
	}

	/** Monotonic ms of the first failure since the last answer, once there were enough of them to call it an outage. */
	get downSince(): number | undefined {
		return this.open ? this.#downSince : undefined;
	}

	waitMs(now: number): number {
		return this.open ? Math.max(0, this.#until - now) : 0;
	}

	failed(now: number): void {
		this.#downSince ??= now;
		this.#failures += 1;
		if (!this.open || now < this.#until) return;
		this.#until = now + Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(this.#waits, 16));
		this.#waits += 1;
	}

	answered(): void {
		this.#failures = 0;
		this.#waits = 0;
		this.#downSince = undefined;
		this.#until = Number.NEGATIVE_INFINITY;
	}
}
