import { AdaptiveGovernor, type AdaptiveOptions } from '../../../src/governor/adaptive.js';
import type { Refused, Ticket, Wait } from '../../../src/governor/governor.js';

/** Time from a start to its answer, ms. */
export const LATENCY_MS = 250;
/** How often a waiting line looks again, ms. */
const NAP_MS = 50;
/** A line that is not admitted for this long, ms, is stuck. */
const PATIENCE_MS = 3 * 3_600_000;

/** A governor without jitter, whose first call may be started at once. */
function freshAdaptive(options: Partial<AdaptiveOptions> = {}): AdaptiveGovernor {
	return new AdaptiveGovernor({ start: 1, max: 200, random: () => 0.5, ...options });
}

/** A governor with its clock and the calls that are live, the oldest first. */
export class Line {
	readonly governor: AdaptiveGovernor;
	readonly live: Ticket[] = [];
	now = 0;

	constructor(options: Partial<AdaptiveOptions> = {}) {
		this.governor = freshAdaptive(options);
	}

	get slots(): number {
		return this.governor.snapshot().slots;
	}

	get pacePerSecond(): number | undefined {
		return this.governor.snapshot().pacePerSecond;
	}

	/** Why no call may be started now; undefined when one may. A start that may be made is not made: no ticket is kept. */
	wait(): { waitMs: number; why: Wait } {
		const admission = this.governor.admit(this.now);
		if ('ticket' in admission) throw new Error(`admitted at ${this.now} ms`);
		return admission;
	}

	/** Starts one call as soon as it may be. */
	start(): Ticket {
		const until = this.now + PATIENCE_MS;
		for (; this.now < until; this.now += NAP_MS) {
			const admission = this.governor.admit(this.now);
			if ('ticket' in admission) return admission.ticket;
		}
		throw new Error(`nothing was admitted in ${PATIENCE_MS / 3_600_000} h: ${this.wait().why.text}`);
	}

	/** Starts one call, which is taken. */
	take(): Ticket {
		const ticket = this.start();
		this.now += LATENCY_MS;
		this.accept(ticket);
		return ticket;
	}

	accept(ticket: Ticket): void {
		this.governor.accepted(ticket, this.now);
		this.live.push(ticket);
	}

	/** Takes calls until so many are live. */
	climb(live: number): void {
		while (this.live.length < live) this.take();
	}

	/** Starts one call, which is refused. */
	refuse(kind: Refused['kind'] = 'unknown', retryAfterMs?: number): void {
		const ticket = this.start();
		this.now += LATENCY_MS;
		this.governor.refused(ticket, this.now, retryAfterMs === undefined ? { kind } : { kind, retryAfterMs });
	}

	/** Ends the oldest calls. */
	end(calls: number): void {
		for (const ticket of this.live.splice(0, calls)) this.governor.ended(ticket, this.now);
	}

	/** Looks again and again for so long. @returns how many calls could be started, none of which is answered. */
	starts(ms: number): Ticket[] {
		const tickets: Ticket[] = [];
		for (const until = this.now + ms; this.now < until; this.now += NAP_MS) {
			const admission = this.governor.admit(this.now);
			if ('ticket' in admission) tickets.push(admission.ticket);
		}
		return tickets;
	}

	/** A queue that never ends, for so long, at a provider; calls last `callMs`. */
	run(ms: number, callMs: number, provider: Provider): Run {
		const run: Run = { taken: [], refused: [], mostLive: 0 };
		const due: { at: number; happens: () => void }[] = [];
		for (const until = this.now + ms; this.now < until; this.now += NAP_MS) {
			for (const { happens } of due.filter(({ at }) => at <= this.now)) happens();
			due.splice(0, due.length, ...due.filter(({ at }) => at > this.now));
			const admission = this.governor.admit(this.now);
			if (!('ticket' in admission)) continue;
			const { ticket } = admission;
			const refusal = provider(this.live.length, this.now, run);
			if (refusal === undefined) {
				run.taken.push(this.now);
				this.live.push(ticket);
				run.mostLive = Math.max(run.mostLive, this.live.length);
				due.push({ at: this.now + callMs, happens: () => this.#over(ticket) });
				due.push({ at: this.now + LATENCY_MS, happens: () => this.governor.accepted(ticket, this.now) });
			} else {
				run.refused.push(this.now);
				due.push({ at: this.now + LATENCY_MS, happens: () => this.governor.refused(ticket, this.now, refusal) });
			}
		}
		for (const { happens } of due) happens();
		return run;
	}

	#over(ticket: Ticket): void {
		this.live.splice(this.live.indexOf(ticket), 1);
		this.governor.ended(ticket, this.now);
	}
}

/** Decides on a start with so many calls live at `now`, ms; undefined: it is taken. */
export type Provider = (live: number, now: number, run: Run) => Refused | undefined;

/** Moments of starts, ms, by what became of them. */
export interface Run {
	readonly taken: number[];
	readonly refused: number[];
	mostLive: number;
}

/** Takes everything. */
export const generous: Provider = () => undefined;

/** Takes so many live calls. */
export function slotsOf(slots: number, kind: Refused['kind'] = 'unknown'): Provider {
	return (live) => (live < slots ? undefined : { kind });
}

/** Takes so many starts in each window of a clock. */
export function windowOf(starts: number, windowMs: number, kind: Refused['kind'] = 'unknown'): Provider {
	return (_live, now, { taken }) => {
		const opened = Math.floor(now / windowMs) * windowMs;
		return taken.filter((at) => at >= opened).length < starts ? undefined : { kind };
	};
}
