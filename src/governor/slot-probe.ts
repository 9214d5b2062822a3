/** Shortest and longest time between two looks for a higher ceiling, ms. */
const SHORTEST_HOLD_MS = 120_000;
const LONGEST_HOLD_MS = 15 * 60_000;
/** While the ceiling is known to move it is looked for more often, ms. */
const MOVING_HOLD_MS = 5 * 60_000;
/** After a probe that was taken, the next one may follow this soon, ms. */
const NEXT_PROBE_MS = 1_200;
/** Not just after a call ended: word of ends comes late, and then a slot may be free without our knowing, ms. */
const QUIET_MS = 1_000;

/** When one call above a known ceiling is tried. */
export class SlotProbe {
	#holdMs = SHORTEST_HOLD_MS;
	#at = Number.POSITIVE_INFINITY;
	#rises = 0;
	#verified = true;

	/** ms until the next look. */
	waitMs(now: number): number {
		return Math.max(0, this.#at - now);
	}

	/** Whether the ceiling has been looked at once since it was found: the first look is worth its price in any case. */
	get verified(): boolean {
		return this.#verified;
	}

	/** A ceiling was found. `verify`: whether it may be another kind of limit, so that one look is due soon. */
	found(now: number, verify: boolean): void {
		this.#rises = 0;
		this.#holdMs = SHORTEST_HOLD_MS;
		this.#verified = !verify;
		this.#at = now + this.#holdMs;
	}

	isDue(endedAt: number, now: number): boolean {
		return this.dueMs(endedAt, now) <= 0;
	}

	/** ms until it is, as things are. */
	dueMs(endedAt: number, now: number): number {
		return Math.max(0, this.#at - now, endedAt + QUIET_MS - now);
	}

	/** A probe was taken. @returns whether the ceiling has risen by so much that it has to be searched for again. */
	taken(now: number): boolean {
		// It may be a slot whose call had ended unnoticed: the next look tells.
		this.#verified = false;
		this.#rises += 1;
		this.#holdMs = SHORTEST_HOLD_MS;
		this.#at = now + NEXT_PROBE_MS;
		return this.#rises >= 2;
	}

	/** A probe was refused: the ceiling stands where it was. `moves`: whether it moved lately. */
	refused(now: number, moves: boolean): void {
		this.#verified = true;
		this.#rises = 0;
		this.#holdMs = Math.min(2 * this.#holdMs, moves ? MOVING_HOLD_MS : LONGEST_HOLD_MS);
		this.#at = now + this.#holdMs;
	}
}
