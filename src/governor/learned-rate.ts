import type { TakenLog } from './taken-log.js';

/** Lengths that providers give their windows, ms: 1 s to a day. */
const USUAL_WINDOWS_MS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 86_400].map(
	(s) => s * 1_000,
);
/** A window is measured by when starts were tried, so it may seem this much shorter than it is. */
const WINDOW_ERROR = 1.1;
/**
 * Evenly spaced starts at m times the rate never exceed a fixed, a sliding or a bucket limit for m <= 1; the rest is for
 * requests that overtake each other.
 */
const MARGIN = 0.985;
/** A pace that was refused is at least this much too high, and no more than this much (shares of it). */
const LEAST_CUT = 0.93;
const STEEPEST_CUT = 0.2;
/** A dialer whose part is nothing just now still looks from time to time. */
const SMALLEST_PART = 0.01;
/** However long the window may be, it is tried this often, ms. */
const LONGEST_WAIT_MS = 3_600_000;
/** Even a bucket of one start in two seconds has given one after this time, ms. */
const SURE_MS = 2_000;
/** A refusal that is over so soon, ms, says little about the window. */
const BRIEF_MS = 3_000;
/** Where a refusal was over at once, but came again after so few calls: the cut is deeper. */
const SOON = [
	{ calls: 3, share: 0.7 },
	{ calls: 30, share: 0.85 },
];
/** One refusal in so many calls is chance and no reason to slow down. */
const CHANCE_CALLS = 300;
/** So few calls say nothing about a rate. */
const COUNTS_FROM = 3;
/** Starts may make up for timers that fire late by this much, ms, or this share of the spacing. */
const CATCH_UP_MS = 10;
const CATCH_UP_SHARE = 0.2;

/** What was seen of the starts. */
export interface Measured {
	readonly log: TakenLog;
	/** Since when the pace is what holds them back, ms; undefined: it does not. */
	readonly boundSince: number | undefined;
}

/**
 * A pace learned from refusals: what was taken in the window before a refusal is what the provider allows. Starts are
 * spaced evenly just below it (GCRA, as in ITU-T I.371).
 *
 *   unknown -> open <-> blocked: refused for the rate; one start is tried after an eighth, a quarter, half the window
 */
export class LearnedRate {
	#perMs: number | undefined;
	#windowMs = 1_000;
	#jitterMs = 0;
	#part = 1;
	#next = Number.NEGATIVE_INFINITY;
	#openedAt = Number.NEGATIVE_INFINITY;
	#takenSince = 0;
	#block: { readonly from: number; tries: number; nextAt: number } | undefined;

	get known(): boolean {
		return this.#perMs !== undefined;
	}

	/** Starts per second, the account's. */
	get perSecond(): number | undefined {
		return this.#perMs === undefined ? undefined : this.#perMs * 1_000;
	}

	get windowMs(): number {
		return this.#windowMs;
	}

	get blocked(): boolean {
		return this.#block !== undefined;
	}

	/** ms until the next start is due. */
	waitMs(now: number): number {
		return Math.max(0, this.#next - now, (this.#block?.nextAt ?? now) - now);
	}

	started(now: number): void {
		const spacing = this.#spacing();
		// In a window of several seconds half a start may be made up for; in one of a second there is no such room.
		const slack = this.#windowMs >= 5_000 ? spacing / 2 : Math.min(CATCH_UP_MS, CATCH_UP_SHARE * spacing);
		this.#next = Math.max(this.#next, now - slack) + spacing;
	}

	/**
	 * Starts were refused from `from` on and taken again at `to`, which shows that a rate is limited. `quick`: with the first
	 * try, so that the window is a short one.
	 */
	learn(from: number, to: number, quick: boolean, measured: Measured): void {
		if (this.#perMs === undefined) this.#begin(from, to, quick, measured.log);
		else if (quick) this.#cut(to);
		else this.#slowDown(from, to, measured);
		// What was taken since the window opened has used up its part of it.
		this.#next = to + Math.max(1, measured.log.between(to - 1, Number.POSITIVE_INFINITY)) * this.#spacing();
	}

	/** A start was refused for the rate. */
	refused(now: number): void {
		this.#block ??= { from: now, tries: 0, nextAt: now };
		this.#block.tries += 1;
		// Beyond the window as well: then it is longer than it was taken for.
		const wait = Math.max(2 * this.#spacing(), this.#windowMs * 2 ** (this.#block.tries - 4));
		this.#block.nextAt = now + Math.min(LONGEST_WAIT_MS, wait);
	}

	/**
	 * A start was taken. `measured`: absent when what was refused before was a probe, and no reason to be slower.
	 * @returns whether the pace was lowered though the refusal was over at once.
	 */
	taken(now: number, measured: Measured | undefined): boolean {
		const block = this.#block;
		this.#takenSince += 1;
		if (block === undefined) return false;
		this.#block = undefined;
		// Over at once: the pace was only a little too high, or it was chance.
		const isBrief = block.tries === 1 && now - block.from <= Math.max(BRIEF_MS, 4 * this.#spacing());
		if (measured === undefined || (isBrief && this.#takenSince > CHANCE_CALLS)) this.#opened(now);
		else if (isBrief) this.#cut(now);
		else this.#slowDown(block.from, now, measured);
		return measured !== undefined && isBrief;
	}

	/** Whether a start made then came after the window must have opened again. */
	outlasts(startedAt: number): boolean {
		return this.#block !== undefined && startedAt > this.#block.from + Math.max(SURE_MS, this.#windowMs);
	}

	/** What was refused last was not for the rate. */
	unblock(now: number): void {
		this.#block = undefined;
		this.#opened(now);
	}

	/** There is no such pace. */
	forget(): void {
		this.#perMs = undefined;
		this.#block = undefined;
		this.#next = Number.NEGATIVE_INFINITY;
	}

	/** Sets the pace, starts per second. */
	set(perSecond: number, windowMs = this.#windowMs): void {
		this.#perMs = perSecond / 1_000;
		this.#windowMs = windowMs;
	}

	/** Starts that are evenly spaced here may come closer on their way by so much, ms: in a whole window that adds up once. */
	jitter(ms: number): void {
		this.#jitterMs = ms;
	}

	/** This dialer's part of the account's pace, 0..1. */
	share(part: number, now: number): void {
		this.#part = Math.max(SMALLEST_PART, part);
		// A start that was far off with a small part is due sooner with a larger one.
		this.#next = Math.min(this.#next, now + this.#spacing());
	}

	/** What was taken from one opening of the window to the next, over that time, is the rate: exactly so for fixed windows. */
	#slowDown(from: number, to: number, { log, boundSince }: Measured): void {
		const before = this.#perMs ?? 0;
		this.#windowMs = Math.max(this.#windowMs, usualWindow(to - from));
		const begun = Math.min(boundSince ?? from, from - 2 * this.#windowMs);
		const since = Math.max(this.#openedAt, begun, log.complete);
		const taken = log.between(since, to - 1);
		const rate = taken < COUNTS_FROM ? Number.POSITIVE_INFINITY : (MARGIN * taken) / (to - since);
		this.#set(Math.min(LEAST_CUT, Math.max(STEEPEST_CUT, rate / before)), to);
	}

	#begin(from: number, to: number, quick: boolean, log: TakenLog): void {
		const begun = Math.max(this.#openedAt, log.first);
		const blocked = to - from;
		const cycle = Number.isFinite(begun) && from - begun < blocked ? to - begun : blocked;
		this.#windowMs = quick ? 1_000 : usualWindow(cycle);
		const since = Math.max(from - this.#windowMs, log.complete);
		this.#perMs = (MARGIN * Math.max(1, log.between(since, from))) / (from - since || this.#windowMs);
		this.#opened(to);
	}

	/** The sooner it was refused again, the more. */
	#cut(now: number): void {
		const soon = SOON.find(({ calls }) => this.#takenSince <= calls);
		this.#set(soon?.share ?? LEAST_CUT, now);
	}

	#set(share: number, now: number): void {
		this.#perMs = share * (this.#perMs ?? 0);
		this.#opened(now);
	}

	#opened(now: number): void {
		this.#openedAt = now;
		this.#takenSince = 0;
		this.#next = now + this.#spacing();
	}

	/** ms between two starts. */
	#spacing(): number {
		return this.#perMs === undefined ? 0 : (1 + this.#jitterMs / this.#windowMs) / this.#perMs / this.#part;
	}
}

/** The longest usual window that is not longer than `ms`. */
function usualWindow(ms: number): number {
	return USUAL_WINDOWS_MS.findLast((window) => window <= ms * WINDOW_ERROR) ?? 1_000;
}
