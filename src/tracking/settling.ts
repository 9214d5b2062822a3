/** A call is waited for this many times as long as the longest time that the provider's lists were seen to lag. */
const TIMES_THE_LAG = 3;
/** However far lists lag, absence is believed after this time, ms, where no longer one was asked for. */
const LONGEST_MS = 900_000;

/** How long a call must be missing from the provider's lists before it counts as not placed. */
export class Settling {
	#ms: number;

	/** `leastMs`: what is waited at least. */
	constructor(leastMs: number) {
		this.#ms = leastMs;
	}

	get ms(): number {
		return this.#ms;
	}

	/** A call was still missing `ageMs` after the provider had it, and was shown later. */
	sawLag(ageMs: number): void {
		this.#ms = Math.max(this.#ms, Math.min(ageMs * TIMES_THE_LAG, LONGEST_MS));
	}
}
