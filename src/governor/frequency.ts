/** Weight of the newest gap. */
const WEIGHT = 0.05;

/** How often something happens, as the smoothed gap between two times. */
export class Frequency {
	#last: number | undefined;
	#gapMs: number | undefined;

	add(now: number): void {
		if (this.#last !== undefined) {
			const gap = now - this.#last;
			this.#gapMs = this.#gapMs === undefined ? gap : this.#gapMs + WEIGHT * (gap - this.#gapMs);
		}
		this.#last = now;
	}

	/** Times per ms, as of now. */
	at(now: number): number {
		if (this.#gapMs === undefined || this.#last === undefined) return 0;
		return 1 / Math.max(this.#gapMs, now - this.#last, 1);
	}
}
