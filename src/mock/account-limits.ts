import { createRateLimits, type RateLimit, type Standing } from './limits.js';
import type { Limits, Penalty, RateRule } from './scenario-schema.js';
import { SlotLimit } from './slots.js';

/** The limit that a refused request met. */
export type LimitKind = 'slots' | RateRule['name'];

/** Why a request is turned away. */
export interface Refusal {
	readonly limit: LimitKind;
	/** For how long at least a request would be turned away again. */
	readonly waitMs: number;
	/** Not the limit turned it away, but the penalty for having met it. */
	readonly isPenalty: boolean;
}

/** Slots as they are at the moment of a request. */
interface Occupied {
	readonly live: number;
	readonly msToNextFreed: number;
}

/**
 * All limits of one account, asked in this order: penalty, rate limits, slots. `now` is in ms since the start.
 *
 * A penalty begins with a refusal by a limit and turns away whatever it is set to (starts, or requests of any kind) until
 * its wait is over; where it restarts, each request turned away begins the wait anew.
 */
export class AccountLimits {
	readonly slots: SlotLimit;
	readonly #rates: readonly { readonly rule: RateRule; readonly limit: RateLimit }[];
	readonly #hasSlots: boolean;
	readonly #penalty: Penalty | undefined;
	#penaltyUntil = 0;
	#penaltyFor: LimitKind = 'rate';

	constructor(limits: Limits, seed: number) {
		this.slots = new SlotLimit(limits, seed);
		this.#hasSlots = limits.slots.length > 0;
		this.#penalty = limits.penalty;
		const rates = createRateLimits(limits.rate, seed);
		this.#rates = limits.rate.flatMap((rule, place) => {
			const limit = rates[place];
			return limit === undefined ? [] : [{ rule, limit }];
		});
	}

	/** A request to start a call; takes from the limits when they all agree. Undefined: it may. */
	start(now: number, occupied: Occupied): Refusal | undefined {
		const refusal = this.#penalized(now) ?? this.#met(now, occupied);
		for (const { limit } of this.#rates) {
			if (refusal === undefined) limit.take(now);
			else limit.refuse(now);
		}
		return refusal;
	}

	/** A request of another kind. Undefined: it may. */
	look(now: number): Refusal | undefined {
		return this.#penalty?.of === 'all' ? this.#penalized(now) : undefined;
	}

	/** Of `live` calls of the client: those of the whole account, and its slots. */
	occupancy(now: number, live: number): { readonly live: number; readonly slots: number } {
		return { live: live + this.slots.outside(now), slots: this.slots.total(now) };
	}

	/** Where each rate limit stands, the tightest first: what leaves least, of equals what takes longest to give more. */
	standings(now: number): readonly Standing[] {
		return this.#rates
			.map(({ limit }) => limit.standing(now))
			.sort((one, other) => one.remaining - other.remaining || other.resetMs - one.resetMs);
	}

	#penalized(now: number): Refusal | undefined {
		if (this.#penalty === undefined || now >= this.#penaltyUntil) return undefined;
		if (this.#penalty.restarts) this.#penaltyUntil = now + this.#penalty.wait;
		return { limit: this.#penaltyFor, waitMs: this.#penaltyUntil - now, isPenalty: true };
	}

	#met(now: number, { live, msToNextFreed }: Occupied): Refusal | undefined {
		const refusal = this.#rateMet(now) ?? this.#slotsMet(now, live, msToNextFreed);
		if (refusal === undefined || this.#penalty === undefined) return refusal;
		this.#penaltyUntil = now + this.#penalty.wait;
		this.#penaltyFor = refusal.limit;
		return { ...refusal, waitMs: Math.max(refusal.waitMs, this.#penalty.wait) };
	}

	/** Of several that are met, the one that takes longest. */
	#rateMet(now: number): Refusal | undefined {
		let longest: Refusal | undefined;
		for (const { rule, limit } of this.#rates) {
			const waitMs = limit.waitMs(now);
			if (waitMs > (longest?.waitMs ?? 0)) longest = { limit: rule.name, waitMs, isPenalty: false };
		}
		return longest;
	}

	#slotsMet(now: number, live: number, waitMs: number): Refusal | undefined {
		if (!this.#hasSlots || live < this.slots.ours(now)) return undefined;
		return { limit: 'slots', waitMs, isPenalty: false };
	}
}
