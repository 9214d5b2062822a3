import type { LearnedRate } from './learned-rate.js';

/** First step of a probe, a share of the pace, doubled with every success, up to the largest. */
const STEP = 0.04;
const LARGEST_STEP = 0.3;
/** A pace that was lowered by more than this is a rough estimate, as a first one is. */
const DEEP_CUT = 0.8;
/** Time to see how a pace just found goes, ms. */
const FIRST_MS = 20_000;
const SHORTEST_HOLD_MS = 60_000;
const LONGEST_HOLD_MS = 15 * 60_000;
/** A probe lasts long enough for so many starts more than before, and for so many windows. */
const MORE_STARTS = 3;
const WINDOWS = 1.5;
/** A slow pace takes a larger step, so that a probe need not last longer than this or so many windows. */
const LONGEST_MS = 100_000;
const LONGEST_WINDOWS = 3;
const FINEST = 3;
const SHORTEST_MS = 30_000;
/** Weight of the newest start, and the share of starts that have to have waited for the pace: else it is not what limits. */
const WEIGHT = 0.1;
const BOUND_SHARE = 0.7;

/** Looks from time to time whether a learned pace may be higher: for a while starts come a little closer. */
export class RateProbe {
	readonly #rate: LearnedRate;
	#holdMs = SHORTEST_HOLD_MS;
	#at = Number.POSITIVE_INFINITY;
	#streak = 0;
	/** Probes refused since one was taken: each next one takes half the step, in case it was too large. */
	#refused = 0;
	#verified = true;
	#waited = false;
	#bound = 0;
	#probe: { readonly base: number; readonly endsAt: number } | undefined;
	#boundSince: number | undefined;

	constructor(rate: LearnedRate) {
		this.#rate = rate;
	}

	get active(): boolean {
		return this.#probe !== undefined;
	}

	/** The pace before the probe under way, starts per second; undefined while there is none. */
	get base(): number | undefined {
		return this.#probe?.base;
	}

	/** Whether the pace has been looked at since it was found: the first look is worth its price in any case. */
	get verified(): boolean {
		return this.#verified;
	}

	isDue(now: number): boolean {
		return this.#probe === undefined && !this.#rate.blocked && now >= this.#at && this.#boundSince !== undefined;
	}

	begin(now: number): void {
		const base = this.#rate.perSecond ?? 0;
		const longestMs = Math.max(LONGEST_MS, LONGEST_WINDOWS * this.#rate.windowMs);
		const visible = ((MORE_STARTS / longestMs) * 1_000) / 2 ** this.#refused;
		const more = Math.min(base * LARGEST_STEP, Math.max(base * STEP * 2 ** this.#streak, visible));
		const ms = Math.max(WINDOWS * this.#rate.windowMs, SHORTEST_MS, (MORE_STARTS / more) * 1_000);
		this.#probe = { base, endsAt: now + ms };
		this.#rate.set(base + more);
	}

	/** A start has to wait for the learned pace and nothing else. */
	waited(): void {
		this.#waited = true;
	}

	started(now: number): void {
		this.#bound += WEIGHT * ((this.#waited ? 1 : 0) - this.#bound);
		this.#waited = false;
		if (this.#bound < BOUND_SHARE) this.#boundSince = undefined;
		else this.#boundSince ??= now;
	}

	/** A start was taken. @returns whether a probe has come to its end with nothing refused. */
	taken(now: number): boolean {
		const probe = this.#probe;
		if (probe === undefined || now < probe.endsAt) return false;
		this.#probe = undefined;
		// What was not used up was not tried.
		if (this.#boundSince === undefined) {
			this.#rate.set(probe.base);
			return false;
		}
		this.#streak += 1;
		this.#refused = 0;
		this.#holdMs = SHORTEST_HOLD_MS;
		this.#at = now;
		return true;
	}

	/** A start was refused during the probe: the pace before it holds. */
	refused(now: number): void {
		if (this.#probe === undefined) return;
		this.#rate.set(this.#probe.base);
		this.#probe = undefined;
		this.#verified = true;
		this.#refused = Math.min(FINEST, this.#refused + 1);
		this.#streak = 0;
		this.#holdMs = Math.min(2 * this.#holdMs, LONGEST_HOLD_MS);
		this.#at = now + this.#holdMs;
	}

	/** A pace was found: what was taken before the refusal may be less than what is allowed. */
	found(now: number): void {
		this.#verified = false;
		this.#begun(now, Math.max(FIRST_MS, 2 * this.#rate.windowMs));
	}

	/** The pace was lowered by a refusal, to this share of what it was. */
	lowered(share: number, now: number): void {
		if (share < DEEP_CUT) this.#verified = false;
		this.#begun(now, Math.max(this.#holdMs, 2 * this.#rate.windowMs));
	}

	/** A pace that was refused just now is what limits, until starts show otherwise. */
	#begun(now: number, holdMs: number): void {
		this.#probe = undefined;
		this.#streak = 0;
		this.#bound = 1;
		this.#boundSince ??= now;
		this.#at = now + holdMs;
	}

	/** Since when most starts have had to wait for the pace; undefined while they do not. */
	get boundSince(): number | undefined {
		return this.#boundSince;
	}
}
