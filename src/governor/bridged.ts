import type {
	Admission,
	Governor,
	GovernorSnapshot,
	Learned,
	LimitChange,
	Observed,
	Refused,
	Share,
	Ticket,
} from './governor.js';
import { Pace } from './pace.js';
import { perPeriod, type Waiting, waiting } from './waits.js';

/** What a second provider allows, through which the calls pass; it is known, because it is not asked. */
export interface BridgeLimits {
	/** Live calls. */
	readonly slots?: number | undefined;
	/** Call starts. */
	readonly perSecond?: number | undefined;
}

/**
 * The governor of calls that pass through two providers: that of the one which is asked, and the fixed limits of the
 * carrier behind it. A start needs a place in both. The carrier is looked at first, because asking it takes nothing,
 * whereas the other's ticket would use up some of its pace. A refused start counts in the carrier's pace all the same:
 * it is not known how far it came.
 */
export class BridgedGovernor implements Governor {
	readonly #main: Governor;
	readonly #slots: number;
	readonly #pace: Pace | undefined;

	constructor(main: Governor, { slots, perSecond }: BridgeLimits) {
		this.#main = main;
		this.#slots = slots ?? Number.POSITIVE_INFINITY;
		this.#pace = perSecond === undefined ? undefined : new Pace(perSecond);
	}

	admit(now: number): Admission {
		const wait = this.#wait(now);
		if (wait !== undefined) return wait;
		const admission = this.#main.admit(now);
		if ('ticket' in admission) this.#pace?.started(now);
		return admission;
	}

	accepted(ticket: Ticket, now: number): void {
		this.#main.accepted(ticket, now);
	}

	refused(ticket: Ticket, now: number, refusal: Refused): void {
		this.#main.refused(ticket, now, refusal);
	}

	failed(ticket: Ticket, now: number, failure: 'rejected' | 'unreachable' | 'in_doubt'): void {
		this.#main.failed(ticket, now, failure);
	}

	ended(ticket: Ticket, now: number): void {
		this.#main.ended(ticket, now);
	}

	adopt(now: number): Ticket {
		return this.#main.adopt(now);
	}

	observe(limits: Observed, now: number): void {
		this.#main.observe(limits, now);
	}

	observeRead(answered: boolean, now: number): void {
		this.#main.observeRead(answered, now);
	}

	told(slots: number, now: number): void {
		this.#main.told(slots, now);
	}

	share(share: Share, now: number): void {
		this.#main.share(share, now);
	}

	learned(now: number): Learned {
		return this.#main.learned(now);
	}

	restore(learned: Learned, now: number): void {
		this.#main.restore(learned, now);
	}

	silence(now: number): number {
		return this.#main.silence(now);
	}

	/** The stricter of both. */
	snapshot(now: number): GovernorSnapshot {
		const main = this.#main.snapshot(now);
		const paces = [main.pacePerSecond, this.#pace?.perSecond].filter((pace) => pace !== undefined);
		return {
			...main,
			slots: Math.min(main.slots, this.#slots),
			pacePerSecond: paces.length === 0 ? undefined : Math.min(...paces),
		};
	}

	/** Those of the provider that is asked: the carrier's limits do not move. */
	changes(): readonly LimitChange[] {
		return this.#main.changes();
	}

	/** Why the carrier takes no call now. What occupies a slot of the one provider occupies one of the other. */
	#wait(now: number): Waiting | undefined {
		if (this.#main.snapshot(now).live >= this.#slots) {
			const calls = `${this.#slots} live ${this.#slots === 1 ? 'call' : 'calls'}`;
			return waiting(Number.POSITIVE_INFINITY, 'slots', `the carrier allows ${calls}`);
		}
		const paceMs = this.#pace?.waitMs(now) ?? 0;
		if (this.#pace === undefined || paceMs === 0) return undefined;
		return waiting(paceMs, 'pace', `the carrier allows ${perPeriod(this.#pace.perSecond, 'start')}`);
	}
}
