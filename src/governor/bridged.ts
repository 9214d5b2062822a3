import { ForwardingGovernor } from './forwarding.js';
import type { Admission, Governor, GovernorSnapshot } from './governor.js';
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
export class BridgedGovernor extends ForwardingGovernor {
	readonly #slots: number;
	readonly #pace: Pace | undefined;

	constructor(main: Governor, { slots, perSecond }: BridgeLimits) {
		super(main);
		this.#slots = slots ?? Number.POSITIVE_INFINITY;
		this.#pace = perSecond === undefined ? undefined : new Pace(perSecond);
	}

	override admit(now: number): Admission {
		const wait = this.#wait(now);
		if (wait !== undefined) return wait;
		const admission = this.main.admit(now);
		if ('ticket' in admission) this.#pace?.started(now);
		return admission;
	}

	/** The stricter of both. */
	override snapshot(now: number): GovernorSnapshot {
		const main = this.main.snapshot(now);
		const paces = [main.pacePerSecond, this.#pace?.perSecond].filter((pace) => pace !== undefined);
		return {
			...main,
			slots: Math.min(main.slots, this.#slots),
			pacePerSecond: paces.length === 0 ? undefined : Math.min(...paces),
		};
	}

	/** Why the carrier takes no call now. What occupies a slot of the one provider occupies one of the other. */
	#wait(now: number): Waiting | undefined {
		if (this.main.snapshot(now).live >= this.#slots) {
			const calls = `${this.#slots} live ${this.#slots === 1 ? 'call' : 'calls'}`;
			return waiting(Number.POSITIVE_INFINITY, 'slots', `the carrier allows ${calls}`);
		}
		const paceMs = this.#pace?.waitMs(now) ?? 0;
		if (this.#pace === undefined || paceMs === 0) return undefined;
		return waiting(paceMs, 'pace', `the carrier allows ${perPeriod(this.#pace.perSecond, 'start')}`);
	}
}
