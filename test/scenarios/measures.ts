import { LiveCalls } from '../../src/mock/live-calls.js';
import type { Allowance } from './allowance.js';

/** How well one run went. Shares are 0..1, times seconds of the campaign. */
export interface Measures {
	/** What was used of what was allowed. */
	readonly use: number;
	readonly lateUse: number;
	/** Refused starts among all starts. */
	readonly refusedShare: number;
	readonly lateRefusedShare: number;
	readonly starts: number;
	readonly accepted: number;
	readonly refused: number;
	/** Most refusals within any 60 s. */
	readonly worstMinute: number;
	/** Longest time in which no call was taken, s. */
	readonly longestPause: number;
	/** When the use of the last minute (or window, if that is longer) first reached 90 %; Infinity if it never did. */
	readonly t90: number;
	/** Most calls beyond the limit that a start would have made, had it been taken. */
	readonly overshoot: number;
	/** Refusals in the five minutes after each change of the provider's limit, of the backlog or of who dials. */
	readonly refusedAfterChange: readonly number[];
	/** From each change on, when the use of the last 10 s (or window) that lie after it first reached 90 %. */
	readonly t90AfterChange: readonly number[];
}

interface MeterOptions {
	readonly allowance: Allowance;
	/** From here on counts as late, ms: start-up is over. */
	readonly lateFromMs: number;
	/** When limits or backlog change, ms. */
	readonly changesMs: readonly number[];
}

interface Change {
	readonly at: number;
	refused: number;
	t90: number;
}

/** Use and allowance summed up. */
interface Sum {
	used: number;
	allowed: number;
}

const MINUTE_MS = 60_000;
const AFTER_CHANGE_MS = 300_000;
/** Over which the use after a change is taken: calls that were up before it must not hide how it is dealt with. */
const AFTER_CHANGE_TRAIL_MS = 10_000;
const REACHED = 0.9;

/**
 * Measures one run while it happens, in memory that does not grow with it. Times are ms since the run's start and must
 * not go back.
 */
export class Meter {
	readonly #options: MeterOptions;
	readonly #live = new LiveCalls();
	readonly #trail: Trail;
	readonly #shortTrail: Trail;
	readonly #total: Sum = { used: 0, allowed: 0 };
	readonly #late: Sum = { used: 0, allowed: 0 };
	readonly #changes: Change[];
	/** Times of the refusals of the last minute. */
	readonly #recentRefusals: number[] = [];
	#at = 0;
	#second = 0;
	#usedInSecond = 0;
	#starts = 0;
	#accepted = 0;
	#refused = 0;
	#lateStarts = 0;
	#lateRefused = 0;
	#worstMinute = 0;
	#overshoot = 0;
	#acceptedAt = 0;
	#longestPauseMs = 0;
	#peakLive = 0;
	#t90 = Number.POSITIVE_INFINITY;

	constructor(options: MeterOptions) {
		this.#options = options;
		const { windowMs } = options.allowance;
		this.#trail = new Trail(Math.max(MINUTE_MS, windowMs) / 1_000);
		this.#shortTrail = new Trail(Math.max(AFTER_CHANGE_TRAIL_MS, windowMs) / 1_000);
		this.#changes = options.changesMs.map((at) => ({ at, refused: 0, t90: Number.POSITIVE_INFINITY }));
	}

	/** Most calls live at once so far. */
	get peakLive(): number {
		return this.#peakLive;
	}

	/** A call was taken that keeps its slot until `freedAt`. */
	accepted(now: number, freedAt: number): void {
		this.#started(now);
		this.#accepted += 1;
		this.#pauseOver(now);
		this.#live.add({ freedAt });
		this.#peakLive = Math.max(this.#peakLive, this.#live.count);
		if (this.#options.allowance.unit === 'starts') this.#usedInSecond += 1;
	}

	refused(now: number): void {
		this.#started(now);
		this.#refused += 1;
		if (now >= this.#options.lateFromMs) this.#lateRefused += 1;
		for (const change of this.#changes) if (now >= change.at && now < change.at + AFTER_CHANGE_MS) change.refused += 1;
		const recent = this.#recentRefusals;
		recent.push(now);
		while ((recent[0] ?? now) <= now - MINUTE_MS) recent.shift();
		this.#worstMinute = Math.max(this.#worstMinute, recent.length);
	}

	/** A start failed for another reason than a limit. */
	failed(now: number): void {
		this.#started(now);
	}

	measures(now: number): Measures {
		this.#pass(now);
		this.#pauseOver(now);
		return {
			use: share(this.#total),
			lateUse: share(this.#late),
			refusedShare: this.#refused / Math.max(1, this.#starts),
			lateRefusedShare: this.#lateRefused / Math.max(1, this.#lateStarts),
			starts: this.#starts,
			accepted: this.#accepted,
			refused: this.#refused,
			worstMinute: this.#worstMinute,
			longestPause: this.#longestPauseMs / 1_000,
			t90: this.#t90,
			overshoot: this.#overshoot,
			refusedAfterChange: this.#changes.map((change) => change.refused),
			t90AfterChange: this.#changes.map((change) => change.t90),
		};
	}

	#pauseOver(now: number): void {
		this.#longestPauseMs = Math.max(this.#longestPauseMs, now - this.#acceptedAt);
		this.#acceptedAt = now;
	}

	#started(now: number): void {
		this.#pass(now);
		this.#starts += 1;
		if (now >= this.#options.lateFromMs) this.#lateStarts += 1;
		const excess = this.#live.count + 1 - this.#options.allowance.slotsAt(this.#second * 1_000);
		this.#overshoot = Math.max(this.#overshoot, excess);
	}

	/** Lets time pass, summing up the use of slots piece by piece between the moments at which it changes. */
	#pass(now: number): void {
		const { unit, slotsAt } = this.#options.allowance;
		while (this.#at < now) {
			const secondEnd = (this.#second + 1) * 1_000;
			const end = Math.max(this.#at, Math.min(now, secondEnd, this.#live.nextFreed ?? now));
			if (unit === 'slot-ms') {
				this.#usedInSecond += Math.min(this.#live.count, slotsAt(this.#second * 1_000)) * (end - this.#at);
			}
			this.#at = end;
			this.#live.settle(end);
			if (end === secondEnd) this.#closeSecond();
		}
	}

	#closeSecond(): void {
		const used = this.#usedInSecond;
		const allowed = this.#options.allowance.inSecond(this.#second);
		add(this.#total, used, allowed);
		if (this.#second * 1_000 >= this.#options.lateFromMs) add(this.#late, used, allowed);
		this.#trail.add(used, allowed);
		this.#shortTrail.add(used, allowed);
		this.#second += 1;
		this.#usedInSecond = 0;
		if (this.#trail.hasReached) this.#t90 = Math.min(this.#t90, this.#second);
		if (this.#shortTrail.hasReached) this.#reachedAfterChange();
	}

	#reachedAfterChange(): void {
		for (const change of this.#changes) {
			const since = this.#second - change.at / 1_000;
			if (since >= this.#shortTrail.seconds) change.t90 = Math.min(change.t90, since);
		}
	}
}

/** Use and allowance of the last seconds. */
class Trail {
	readonly seconds: number;
	readonly #sum: Sum = { used: 0, allowed: 0 };
	readonly #used: Float64Array;
	readonly #allowed: Float64Array;
	#added = 0;

	constructor(seconds: number) {
		this.seconds = seconds;
		this.#used = new Float64Array(seconds);
		this.#allowed = new Float64Array(seconds);
	}

	/** Whether as much as counts as full was used over its whole length. */
	get hasReached(): boolean {
		return this.#added >= this.seconds && share(this.#sum) >= REACHED;
	}

	add(used: number, allowed: number): void {
		const place = this.#added % this.seconds;
		add(this.#sum, used - (this.#used[place] ?? 0), allowed - (this.#allowed[place] ?? 0));
		this.#used[place] = used;
		this.#allowed[place] = allowed;
		this.#added += 1;
	}
}

function add(sum: Sum, used: number, allowed: number): void {
	sum.used += used;
	sum.allowed += allowed;
}

function share(sum: Sum): number {
	return sum.allowed > 0 ? sum.used / sum.allowed : 0;
}
