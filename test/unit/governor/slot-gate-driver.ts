import { Ceiling } from '../../../src/governor/ceiling.js';
import type { LimitChange } from '../../../src/governor/governor.js';
import { Outstanding, type Purpose, type Start } from '../../../src/governor/outstanding.js';
import { ProbeBudget } from '../../../src/governor/probe-budget.js';
import { SlotGate } from '../../../src/governor/slot-gate.js';
import type { Waiting } from '../../../src/governor/waits.js';

/** No ceiling is left alone for longer, ms. */
const LONGEST_HOLD_MS = 20 * 60_000;

/** A slot gate with its calls, all of them answered at once, and its clock. */
export class SlotGateBench {
	readonly budget = new ProbeBudget();
	readonly changes: LimitChange[] = [];
	readonly gate: SlotGate;
	/** Live calls, all confirmed. */
	live = 0;
	now = 0;
	/** Whether a learned pace holds starts back. */
	paced = false;

	constructor(max = 100) {
		this.gate = new SlotGate(new Ceiling(1, max, false), this.budget, (change) => this.changes.push(change));
	}

	/** Live calls of the account. */
	get level(): number {
		return this.live + this.gate.ceiling.others;
	}

	/** A ceiling that was found at so many live calls, with as many up. */
	static full(ceiling: number): SlotGateBench {
		const bench = new SlotGateBench().climb(ceiling);
		bench.refuse();
		bench.changes.length = 0;
		return bench;
	}

	/** Takes calls, whatever the gate says, until so many are live. */
	climb(live: number): this {
		while (this.live < live) this.#taken('ordinary');
		return this;
	}

	/** What the next start would be for. */
	purpose(): Purpose | Waiting {
		return this.gate.purpose(this.live, 0, this.now);
	}

	/** The wait with so many live calls. */
	wait(live: number): Waiting {
		const purpose = this.gate.purpose(live, 0, this.now);
		if (typeof purpose === 'string') throw new Error(`a start may be made: ${purpose}`);
		return purpose;
	}

	/** Starts one call as the gate allows, which is taken. @returns what that refutes. */
	take(): ReturnType<SlotGate['taken']> {
		return this.#taken(this.#allowed());
	}

	/** Starts one call as the gate allows, or beyond it, which is refused. `windowLike`: with word of when to come again. */
	refuse(windowLike = false): void {
		const purpose = this.purpose();
		this.gate.refused(startOf(typeof purpose === 'string' ? purpose : 'ordinary'), this.level, windowLike, this.now);
	}

	/** Ends calls. */
	end(calls = 1): void {
		for (let call = 0; call < calls; call += 1) {
			this.live -= 1;
			this.gate.ended(this.now);
		}
	}

	/** Waits until a start may be made, and ends calls where only that helps. */
	await(): void {
		for (let purpose = this.purpose(); typeof purpose !== 'string'; purpose = this.purpose()) {
			if (Number.isFinite(purpose.waitMs)) this.now += purpose.waitMs;
			else this.end();
		}
	}

	/** Moment of the first look at a ceiling that was found at 0 ms and is full, ms. */
	get holdMs(): number {
		const verified = new SlotGate(new Ceiling(1, 1_000, false), new ProbeBudget(), () => undefined);
		verified.found(10, 0, true);
		for (let now = 0; now <= LONGEST_HOLD_MS; now += 1_000) {
			if (verified.purpose(10, 0, now) === 'slot_probe') return now;
		}
		throw new Error('a ceiling is never looked at');
	}

	/** Earns one look. */
	earn(): void {
		while (!this.budget.affords) this.budget.accepted(false);
	}

	/** Spends all looks. */
	spend(): void {
		while (this.budget.affords) this.budget.refused();
	}

	#allowed(): Purpose {
		const purpose = this.purpose();
		if (typeof purpose !== 'string') throw new Error(`must wait ${purpose.waitMs} ms: ${purpose.why.text}`);
		return purpose;
	}

	#taken(purpose: Purpose): ReturnType<SlotGate['taken']> {
		this.live += 1;
		return this.gate.taken(startOf(purpose), this.level, this.paced, this.now);
	}
}

function startOf(purpose: Purpose): Start {
	const outstanding = new Outstanding(false);
	const start = outstanding.of(outstanding.issue(0, purpose));
	if (start === undefined) throw new Error('the ticket is not known');
	return start;
}
