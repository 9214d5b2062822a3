/** Share of the proven level that may be started without being confirmed, and never less than one. */
const UNCONFIRMED_SHARE = 0.1;
/** How long a level stays proven without being reached again, ms; after that the climb is careful once more. */
const PROVEN_FOR_MS = 10 * 60_000;
/** Shortest and longest time between two looks for a higher ceiling, ms. */
const SHORTEST_HOLD_MS = 60_000;
const LONGEST_HOLD_MS = 15 * 60_000;
/** After a probe that was taken, the next one may follow this soon, ms. */
const NEXT_PROBE_MS = 1_200;
/** How far below the ceiling a refusal is still explained by a slot that the provider frees late. */
const tolerance = (level: number): number => (level > 50 ? 2 : 1);
/** What a chain of refusals below the ceiling makes of the level at which they happen. */
const DIP_FACTORS = [1, 1, 0.9, 0.8, 0.7];

/**
 * The exact ceiling on live calls. Its increase is additive and clocked by confirmations: one start, or a tenth of the
 * proven level, is under way beyond what is proven. A refusal at n live calls is a measurement: the ceiling is n, and it
 * is remembered, held, and tried one call above from time to time. Decrease is multiplicative only when refusals repeat
 * below the ceiling, which is when the measurement no longer holds.
 */
export class Ceiling {
	#max: number;
	#cap = Number.POSITIVE_INFINITY;
	#proven = 0;
	#provenAt = Number.NEGATIVE_INFINITY;
	#holdMs = SHORTEST_HOLD_MS;
	#probeAt = Number.POSITIVE_INFINITY;
	#lastBoundary = Number.NaN;
	#probesTaken = 0;
	#chain = 0;
	#dipAt = Number.NEGATIVE_INFINITY;

	/** `max`: never more live calls than this, whatever the provider takes. */
	constructor(max: number) {
		this.#max = max;
	}

	/** Live calls allowed. */
	get allowed(): number {
		return Math.min(this.#cap, this.#max);
	}

	/** Whether a ceiling was met or told. */
	get known(): boolean {
		return this.#cap !== Number.POSITIVE_INFINITY;
	}

	get proven(): number {
		return this.#proven;
	}

	/** May a call be started with so many live and so many of them unanswered? */
	allows(live: number, unanswered: number, now: number): boolean {
		if (live >= this.allowed) return false;
		if (now - this.#provenAt > PROVEN_FOR_MS) this.#proven = Math.min(this.#proven, live);
		return live < this.#proven || unanswered < Math.max(1, Math.floor(UNCONFIRMED_SHARE * this.#proven));
	}

	/** With the ceiling as the only hindrance: is it time to try one call above it? */
	probeIsDue(live: number, unanswered: number, now: number): boolean {
		return this.#cap < this.#max && live === this.#cap && unanswered === 0 && now >= this.#probeAt;
	}

	/** The provider took a call with so many confirmed ones live, itself among them. */
	confirmed(level: number, now: number): void {
		if (level >= this.#proven) {
			this.#proven = level;
			this.#provenAt = now;
		}
		if (level >= this.#cap - tolerance(this.#cap)) this.#chain = 0;
	}

	/** A probe above the ceiling was taken: it has risen. */
	probeTaken(level: number, now: number): void {
		this.#probesTaken += 1;
		this.#holdMs = SHORTEST_HOLD_MS;
		this.#probeAt = now + NEXT_PROBE_MS;
		// Twice in a row: it has risen by more than one, so climb until the next boundary is met.
		this.#cap = this.#probesTaken >= 2 ? Number.POSITIVE_INFINITY : level;
	}

	/** A start was refused at `level` live calls, with nothing proven above it: that is the ceiling. */
	boundary(level: number, now: number): void {
		const cap = Math.max(1, level);
		const same = Math.abs(cap - this.#lastBoundary) <= Math.max(0.05 * cap, 0);
		this.#holdMs = same ? Math.min(2 * this.#holdMs, LONGEST_HOLD_MS) : SHORTEST_HOLD_MS;
		this.#lastBoundary = cap;
		this.#setCap(cap, now + this.#holdMs);
		this.#chain = 0;
	}

	/** A start below the ceiling was refused: a slot freed late, noise, or a ceiling that fell. @returns ms to pause. */
	dip(level: number, now: number): number {
		const factor = DIP_FACTORS[Math.min(this.#chain, DIP_FACTORS.length - 1)] ?? 1;
		const pause = 700 * 1.7 ** Math.min(this.#chain, 8);
		this.#dipAt = now;
		this.#setCap(Math.max(1, Math.floor(level * factor)), now + (this.#chain === 0 ? 10_000 : 30_000));
		this.#chain += 1;
		return pause;
	}

	/** Whether a refusal at this level contradicts what is proven. */
	isDip(level: number): boolean {
		return this.known && level < this.#cap;
	}

	get dippedAt(): number {
		return this.#dipAt;
	}

	/** The provider told its limit. */
	told(limit: number): void {
		this.#max = Math.min(this.#max, Math.max(1, limit));
		this.#proven = Math.max(this.#proven, this.#max);
		this.#provenAt = Number.POSITIVE_INFINITY;
	}

	/** The verdict was wrong. */
	forget(): void {
		this.#cap = Number.POSITIVE_INFINITY;
		this.#probeAt = Number.POSITIVE_INFINITY;
		this.#chain = 0;
	}

	#setCap(cap: number, probeAt: number): void {
		this.#cap = cap;
		this.#proven = Math.min(this.#proven, cap);
		this.#probeAt = probeAt;
		this.#probesTaken = 0;
	}
}
