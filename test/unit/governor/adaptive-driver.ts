import { AdaptiveGovernor, type AdaptiveOptions } from '../../../src/governor/adaptive.js';
import type { Refused, Ticket, Wait } from '../../../src/governor/governor.js';
import { seededRandom } from '../../../src/runtime/random.js';
import type { Provider } from './simulated-providers.js';

/** Time from a start to its answer, ms. */
export const LATENCY_MS = 250;
/** It is asked again after this long at the latest, ms, as by the dispatcher. */
const LONGEST_NAP_MS = 1_000;

/** What became of the starts of a stretch of time. */
export interface Run {
	taken: number;
	refused: number;
	/** Sum over all ms of the calls that were live. */
	liveMs: number;
	mostLive: number;
}

interface Due {
	readonly at: number;
	readonly happens: () => void;
}

/** A queue that never ends, at a governor without jitter: it starts calls as soon as it may. Times are whole ms. */
export class Line {
	readonly governor: AdaptiveGovernor;
	/** Calls that the provider took and that are up, the oldest first. */
	readonly live: Ticket[] = [];
	now = 0;
	/** In the order of their time. */
	readonly #due: Due[] = [];
	#up = 0;
	readonly #random = seededRandom(1);

	constructor(options: Partial<AdaptiveOptions> = {}) {
		this.governor = new AdaptiveGovernor({ start: 1, max: 200, random: () => 0.5, ...options });
	}

	/** Why no call may be started now. */
	wait(): { waitMs: number; why: Wait } {
		const admission = this.governor.admit(this.now);
		if ('ticket' in admission) throw new Error(`admitted at ${this.now} ms`);
		return admission;
	}

	/** Starts one call as soon as it may be; no call ends meanwhile. */
	start(): Ticket {
		for (;;) {
			const admission = this.governor.admit(this.now);
			if ('ticket' in admission) return admission.ticket;
			if (!Number.isFinite(admission.waitMs)) throw new Error(`waits without end: ${admission.why.text}`);
			this.now += Math.ceil(admission.waitMs);
		}
	}

	/** Starts calls until so many are live; each is taken. */
	climb(live: number): this {
		while (this.live.length < live) this.take(this.start());
		return this;
	}

	/** The provider takes a call, after the usual time. */
	take(ticket: Ticket): void {
		this.now += LATENCY_MS;
		this.governor.accepted(ticket, this.now);
		this.live.push(ticket);
	}

	/** Starts one call, which is refused. */
	refuse(refusal: Refused): void {
		const ticket = this.start();
		this.now += LATENCY_MS;
		this.governor.refused(ticket, this.now, refusal);
	}

	/** Ends the oldest calls. */
	end(calls: number): void {
		for (const ticket of this.live.splice(0, calls)) this.governor.ended(ticket, this.now);
	}

	/** Starts as many calls as may be started at this moment; none is answered. */
	fill(): Ticket[] {
		const tickets: Ticket[] = [];
		for (let admission = this.governor.admit(this.now); 'ticket' in admission; ) {
			tickets.push(admission.ticket);
			admission = this.governor.admit(this.now);
		}
		return tickets;
	}

	/** Goes on for so long, ms, at a provider; calls last `callMs` on average, half as long or half as long again at most. */
	run(ms: number, callMs: number, provider: Provider): Run {
		const run: Run = { taken: 0, refused: 0, liveMs: 0, mostLive: 0 };
		for (const until = this.now + ms; this.now < until; ) {
			for (let due = this.#due[0]; due !== undefined && due.at <= this.now; due = this.#due[0]) {
				this.#due.shift();
				due.happens();
			}
			const waitMs = this.#startAll(callMs, provider, run);
			const next = Math.min(
				until,
				this.now + Math.min(waitMs, LONGEST_NAP_MS),
				this.#due[0]?.at ?? Number.POSITIVE_INFINITY,
			);
			run.liveMs += this.#up * (next - this.now);
			run.mostLive = Math.max(run.mostLive, this.#up);
			this.now = next;
		}
		return run;
	}

	/** @returns ms that the next start has to wait. */
	#startAll(callMs: number, provider: Provider, run: Run): number {
		for (;;) {
			const admission = this.governor.admit(this.now);
			if (!('ticket' in admission)) return Math.ceil(admission.waitMs);
			const { ticket } = admission;
			const refusal = provider(this.#up, this.now);
			if (refusal === undefined) {
				run.taken += 1;
				this.#up += 1;
				this.#after(LATENCY_MS, () => this.governor.accepted(ticket, this.now));
				this.#after(LATENCY_MS + Math.round(callMs * (0.5 + this.#random())), () => {
					this.#up -= 1;
					this.governor.ended(ticket, this.now);
				});
			} else {
				run.refused += 1;
				this.#after(LATENCY_MS, () => this.governor.refused(ticket, this.now, refusal));
			}
		}
	}

	#after(ms: number, happens: () => void): void {
		const at = this.now + ms;
		const index = this.#due.findLastIndex((due) => due.at <= at);
		this.#due.splice(index + 1, 0, { at, happens });
	}
}
