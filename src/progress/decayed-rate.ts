/**
 * How often something has happened lately, in constant memory: every event weighs 1 and fades by 1/e in each `spanMs`.
 * The first event starts the measurement and is not counted, so the rate is right from the beginning and does not have
 * to climb for a span first.
 */
export class DecayedRate {
	readonly #spanMs: number;
	#lastAt: number | undefined;
	#elapsedMs = 0;
	#weight = 0;
	#events = 0;

	constructor(spanMs: number) {
		this.#spanMs = spanMs;
	}

	/** Events that were counted. */
	get events(): number {
		return this.#events;
	}

	add(at: number): void {
		if (this.#lastAt !== undefined) {
			this.#weight = this.#weightAt(at) + 1;
			this.#events += 1;
		}
		this.#elapsedMs = this.elapsedMs(at);
		this.#lastAt = at;
	}

	/** ms since the first event; what a clock goes back is neither time that passed nor taken off. */
	elapsedMs(now: number): number {
		return this.#elapsedMs + this.#sinceLast(now);
	}

	perSecond(now: number): number {
		// Under a second nothing can be said per second: the first burst would show as thousands.
		const elapsed = Math.max(1_000, this.elapsedMs(now));
		const coveredMs = this.#spanMs * (1 - Math.exp(-elapsed / this.#spanMs));
		return (this.#weightAt(now) / coveredMs) * 1_000;
	}

	#weightAt(now: number): number {
		return this.#weight * Math.exp(-this.#sinceLast(now) / this.#spanMs);
	}

	#sinceLast(now: number): number {
		return Math.max(0, now - (this.#lastAt ?? now));
	}
}
