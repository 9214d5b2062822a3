/** So many refusals with nothing taken in between do not come by chance. */
const CERTAIN_AFTER = 8;
/** Weight of the newest answer, and the share of refusals below which there is nothing left to explain. */
const WEIGHT = 0.02;
const OVER_BELOW = 0.02;

/**
 * Refusals that come whatever is done. A pace that is lowered again and again without a change cannot be what is refused, and
 * to go on lowering it would end in a standstill: until they cease, nothing is concluded from them.
 */
export class Chance {
	#inRow = 0;
	#share = 0;
	#active = false;

	/** Whether refusals are by chance just now. */
	get active(): boolean {
		return this.#active;
	}

	/** Refusals were found to have nothing to do with the pace. */
	begin(): void {
		this.#active = true;
		this.#inRow = 0;
		this.#share = 1;
	}

	/** A start was taken. */
	taken(): void {
		this.#inRow = 0;
		this.#share -= WEIGHT * this.#share;
		if (this.#share < OVER_BELOW) this.#active = false;
	}

	/** A start was refused. @returns as `active`. */
	refused(): boolean {
		this.#inRow += 1;
		this.#share += WEIGHT * (1 - this.#share);
		if (this.#inRow >= CERTAIN_AFTER) this.#active = false;
		return this.#active;
	}
}
