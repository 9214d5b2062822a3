import { type Clock, sleep } from '../runtime/clock.js';

/** Lets one loop wait for a time or for somebody to notify it, whichever comes first. */
export class Wake {
	readonly #clock: Clock;
	#abort = new AbortController();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Ends the wait under way, or the next one if there is none. */
	notify(): void {
		this.#abort.abort();
	}

	async wait(ms: number): Promise<void> {
		await sleep(this.#clock, ms, this.#abort.signal);
		if (this.#abort.signal.aborted) this.#abort = new AbortController();
	}
}
