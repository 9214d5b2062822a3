import { seededRandom } from '../runtime/random.js';
import type { Limits } from './scenario-schema.js';

/** How many calls an account may have live at once, and how many of these others take. `now` is in ms since the start. */
export class SlotLimit {
	readonly #limits: Limits;
	/** Part of the outside traffic's period that is over at the start, drawn by the mock's seed. */
	readonly #phase: number;

	constructor(limits: Limits, seed: number) {
		this.#limits = limits;
		this.#phase = seededRandom(seed + 4)();
	}

	/** Of the whole account; Infinity without a limit. */
	total(now: number): number {
		let slots = Number.POSITIVE_INFINITY;
		for (const step of this.#limits.slots) if (step.at <= now) slots = step.slots;
		return slots;
	}

	/** Taken by others, who go first. */
	outside(now: number): number {
		const { outside } = this.#limits;
		if (outside === undefined) return 0;
		const turn = 2 * Math.PI * (now / outside.period + this.#phase);
		return Math.round(outside.min + ((outside.max - outside.min) * (1 - Math.cos(turn))) / 2);
	}

	/** Left to the client. Calls of its own beyond that stay up when others need their slots. */
	ours(now: number): number {
		return Math.max(0, this.total(now) - this.outside(now));
	}
}
