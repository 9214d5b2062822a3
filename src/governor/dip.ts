import { toleranceOf } from './ceiling.js';

/** Pauses after the first refusals, ms: a slot that is freed late or a refusal by chance is over by then. */
const FIRST_PAUSES_MS = [1_000, 2_500];
/** Then the ceiling has fallen, and this much of the level at which the last start was refused is tried. */
const FACTORS = [0.85, 0.7, 0.6, 0.5];
/** From then on, ms, and its growth: what refuses at every level is a rate, and knocking may prolong it. */
const LATER_PAUSE_MS = 1_000;
const GROWTH = 1.7;
const LONGEST_PAUSE_MS = 10 * 60_000;

/** A ceiling does not fall by so much, calls or share of it, and rise again within this time, ms. */
const FAR = 3;
const FAR_SHARE = 0.05;
const SOON_MS = 3 * 60_000;

/** What a call that was taken after refusals below the ceiling shows. */
export type DipEnd =
	/** Nothing: a refusal by chance, or a slot freed late. */
	| 'noise'
	/** As many calls are live as before, though it was refused far below: not the live calls were limited. */
	| 'regained'
	/** As many calls are live as before. */
	| 'recovered';

/**
 * Refusals below a known ceiling.
 *
 *   down: one start at a time, after a pause; from the third refusal on at ever fewer live calls
 *     taken at once -> noise
 *     taken -> up: one more at a time
 *       refused -> the new ceiling stands there;  back at the old level -> regained or recovered
 */
export class Dip {
	readonly startedAt: number;
	/** The ceiling before, and the calls that were live at the first refusal. */
	readonly from: number;
	readonly level: number;
	/** Whether the provider told when to come again, or many starts had come at once. */
	readonly windowLike: boolean;
	/** When the last call before it had ended. */
	readonly endedAt: number;
	#low: number;
	#refusals = 0;
	#nextAt = 0;
	#lastRefusedAt = 0;
	#takenAt: number | undefined;

	constructor(from: number, level: number, windowLike: boolean, now: number, endedAt: number) {
		this.windowLike = windowLike;
		this.endedAt = endedAt;
		this.from = from;
		this.level = level;
		this.startedAt = now;
		this.#low = level;
	}

	/** Refused at `level` live calls just now. */
	static begin(from: number, level: number, windowLike: boolean, now: number, endedAt: number): Dip {
		const dip = new Dip(from, level, windowLike, now, endedAt);
		dip.refused(level, now);
		return dip;
	}

	/** Starts were refused from `startedAt` on, first at `from` live calls and then far below; just now one was taken. */
	static climb(from: number, startedAt: number, now: number): Dip {
		const dip = new Dip(from, 0, false, startedAt, Number.NEGATIVE_INFINITY);
		dip.#takenAt = now;
		return dip;
	}

	get lastRefusedAt(): number {
		return this.#lastRefusedAt;
	}

	/** When the first call after the refusals was taken. */
	get takenAt(): number | undefined {
		return this.#takenAt;
	}

	get climbing(): boolean {
		return this.#takenAt !== undefined;
	}

	/** Live calls, of the account, below which a start may be tried. */
	get limit(): number {
		if (this.climbing) return this.from;
		const chained = this.#refusals - FIRST_PAUSES_MS.length;
		if (chained <= 0) return this.#low + 1;
		return Math.max(1, Math.floor(this.#low * (FACTORS[chained - 1] ?? FACTORS.at(-1) ?? 1)));
	}

	waitMs(now: number): number {
		return Math.max(0, this.#nextAt - now);
	}

	/** Refused again, not while climbing. */
	refused(level: number, now: number): void {
		this.#refusals += 1;
		this.#low = Math.min(this.#low, level);
		this.#lastRefusedAt = now;
		this.#nextAt = now + this.#pauseMs();
	}

	/** A start was taken, and `level` calls are live. @returns what that shows; undefined: not enough yet. */
	taken(level: number, now: number): DipEnd | undefined {
		if (this.#takenAt === undefined && this.#refusals <= FIRST_PAUSES_MS.length) return 'noise';
		this.#takenAt ??= now;
		if (level < this.from - toleranceOf(this.from)) return undefined;
		const isSoon = now - this.#lastRefusedAt <= SOON_MS;
		const far = this.#low === 0 || (isSoon && this.#low <= this.from - Math.max(FAR, FAR_SHARE * this.from));
		return far ? 'regained' : 'recovered';
	}

	#pauseMs(): number {
		const pause = FIRST_PAUSES_MS[this.#refusals - 1];
		if (pause !== undefined) return pause;
		const later = this.#refusals - FIRST_PAUSES_MS.length - 1;
		return Math.min(LONGEST_PAUSE_MS, LATER_PAUSE_MS * GROWTH ** later);
	}
}
