import { ALONE, type Share } from './governor.js';

/** Share of the proven level that may be started beyond it without being confirmed, and never less than one. */
const UNCONFIRMED_SHARE = 0.08;
/** Share of the proven level that may be started at once when slots are free: if they are not, not all is refused. */
const AT_ONCE_SHARE = 0.25;
const AT_ONCE_AT_LEAST = 2;
/** How long a level stays proven without being reached again, ms; after that the climb is careful once more. */
const PROVEN_FOR_MS = 10 * 60_000;

/** How far below the ceiling a refusal is still explained by a call whose end we have not heard of, or heard too early. */
export function toleranceOf(level: number): number {
	return level > 50 ? 2 : 1;
}

/**
 * The exact ceiling on live calls. Its increase is additive and clocked by confirmations: one start, or a twelfth of the
 * proven level, is under way beyond what is proven. A refusal at n live calls is a measurement: the ceiling is n. It is the
 * account's; what other dialers on it hold is taken off.
 */
export class Ceiling {
	readonly #most: number;
	readonly #countsRequests: boolean;
	#told = Number.POSITIVE_INFINITY;
	#cap = Number.POSITIVE_INFINITY;
	#trusted: number;
	#proven = 0;
	#provenAt = Number.NEGATIVE_INFINITY;
	#share: Share = ALONE;

	/**
	 * `start`: trusted without proof. `max`: never more live calls than this, whatever the provider takes. `countsRequests`: what
	 * is called live is a request on its way.
	 */
	constructor(start: number, max: number, countsRequests: boolean) {
		this.#countsRequests = countsRequests;
		this.#trusted = Math.min(start, max);
		this.#most = max;
	}

	/** The account's ceiling; undefined while none is known. */
	get cap(): number | undefined {
		const cap = Math.min(this.#cap, this.#told + this.others);
		return Number.isFinite(cap) ? cap : undefined;
	}

	/** Most live calls of this dialer that were taken lately. */
	get proven(): number {
		return this.#proven;
	}

	/** Live calls of other dialers on the account. */
	get others(): number {
		return this.#share.othersLive;
	}

	/** Live calls that this dialer may have. */
	get allowed(): number {
		const left = Math.max(1, this.#cap - this.others);
		return Math.max(0, Math.min(left, this.#told, this.#most, this.#share.slots));
	}

	/** Live calls of this dialer that may not be exceeded whatever is being found out: told, configured or shared. */
	get bound(): number {
		return Math.min(this.#told, this.#most, this.#share.slots);
	}

	/** What `allowed` says, as long as nothing more is proven: what could be started at once. */
	get usable(): number {
		const base = Math.max(this.#proven, this.#trusted);
		return Math.min(this.allowed, base + step(base));
	}

	/** May a call be started with so many live and so many of them unanswered? */
	allows(live: number, unanswered: number, now: number): boolean {
		if (live >= this.allowed) return false;
		this.#forgetProof(live, now);
		const atOnce = Math.max(this.#trusted, AT_ONCE_AT_LEAST, Math.ceil(AT_ONCE_SHARE * this.#proven));
		if (!this.#countsRequests && unanswered >= atOnce) return false;
		if (live < Math.max(this.#proven, this.#trusted)) return true;
		// Up to a part of a known ceiling everybody may grow; beyond what is proven for the account, only one of its dialers.
		const mayGrow = this.#share.mayProbe || Number.isFinite(this.#share.slots);
		return mayGrow && live < this.#proven + step(this.#proven);
	}

	/** Whether one call above the ceiling could be tried: there is nothing else in its way. */
	isFull(live: number): boolean {
		const cap = this.#cap - this.others;
		const { slots, mayProbe } = this.#share;
		if (!mayProbe || live >= Math.min(this.#most, this.#told) || slots < cap) return false;
		return live >= cap && live <= cap + toleranceOf(cap);
	}

	/** The provider took a call with so many confirmed ones of ours live, itself among them. */
	confirmed(level: number, now: number): void {
		if (level >= this.#proven) {
			this.#proven = level;
			this.#provenAt = now;
		}
	}

	/** The ceiling was found at so many live calls of the account. */
	set(cap: number): void {
		this.#cap = Math.max(1, cap);
		this.#proven = Math.min(this.#proven, this.#cap);
		this.#trusted = Math.min(this.#trusted, this.#cap);
	}

	/** There is no ceiling at that level, after all. */
	clear(): void {
		this.#cap = Number.POSITIVE_INFINITY;
	}

	/** An earlier campaign found it there. A third of it is started without waiting; the rest is confirmed on the way. */
	restore(cap: number): void {
		this.#cap = Math.max(1, cap);
		this.#trusted = Math.min(this.#most, Math.max(this.#trusted, Math.floor(cap / 3)));
	}

	/** The provider told how many live calls this dialer may have. */
	told(limit: number): void {
		// What was found out before is as old as the figure that this one replaces.
		if (this.#told !== limit) this.clear();
		this.#told = Math.max(1, limit);
		this.#trusted = Math.min(this.#most, this.#told);
	}

	share(share: Share): void {
		this.#share = share;
	}

	#forgetProof(live: number, now: number): void {
		if (now - this.#provenAt > PROVEN_FOR_MS) this.#proven = Math.min(this.#proven, live);
	}
}

function step(proven: number): number {
	return Math.max(1, Math.floor(UNCONFIRMED_SHARE * proven));
}
