/**
 * How often something has happened lately, in constant memory: every event weighs 1 and fades by 1/e in each `spanMs`.
 * The first event starts the measurement and is not counted, so the rate is right from the beginning and does not have
 * to climb for a span first.
 */
export class DecayedRate {
	readonly #spanMs: number;
	#firstAt: number | undefined;
	#lastAt = 0;
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
		if (this.#firstAt === undefined) this.#firstAt = at;
		else {
			this.#weight = this.#weightAt(at) + 1;
			this.#events += 1;
		}
		this.#lastAt = at;
	}

	/** ms since the first event; 0 before it, or when the wall clock was turned back. */
	elapsedMs(now: number): number {
		return Math.max(0, now - (this.#firstAt ?? now));
	}

	perSecond(now: number): number {
		// Under a second nothing can be said per second: the first burst would show as thousands.
		const elapsed = Math.max(1_000, this.elapsedMs(now));
		const coveredMs = this.#spanMs * (1 - Math.exp(-elapsed / this.#spanMs));
		return (this.#weightAt(now) / coveredMs) * 1_000;
	}

	#weightAt(now: number): number {
		return this.#weight * Math.exp(-Math.max(0, now - this.#lastAt) / this.#spanMs);
	}
}
