import { AdaptiveGovernor } from '../../../src/governor/adaptive.js';
import { ALONE, type Ticket } from '../../../src/governor/governor.js';
import { seededRandom } from '../../../src/runtime/random.js';
import { MOST, type Scenario, type Step } from './adaptive-steps.js';

/** How often it is asked again, ms. */
const NAP_MS = 1_000;

/** A governor under test, with what it was told and what it has allowed written down beside it. */
export class AdaptiveBench {
	readonly governor: AdaptiveGovernor;
	/** Breaches of what must always hold. */
	readonly breaches: string[] = [];
	/** Starts with more calls live than are told, shared or allowed at all. */
	readonly excesses: string[] = [];
	starts = 0;
	now = 0;
	readonly #out: Ticket[] = [];
	#silentUntil = Number.NEGATIVE_INFINITY;
	#told = MOST;
	#share = ALONE;

	constructor({ start, pacePerSecond, seed }: Omit<Scenario, 'steps'>) {
		this.governor = new AdaptiveGovernor({ start, max: MOST, pacePerSecond, random: seededRandom(seed) });
	}

	static run(options: Scenario): AdaptiveBench {
		const bench = new AdaptiveBench(options);
		for (const one of options.steps) {
			bench.#take(one);
			bench.#checkState();
		}
		return bench;
	}

	/** A start, if one may be made now. */
	admit(): Ticket | undefined {
		const admission = this.governor.admit(this.now);
		if ('ticket' in admission) {
			this.starts += 1;
			this.#out.push(admission.ticket);
			this.#checkStart();
			return admission.ticket;
		}
		const { waitMs, why } = admission;
		if (!(waitMs > 0)) this.breaches.push(`a wait of ${waitMs} ms: ${why.text}`);
		if (
			waitMs === Number.POSITIVE_INFINITY &&
			this.#out.length === 0 &&
			this.#share.slots > 0 &&
			this.#share.othersLive === 0
		) {
			this.breaches.push(`a wait without end with nothing under way: ${why.text}`);
		}
		return undefined;
	}

	/** The first start that may be made within `ms`. */
	admitWithin(ms: number): Ticket {
		for (const until = this.now + ms; this.now <= until; this.now += NAP_MS) {
			const ticket = this.admit();
			if (ticket !== undefined) return ticket;
		}
		throw new Error(`nothing is started in ${ms} ms: ${JSON.stringify(this.governor.admit(this.now))}`);
	}

	/** All calls are over, and this dialer is alone. */
	settle(): void {
		for (const ticket of this.#out.splice(0)) this.governor.ended(ticket, this.now);
		this.#take({ do: 'share', share: ALONE });
	}

	#take(step: Step): void {
		switch (step.do) {
			case 'wait':
				this.now += step.ms;
				return;
			case 'admit':
				for (let time = 0; time < step.times; time += 1) this.admit();
				return;
			case 'observe':
				this.#asked(step.limits.retryAfterMs);
				this.governor.observe(step.limits, this.now);
				return;
			case 'read':
				this.governor.observeRead(step.answered, this.now);
				return;
			case 'told':
				this.#told = Math.max(1, step.slots);
				this.governor.told(step.slots);
				return;
			case 'share':
				this.#share = step.share;
				this.governor.share(step.share, this.now);
				return;
			case 'restore':
				this.governor.restore(step.learned, this.now);
				return;
			case 'adopt':
				this.#out.push(this.governor.adopt(this.now));
				return;
			default:
				this.#answer(step);
		}
	}

	#answer(step: Extract<Step, { call: number }>): void {
		const index = step.call % Math.max(1, this.#out.length);
		const ticket = this.#out[index];
		if (ticket === undefined) return;
		if (step.do === 'accept') this.governor.accepted(ticket, this.now);
		else if (step.do === 'in_doubt') this.governor.failed(ticket, this.now, 'in_doubt');
		else {
			this.#out.splice(index, 1);
			if (step.do === 'end') this.governor.ended(ticket, this.now);
			else if (step.do === 'refuse') {
				this.#asked(step.refusal.retryAfterMs);
				this.governor.refused(ticket, this.now, step.refusal);
			} else this.governor.failed(ticket, this.now, step.do);
		}
	}

	#checkStart(): void {
		const { live } = this.governor.snapshot();
		const most = Math.min(MOST, this.#told, this.#share.slots);
		if (live > most) this.excesses.push(`a start makes ${live} live, of ${most}`);
		if (this.now < this.#silentUntil) this.breaches.push(`a start ${this.#silentUntil - this.now} ms too early`);
	}

	#checkState(): void {
		const { live, slots, pacePerSecond } = this.governor.snapshot();
		if (live !== this.#out.length) this.breaches.push(`${live} live, ${this.#out.length} tickets are out`);
		if (!(slots >= 0 && slots <= MOST)) this.breaches.push(`${slots} slots`);
		if (pacePerSecond !== undefined && !(pacePerSecond > 0)) this.breaches.push(`a pace of ${pacePerSecond}`);
		const missing = this.#silentUntil - this.now - this.governor.silence(this.now);
		if (missing > 0) this.breaches.push(`${missing} ms of silence are missing`);
		for (const { from, to } of this.governor.changes()) if (from === to) this.breaches.push(`no change: ${to}`);
	}

	#asked(ms: number | undefined): void {
		if (ms !== undefined) this.#silentUntil = Math.max(this.#silentUntil, this.now + ms);
	}
}
