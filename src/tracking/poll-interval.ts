/** Share of a call's length that passes unseen between two reads: half of it, on average, a freed slot stands idle. */
const SHARE_OF_LENGTH = 0.04;
const SHORTEST_MS = 100;
const LONGEST_MS = 5_000;
/** Before any call has ended: from half a second up, by half as much again each time. */
const FIRST_MS = 500;
const GROWTH = 1.5;
/** Reads that follow each other closely when it matters. */
const HURRIED_READS = 8;
/** Weight of the newest call in the mean length. */
const WEIGHT = 0.1;

/** How long to wait between two reads: short calls want frequent ones, long calls can be left in peace. */
export class PollInterval {
	#blind = FIRST_MS;
	#meanLength: number | undefined;
	#hurried = 0;

	/** ms until the next read. */
	ms(): number {
		if (this.#hurried === 0) return this.#ordinary();
		this.#hurried -= 1;
		return Math.min(FIRST_MS, this.#ordinary());
	}

	#ordinary(): number {
		if (this.#meanLength === undefined) return this.#blind;
		return Math.min(Math.max(this.#meanLength * SHARE_OF_LENGTH, SHORTEST_MS), LONGEST_MS);
	}

	/** It matters now which calls have ended: for a while reads follow each other closely. */
	hurry(): void {
		this.#hurried = HURRIED_READS;
	}

	/** A call that lasted `ms` was seen to be over. */
	sawCallOf(ms: number): void {
		this.#meanLength = this.#meanLength === undefined ? ms : this.#meanLength + WEIGHT * (ms - this.#meanLength);
	}

	/** A read showed no call that was over. */
	foundNothing(): void {
		this.#blind = Math.min(this.#blind * GROWTH, LONGEST_MS);
	}
}
