/** A call is waited for this many times as long as the longest time that the provider's lists were seen to lag. */
const TIMES_THE_LAG = 3;
/** However far lists lag, absence is believed after this time, ms, where no longer one was asked for. */
const LONGEST_MS = 900_000;

/** How long a call must be missing from the provider's lists before that means anything. */
export class Settling {
	/** What was told, or as far as calls were shown late. */
	#shownLate: number;
	/** As far as calls are missing that the provider has; one may have been deleted there. */
	#missing = 0;

	/** `leastMs`: what is waited at least. */
	constructor(leastMs: number) {
		this.#shownLate = leastMs;
	}

	/** After this time, ms, a call that was taken and is missing is asked for by itself. */
	get askAfterMs(): number {
		return this.#shownLate;
	}

	/** After this time, ms, an attempt whose call is missing counts as not placed. */
	get absentAfterMs(): number {
		return Math.max(this.#shownLate, this.#missing);
	}

	/** A call was still missing `ageMs` after the provider had it, and was shown later. */
	shownLate(ageMs: number): void {
		this.#shownLate = Math.max(this.#shownLate, lagging(ageMs));
	}

	/** A call is missing `ageMs` after the provider had it: whatever else is missing may be there as well. */
	missing(ageMs: number): void {
		this.#missing = Math.max(this.#missing, lagging(ageMs));
	}
}

function lagging(ageMs: number): number {
	return Math.min(ageMs * TIMES_THE_LAG, LONGEST_MS);
}
