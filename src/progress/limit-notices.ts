import { eventText } from './event-text.js';
import type { LimitChanged } from './events.js';

/** Limits grow in small steps, every few seconds: told at most this often, ms. */
const GROWTH_EVERY_MS = 60_000;

/**
 * Picks the changes of one limit that are worth a line: that it was found or given up, and a decrease, at once; small
 * changes and growth summed up.
 */
export class LimitNotices {
	readonly #leastShare: number;
	#growthAt = Number.NEGATIVE_INFINITY;
	/** The limit from which on nothing was told. */
	#from: number | undefined;

	/** `leastShare`: changes of less than this part of the limit are not worth a line of their own, 0..1. */
	constructor(leastShare: number) {
		this.#leastShare = leastShare;
	}

	/** @returns the line, or undefined when the change is not worth one yet. */
	of(event: LimitChanged): string | undefined {
		const { at, from, to } = event;
		if (from === undefined || to === undefined || to < from * (1 - this.#leastShare)) return this.#told(event);
		this.#from ??= from;
		const growing = to > this.#from;
		const small = Math.abs(to - this.#from) < this.#from * this.#leastShare;
		if (small || (growing && at - this.#growthAt < GROWTH_EVERY_MS)) return undefined;
		if (growing) this.#growthAt = at;
		return this.#told({ ...event, from: this.#from });
	}

	#told(event: LimitChanged): string {
		this.#from = undefined;
		return eventText(event);
	}
}
