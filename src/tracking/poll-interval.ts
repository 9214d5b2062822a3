/**
 * Share of a call's length that passes between two reads, and the longest time, ms. While a start waits for a slot, half of it
 * on average is lost to every freed slot; otherwise nothing but the news waits.
 */
const WANTED = { share: 0.04, longestMs: 5_000 };
const UNHURRIED = { share: 0.2, longestMs: 10_000 };
const SHORTEST_MS = 100;
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

	/** ms until the next read. `slotsWanted`: whether starts wait for a slot to become free. */
	ms(slotsWanted: boolean): number {
		const ordinary = this.#ordinary(slotsWanted ? WANTED : UNHURRIED);
		if (this.#hurried === 0) return ordinary;
		this.#hurried -= 1;
		return Math.min(FIRST_MS, ordinary);
	}

	#ordinary({ share, longestMs }: typeof WANTED): number {
		if (this.#meanLength === undefined) return this.#blind;
		return Math.min(Math.max(this.#meanLength * share, SHORTEST_MS), longestMs);
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
		this.#blind = Math.min(this.#blind * GROWTH, WANTED.longestMs);
	}
}
