/**
 * Starts evenly spaced in time: the spacing form of the token bucket (GCRA, as in ITU-T I.371) without a burst. A start
 * that comes late because the program was busy may be made up for within a few ms, no more.
 */
export class Pace {
	readonly perSecond: number;
	readonly #spacingMs: number;
	#next = Number.NEGATIVE_INFINITY;

	/** Timers fire up to this many ms late; without making up for it a pace of 200 per second could not be held. */
	static readonly CATCH_UP_MS = 10;

	constructor(perSecond: number) {
		this.perSecond = perSecond;
		this.#spacingMs = 1_000 / perSecond;
	}

	/** ms until the next start is due; 0 when it may be made now. */
	waitMs(now: number): number {
		return Math.max(0, this.#next - now);
	}

	started(now: number): void {
		this.#next = Math.max(this.#next, now - Pace.CATCH_UP_MS) + this.#spacingMs;
	}
}
