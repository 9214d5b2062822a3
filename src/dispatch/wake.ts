import type { Clock } from '../runtime/clock.js';

/** What rounding leaves of a wait would be waited for again and again, and time might not move. */
const LEAST_MS = 0.01;

/** Lets one loop wait for a time or for somebody to notify it, whichever comes first. */
export class Wake {
	readonly #clock: Clock;
	#notified = false;
	#end: (() => void) | undefined;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Ends the wait under way, or the next one if there is none. */
	notify(): void {
		this.#notified = true;
		this.#end?.();
	}

	async wait(ms: number): Promise<void> {
		if (!this.#notified) {
			await new Promise<void>((resolve) => {
				const cancel = this.#clock.after(Math.max(ms, LEAST_MS), resolve);
				this.#end = () => {
					cancel();
					resolve();
				};
			});
			this.#end = undefined;
		}
		this.#notified = false;
	}
}
