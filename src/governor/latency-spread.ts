/** Answers kept, and how many new ones make it worth measuring again. */
const KEPT = 32;
const EVERY = 4;
/** Before that: a share of the answer's time itself. */
const FIRST_SHARE = 0.3;
/** Of so many the shortest and the longest are left out: one answer that hung says nothing about the others. */
const MANY = 16;

/** How differently long the provider takes to answer: starts that are evenly spaced here are not so there. */
export class LatencySpread {
	readonly #latencies: number[] = [];
	#count = 0;
	#ms = 0;

	/** A start was answered after so long, ms. */
	add(ms: number): void {
		this.#latencies[this.#count % KEPT] = ms;
		this.#count += 1;
		if (this.#count < EVERY) this.#ms = Math.max(this.#ms, FIRST_SHARE * ms);
		else if (this.#count % EVERY === 0) this.#ms = this.#measure();
	}

	/** ms by which two starts may come closer on the way: half of the range, since only one way counts. */
	get ms(): number {
		return this.#ms;
	}

	#measure(): number {
		const sorted = this.#latencies.toSorted((one, other) => one - other);
		const leftOut = sorted.length < MANY ? 0 : 1;
		return ((sorted.at(-1 - leftOut) ?? 0) - (sorted[leftOut] ?? 0)) / 2;
	}
}
