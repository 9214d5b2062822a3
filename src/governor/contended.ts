/** Moves of the ceiling within this time, ms, that show that others use the account too. */
const MOVES = 3;
const WITHIN_MS = 20 * 60_000;
/** How long one move makes it worth looking for the next, ms. */
const MOVED_LATELY_MS = 60 * 60_000;
/** Multiplicative decrease, once in so many ms. */
const DECREASE = 0.9;
const EPISODE_MS = 3_000;
/** Additive increase for a full round of calls taken. */
const INCREASE = 1.5;
/** Growth needs so much of the limit in use. */
const USED_SHARE = 0.9;
/** So many refusals at about the same level are a ceiling that stands still again. */
const STILL_AFTER = 8;
const STILL_SPREAD = 0.11;

/**
 * Memory of a ceiling's moves, and what is done when it never stands still: there a measurement is old as soon as it is
 * made, and plain AIMD follows best (0.9 once an episode; so many more for every full round of calls taken), as Palantir's
 * Dialogue has it.
 */
export class Contended {
	#moves: number[] = [];
	#limit: number | undefined;
	#decreasedAt = Number.NEGATIVE_INFINITY;
	#levels: number[] = [];

	/** Live calls allowed; undefined while the ceiling stands still. */
	get limit(): number | undefined {
		return this.#limit === undefined ? undefined : Math.max(1, Math.floor(this.#limit));
	}

	movedLately(now: number): boolean {
		return now - (this.#moves.at(-1) ?? Number.NEGATIVE_INFINITY) < MOVED_LATELY_MS;
	}

	/** The ceiling was found at another level than before. */
	moved(to: number, now: number): void {
		this.#moves = [...this.#moves.slice(1 - MOVES), now];
		if (this.#moves.length < MOVES || now - (this.#moves[0] ?? 0) > WITHIN_MS) return;
		this.#limit ??= to;
		this.#levels = [];
	}

	/** A call was taken with so many live, itself among them. */
	taken(live: number): void {
		if (this.#limit !== undefined && live >= USED_SHARE * this.#limit) this.#limit += INCREASE / this.#limit;
	}

	/** A start was refused at so many live calls. @returns the level at which the ceiling stands still again, if it does. */
	refused(level: number, now: number): number | undefined {
		if (this.#limit === undefined || now - this.#decreasedAt < EPISODE_MS) return undefined;
		this.#decreasedAt = now;
		this.#limit = Math.max(1, DECREASE * Math.min(this.#limit, level));
		this.#levels = [...this.#levels.slice(1 - STILL_AFTER), level];
		const [low, high] = [Math.min(...this.#levels), Math.max(...this.#levels)];
		if (this.#levels.length < STILL_AFTER || high - low > Math.max(1, STILL_SPREAD * high)) return undefined;
		this.#limit = undefined;
		this.#moves = [];
		return high;
	}
}
