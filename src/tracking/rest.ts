import { type Clock, sleep } from '../runtime/clock.js';

/** A pause whose length may change while it lasts. */
export class Rest {
	readonly #clock: Clock;
	#nap = new AbortController();
	#isEnded = false;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Lasts as long as `leftMs` says that some time is left. @returns whether it was ended before. */
	async whileLeft(leftMs: () => number): Promise<boolean> {
		this.#isEnded = false;
		// A fraction of a millisecond may be left by rounding, for ever.
		for (let wait = leftMs(); wait >= 1 && !this.#isEnded; wait = leftMs()) {
			this.#nap = new AbortController();
			await sleep(this.#clock, wait, this.#nap.signal);
		}
		return this.#isEnded;
	}

	end(): void {
		this.#isEnded = true;
		this.lookAgain();
	}

	/** How much is left may have become less. */
	lookAgain(): void {
		this.#nap.abort();
	}
}
