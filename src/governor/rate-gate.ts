import type { LimitChange } from './governor.js';
import { LatencySpread } from './latency-spread.js';
import { LearnedRate, type Measured } from './learned-rate.js';
import { Pace } from './pace.js';
import type { ProbeBudget } from './probe-budget.js';
import { RateProbe } from './rate-probe.js';
import { TakenLog } from './taken-log.js';
import { perPeriod, type Waiting, waiting } from './waits.js';

/** Levels of the last refusals that are kept. */
const LEVELS = 3;

/** Windows that are measured at once, ms, and how far off that may be. */
const SHORT_MS = 30_000;
const FACTOR = 12;

/** How fast calls may be started: the configured pace and the learned one, and when a faster one is tried. */
export class RateGate {
	readonly #pace: Pace | undefined;
	readonly #rate = new LearnedRate();
	readonly #probe = new RateProbe(this.#rate);
	readonly #log = new TakenLog();
	readonly #spread = new LatencySpread();
	readonly #budget: ProbeBudget;
	readonly #changed: (change: LimitChange) => void;
	#wasProbe = false;
	/** The first estimate of the pace, starts per second. */
	#first = 0;
	/** Live calls and pace at the last refusals for the rate. */
	#last: { readonly level: number; readonly perSecond: number }[] = [];

	constructor(configured: number | undefined, budget: ProbeBudget, changed: (change: LimitChange) => void) {
		this.#pace = configured === undefined ? undefined : new Pace(configured);
		this.#budget = budget;
		this.#changed = changed;
	}

	get rate(): Pick<LearnedRate, 'known' | 'perSecond' | 'windowMs' | 'blocked'> {
		return this.#rate;
	}

	/** The learned pace, without what is just being tried beyond it; undefined while none is known. */
	get proven(): number | undefined {
		return this.#probe.base ?? this.#rate.perSecond;
	}

	/** Starts per second; undefined while nothing limits them. */
	get perSecond(): number | undefined {
		return this.#withConfigured(this.#rate.perSecond);
	}

	/** Why no start may be made now; undefined when one may. */
	wait(now: number): Waiting | undefined {
		const configured = this.#pace?.waitMs(now) ?? 0;
		const learned = this.#rate.waitMs(now);
		if (this.#rate.blocked && learned > 0) return waiting(learned, 'refused', 'refused for too many starts');
		if (learned > configured) {
			this.#probe.waited();
			const mayProbe = !this.#probe.verified || this.#budget.affords;
			if (mayProbe && this.#probe.isDue(now)) this.#probe.begin(now);
		}
		return paced(Math.max(configured, learned), this.perSecond);
	}

	/** The same for a start that is made to find something out: only what is configured holds it back. */
	configuredWait(now: number): Waiting | undefined {
		return paced(this.#pace?.waitMs(now) ?? 0, this.#pace?.perSecond);
	}

	started(now: number): void {
		this.#pace?.started(now);
		this.#rate.started(now);
		this.#probe.started(now);
	}

	/** A start was answered with yes after so long, ms. @returns whether refusals go on although the pace was lowered by far. */
	taken(latencyMs: number, now: number): boolean {
		this.#spread.add(latencyMs);
		this.#rate.jitter(this.#spread.ms);
		const before = this.#rate.perSecond;
		const blocked = this.#rate.blocked;
		const brief = this.#rate.taken(now, this.#wasProbe ? undefined : this.#measured());
		this.#log.add(now);
		const base = this.#probe.base;
		if (this.#probe.taken(now)) this.#tell(base, 'a faster pace was taken');
		if (!blocked) return false;
		const wasProbe = this.#wasProbe;
		this.#wasProbe = false;
		if (wasProbe) return false;
		this.#probe.lowered(this.#cutFrom(before), now);
		this.#tell(before, 'refused at the faster pace');
		return brief && this.#isLowInVain();
	}

	/** A short window is measured to within this factor at once; what is refused far below that is not refused for the pace. */
	#isLowInVain(): boolean {
		const { perSecond = 0, windowMs } = this.#rate;
		return windowMs <= SHORT_MS && perSecond * FACTOR < this.#first;
	}

	/** Not a rate was limited, after all. */
	forget(why: string): void {
		const before = this.#rate.perSecond;
		this.#rate.forget();
		this.#last = [];
		this.#wasProbe = false;
		this.#tell(before, why);
	}

	/** Whether the learned pace is what holds starts back, so that a refusal just now was likely for the rate. */
	get isBound(): boolean {
		return this.#rate.known && this.#probe.boundSince !== undefined;
	}

	/** How many starts were taken within the second before a start that was made at `startedAt`. */
	lately(startedAt: number): number {
		return this.#log.between(startedAt - 1_000, startedAt);
	}

	/**
	 * A start made at `startedAt` was refused for the rate, as far as can be told, with so many calls live.
	 * @returns whether the live calls may be what is limited: they were as many each of the last times, or the window must have
	 * opened in between.
	 */
	refused(level: number, startedAt: number, now: number): boolean {
		const outlasted = this.#rate.outlasts(startedAt);
		if (!this.#rate.blocked) {
			this.#wasProbe = this.#probe.active;
			if (this.#wasProbe) this.#budget.refused();
			this.#probe.refused(now);
			this.#last = [...this.#last.slice(1 - LEVELS), { level, perSecond: this.#rate.perSecond ?? 0 }];
		}
		this.#rate.refused(now);
		return outlasted || (this.#last.length === LEVELS && this.#last.every((one) => Math.abs(one.level - level) <= 1));
	}

	/** The last refusals were for the live calls: the pace is as it was before them. */
	absolve(level: number, now: number): void {
		const before = this.#rate.perSecond;
		const first = this.#last.find((one) => Math.abs(one.level - level) <= 1);
		this.#wasProbe = false;
		this.#last = [];
		this.#rate.unblock(now);
		if (first !== undefined && first.perSecond > (before ?? 0)) this.#rate.set(first.perSecond);
		this.#tell(before, `it was the live calls that were limited, at ${level}`);
	}

	/** Starts were refused from `from` to `to`, and for the rate. */
	learn(from: number, to: number, quick: boolean): void {
		const before = this.#rate.perSecond;
		this.#rate.learn(from, to, quick, this.#measured());
		if (before === undefined) {
			this.#probe.found(to);
			this.#first = this.#rate.perSecond ?? 0;
		} else this.#probe.lowered(this.#cutFrom(before), to);
		this.#tell(before, `refused for ${seconds(to - from)}, however many calls were live`);
	}

	restore(perSecond: number, windowMs: number, now: number): void {
		const before = this.#rate.perSecond;
		if (before === perSecond) return;
		this.#rate.set(perSecond, windowMs);
		this.#probe.found(now);
		this.#tell(before, 'known from before');
	}

	share(part: number, now: number): void {
		this.#rate.share(part, now);
	}

	/** The pace as a share of what it was before. */
	#cutFrom(before: number | undefined): number {
		return (this.#rate.perSecond ?? 0) / (before ?? Number.POSITIVE_INFINITY);
	}

	#measured(): Measured {
		return { log: this.#log, boundSince: this.#probe.boundSince };
	}

	/** `before`: the learned pace. A change of it that the configured one hides is none. */
	#tell(before: number | undefined, why: string): void {
		const from = this.#withConfigured(before);
		const to = this.perSecond;
		if (to !== from) this.#changed({ what: 'pace', from, to, why });
	}

	#withConfigured(learned: number | undefined): number | undefined {
		const configured = this.#pace?.perSecond;
		return learned === undefined || configured === undefined ? (learned ?? configured) : Math.min(learned, configured);
	}
}

function paced(waitMs: number, perSecond = 0): Waiting | undefined {
	return waitMs > 0 ? waiting(waitMs, 'pace', `${perPeriod(perSecond, 'start')} at most`) : undefined;
}

function seconds(ms: number): string {
	return `${Math.round(ms / 100) / 10} s`;
}
