/** Share of the proven level that may be started without being confirmed, and never less than one. */
const UNCONFIRMED_SHARE = 0.1;
/** How long a level stays proven without being reached again, ms; after that the climb is careful once more. */
const PROVEN_FOR_MS = 10 * 60_000;
/** Shortest and longest time between two looks for a higher ceiling, ms. */
const SHORTEST_HOLD_MS = 60_000;
const LONGEST_HOLD_MS = 15 * 60_000;
/** No probe this soon after a call ended, ms. */
const QUIET_BEFORE_PROBE_MS = 1_000;
/** After a probe that was taken, the next one may follow this soon, ms. */
const NEXT_PROBE_MS = 1_200;
/** How far below the ceiling a refusal is still explained by a slot that the provider frees late. */
const tolerance = (level: number): number => (level > 50 ? 2 : 1);
/** After so many refused looks for the ceiling that stood before, the lower one is taken for the new one. */
const MOST_LOOKS_AGAIN = 4;
/** What a chain of refusals below the ceiling makes of the level at which they happen. */
const DIP_FACTORS = [1, 1, 0.9, 0.8, 0.7];

/**
 * The exact ceiling on live calls. Its increase is additive and clocked by confirmations: one start, or a tenth of the
 * proven level, is under way beyond what is proven. A refusal at n live calls is a measurement: the ceiling is n, and it
 * is remembered, held, and tried one call above from time to time. Decrease is multiplicative only when refusals repeat
 * below the ceiling, which is when the measurement no longer holds.
 */
export class Ceiling {
	readonly #most: number;
	#max: number;
	#told: number | undefined;
	#cap = Number.POSITIVE_INFINITY;
	#proven = 0;
	#provenAt = Number.POSITIVE_INFINITY;
	#holdMs = SHORTEST_HOLD_MS;
	#probeAt = Number.POSITIVE_INFINITY;
	#lastBoundary = Number.NaN;
	#rises = 0;
	#endedAt = Number.NEGATIVE_INFINITY;
	#chain = 0;
	#met = false;
	/** The ceiling before refusals below it began; looking for that one again is no search for more. */
	#before = 0;
	#lookedAgain = 0;

	/** `start`: trusted without proof. `max`: never more live calls than this, whatever the provider takes. */
	constructor(start: number, max: number) {
		this.#proven = Math.min(start, max);
		this.#most = max;
		this.#max = max;
	}

	/** Live calls allowed. */
	get allowed(): number {
		return Math.min(this.#cap, this.#max);
	}

	/** Whether slots were found to be limited, though the ceiling may just be looked for again. */
	get known(): boolean {
		return this.#met;
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

	/**
	 * With the ceiling as the only hindrance: is it time to try one call above it? Not just after a call ended: word of
	 * ends comes late, and then another slot may be free without our knowing.
	 */
	probeIsDue(live: number, unanswered: number, now: number): boolean {
		if (live >= this.#max || live < this.#cap || live > this.#cap + tolerance(this.#cap)) return false;
		return unanswered === 0 && now >= this.#probeAt && now - this.#endedAt >= QUIET_BEFORE_PROBE_MS;
	}

	/** Whether a ceiling that stood lately is looked for again. */
	get recovering(): boolean {
		return this.#cap < this.#before;
	}

	/** A call ended. */
	ended(now: number): void {
		this.#endedAt = now;
	}

	/** The provider took a call with so many confirmed ones live, itself among them. */
	confirmed(level: number, now: number): void {
		if (level >= this.#proven) {
			this.#proven = level;
			this.#provenAt = now;
		}
		if (level >= this.#cap - tolerance(this.#cap)) this.#chain = 0;
	}

	/**
	 * A probe above the ceiling was taken, and `level` calls are now live. One may have found a slot whose call had ended
	 * unnoticed; only more than can be explained so shows that the ceiling has risen. @returns whether it has.
	 */
	probeTaken(level: number, now: number): boolean {
		this.#probeAt = now + NEXT_PROBE_MS;
		if (level <= this.#cap + tolerance(this.#cap)) return false;
		this.#rises += 1;
		this.#holdMs = SHORTEST_HOLD_MS;
		// Twice in a row: it has risen by much, so climb until the next boundary is met.
		this.#cap = this.#rises >= 2 ? Number.POSITIVE_INFINITY : level;
		return true;
	}

	/** A probe was refused: the ceiling stands where it was. */
	probeRefused(now: number): void {
		this.#rises = 0;
		if (this.recovering && ++this.#lookedAgain >= MOST_LOOKS_AGAIN) this.#before = this.#cap;
		this.#holdMs = Math.min(2 * this.#holdMs, LONGEST_HOLD_MS);
		this.#probeAt = now + this.#holdMs;
	}

	/** A start was refused at `level` live calls, with nothing proven above it: that is the ceiling. */
	boundary(level: number, now: number): void {
		const cap = Math.max(1, level);
		const same = Math.abs(cap - this.#lastBoundary) <= Math.max(0.05 * cap, 0);
		this.#holdMs = same ? Math.min(2 * this.#holdMs, LONGEST_HOLD_MS) : SHORTEST_HOLD_MS;
		this.#lastBoundary = cap;
		this.#before = Math.max(cap, this.recovering ? this.#before : 0);
		this.#setCap(cap, now + this.#holdMs);
		this.#chain = 0;
	}

	/** A start below the ceiling was refused: a slot freed late, noise, or a ceiling that fell. @returns ms to pause. */
	dip(level: number, now: number): number {
		const factor = DIP_FACTORS[Math.min(this.#chain, DIP_FACTORS.length - 1)] ?? 1;
		const pause = 700 * 1.7 ** Math.min(this.#chain, 8);
		if (!this.recovering) {
			this.#before = this.#cap;
			this.#lookedAgain = 0;
		}
		this.#holdMs = this.#chain === 0 ? 10_000 : 30_000;
		this.#setCap(Math.max(1, Math.floor(level * factor)), now + this.#holdMs);
		this.#chain += 1;
		return pause;
	}

	/** Whether a refusal at this level contradicts what is proven. */
	isDip(level: number): boolean {
		return this.#cap !== Number.POSITIVE_INFINITY && level < this.#cap;
	}

	/** The provider told its limit. A new figure replaces what was found out before; the same one again says nothing new. */
	told(limit: number): void {
		if (limit !== this.#told) this.forget();
		this.#told = limit;
		this.#max = Math.min(this.#most, Math.max(1, limit));
		this.#proven = Math.max(this.#proven, this.#max);
		this.#provenAt = Number.POSITIVE_INFINITY;
	}

	/** The verdict was wrong. */
	forget(): void {
		this.#met = false;
		this.#cap = Number.POSITIVE_INFINITY;
		this.#probeAt = Number.POSITIVE_INFINITY;
		this.#chain = 0;
	}

	#setCap(cap: number, probeAt: number): void {
		this.#met = true;
		this.#cap = cap;
		this.#proven = Math.min(this.#proven, cap);
		this.#probeAt = probeAt;
		this.#rises = 0;
	}
}
