/** So many answer times of the first start, and at most so long, ms. */
const ANSWERS = 6;
const AT_MOST_MS = 1_500;

/**
 * The second start of all waits a little: refused right behind the first, it would not tell a limit of one live call from
 * one of one start per second. From far away that is a second, from near by no time at all.
 */
export class SecondStart {
	#at: number | undefined;

	/** The first start was taken, after so long, ms. Later ones change nothing. */
	taken(latencyMs: number, now: number): void {
		this.#at ??= now + Math.min(AT_MOST_MS, ANSWERS * latencyMs);
	}

	/** ms until the second may follow. */
	waitMs(now: number): number {
		return Math.max(0, (this.#at ?? now) - now);
	}
}
