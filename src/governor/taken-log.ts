/** Moments kept: enough for a window of an hour at a hundred calls, or of a minute at thirty a second. */
const KEPT = 2_048;

/** When calls were taken lately, in a ring of fixed size. */
export class TakenLog {
	readonly #moments = new Float64Array(KEPT).fill(Number.NEGATIVE_INFINITY);
	#count = 0;
	#first = Number.POSITIVE_INFINITY;

	add(now: number): void {
		this.#moments[this.#count % KEPT] = now;
		this.#count += 1;
		if (this.#count === 1) this.#first = now;
	}

	/** When the first call of all was taken; Infinity before. */
	get first(): number {
		return this.#first;
	}

	/** From when on nothing is missing. */
	get complete(): number {
		return this.#count <= KEPT ? Number.NEGATIVE_INFINITY : (this.#moments[this.#count % KEPT] ?? 0);
	}

	/** How many were taken in (from, to]. */
	between(from: number, to: number): number {
		let taken = 0;
		for (const moment of this.#moments) if (moment > from && moment <= to) taken += 1;
		return taken;
	}
}
