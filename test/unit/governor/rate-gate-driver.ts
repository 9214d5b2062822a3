import type { LimitChange } from '../../../src/governor/governor.js';
import { ProbeBudget } from '../../../src/governor/probe-budget.js';
import { RateGate } from '../../../src/governor/rate-gate.js';

const MINUTE_MS = 60_000;
const LATENCY_MS = 200;

/** A rate gate with its clock. */
export class RateGateBench {
	readonly budget = new ProbeBudget();
	readonly changes: LimitChange[] = [];
	readonly gate: RateGate;
	now = 0;

	constructor(configured?: number) {
		this.gate = new RateGate(configured, this.budget, (change) => this.changes.push(change));
	}

	/** Starts calls as soon as each is due, all of them taken. */
	take(calls: number): this {
		for (let call = 0; call < calls; call += 1) {
			this.start();
			this.gate.taken(LATENCY_MS, this.now);
		}
		return this;
	}

	/** Starts a call as soon as it is due. */
	start(): void {
		for (let wait = this.gate.wait(this.now); wait !== undefined; wait = this.gate.wait(this.now))
			this.now += wait.waitMs;
		this.gate.started(this.now);
	}

	/** Starts a call, which is refused with so many live. @returns whether the live calls may be what is limited. */
	refuse(level: number): boolean {
		this.start();
		return this.gate.refused(level, this.now, this.now);
	}

	/** Is refused with so many live, and the next try is taken. */
	refuseOnce(level: number): boolean {
		const maybeSlots = this.refuse(level);
		this.take(1);
		return maybeSlots;
	}
}

/** One start a second, found before. */
export function knownRate(configured?: number): RateGateBench {
	const bench = new RateGateBench(configured);
	bench.gate.restore(1, MINUTE_MS, 0);
	bench.changes.length = 0;
	return bench;
}
