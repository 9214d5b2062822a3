/** Moments kept: enough for a window of an hour at a hundred calls, or of a minute at a thousand. */
const KEPT = 2_048;

/** When calls were taken lately, in a ring of fixed size. */
export class TakenLog {
	readonly #moments = new Float64Array(KEPT).fill(Number.NEGATIVE_INFINITY);
	#count = 0;

	add(now: number): void {
		this.#moments[this.#count % KEPT] = now;
		this.#count += 1;
	}

	/** How many were taken in (from, to]. */
	between(from: number, to: number): number {
		let taken = 0;
		for (const moment of this.#moments) if (moment > from && moment <= to) taken += 1;
		return taken;
	}
}
