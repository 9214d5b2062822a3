import type { QueueRule } from './scenario-schema.js';

/**
 * Dials calls evenly, in the order in which they were taken. A place in the queue is kept by a call that is stopped while
 * it waits.
 */
export class DialQueue {
	readonly #spacingMs: number;
	/** Epoch ms from which on the next call can be dialed. */
	#freeAt = Number.NEGATIVE_INFINITY;

	constructor({ calls, per }: QueueRule) {
		this.#spacingMs = per / calls;
	}

	/** Takes a call at `now` (epoch ms). @returns when it is dialed. */
	take(now: number): number {
		const dialedAt = Math.max(now, this.#freeAt);
		this.#freeAt = dialedAt + this.#spacingMs;
		return dialedAt;
	}
}
