import type { ObservedLimits, ReadLimit } from '../providers/provider.js';

/** Added to what is told or documented: requests are not all under way equally long. */
const SPACING_FACTOR = 1.02;
const GRACE_MS = 60;

interface Gate {
	limit: number;
	windowMs: number;
	nextAt: number;
	/** Asked to wait until then. */
	shutUntil: number;
}

/**
 * When the next read of each group may be sent, where a provider counts reads in groups: evenly spaced by what is documented
 * or told, and not before the end of a wait that was asked for. Times are monotonic ms.
 */
export class ReadGates {
	readonly #gates = new Map<string, Gate>();
	#allShutUntil = Number.NEGATIVE_INFINITY;

	/** ms until a read under this limit may be sent. */
	waitMs(limit: ReadLimit, now: number): number {
		const { nextAt, shutUntil } = this.#gate(limit);
		return Math.max(0, nextAt - now, shutUntil - now, this.#allShutUntil - now);
	}

	sent(under: ReadLimit, now: number): void {
		const gate = this.#gate(under);
		gate.nextAt = now + (gate.windowMs / (gate.limit * under.share)) * SPACING_FACTOR;
	}

	/** An answer to a read under this limit. @returns whether a wait that it asks for is the group's own. */
	answered(under: ReadLimit, { rates = [], retryAfterMs = 0 }: ObservedLimits, now: number): boolean {
		const gate = this.#gate(under);
		const told = rates.find(({ policy }) => policy === under.group);
		if (told === undefined) {
			if (retryAfterMs > 0) this.shutAll(retryAfterMs, now);
			return false;
		}
		const before = gate.windowMs / gate.limit;
		if (told.limit) gate.limit = told.limit;
		if (told.windowMs) gate.windowMs = told.windowMs;
		const after = gate.windowMs / gate.limit;
		// The read that is answered here was spaced by what was known before it.
		if (after !== before) this.sent(under, now);
		// What fills the window is not ours alone: it slides, so a part of it is free again after that part of its length.
		if (told.remaining === 0) gate.shutUntil = Math.max(gate.shutUntil, now + gate.windowMs / 2);
		if (retryAfterMs > 0) gate.shutUntil = Math.max(gate.shutUntil, now + retryAfterMs + GRACE_MS);
		return true;
	}

	/** A wait that holds for requests of every group. */
	shutAll(ms: number, now: number): void {
		this.#allShutUntil = Math.max(this.#allShutUntil, now + ms + GRACE_MS);
	}

	#gate({ group, limit, windowMs }: ReadLimit): Gate {
		let gate = this.#gates.get(group);
		if (gate === undefined) {
			gate = { limit, windowMs, nextAt: Number.NEGATIVE_INFINITY, shutUntil: Number.NEGATIVE_INFINITY };
			this.#gates.set(group, gate);
		}
		return gate;
	}
}
