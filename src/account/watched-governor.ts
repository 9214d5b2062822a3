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
} from '../governor/governor.js';

/** Is told what a governor decides, and what comes of it. */
export interface Watcher {
	/** The governor was asked for a start. */
	asked(admission: Admission): void;
	/** A call that held its slot for this time, ms, is over. */
	ended(heldMs: number): void;
}

/** A governor as it is, watched: what a dialer is granted and refused tells what it could use. */
export class WatchedGovernor implements Governor {
	readonly #main: Governor;
	readonly #watcher: Watcher;
	/** When the calls began that hold a slot, monotonic ms, by ticket. */
	readonly #begun = new Map<number, number>();

	constructor(main: Governor, watcher: Watcher) {
		this.#main = main;
		this.#watcher = watcher;
	}

	admit(now: number): Admission {
		const admission = this.#main.admit(now);
		if ('ticket' in admission) this.#begun.set(admission.ticket.id, now);
		this.#watcher.asked(admission);
		return admission;
	}

	accepted(ticket: Ticket, now: number): void {
		this.#main.accepted(ticket, now);
	}

	refused(ticket: Ticket, now: number, refusal: Refused): void {
		this.#begun.delete(ticket.id);
		this.#main.refused(ticket, now, refusal);
	}

	failed(ticket: Ticket, now: number, failure: 'rejected' | 'unreachable' | 'in_doubt'): void {
		if (failure !== 'in_doubt') this.#begun.delete(ticket.id);
		this.#main.failed(ticket, now, failure);
	}

	ended(ticket: Ticket, now: number): void {
		const begun = this.#begun.get(ticket.id);
		if (begun !== undefined) this.#watcher.ended(now - begun);
		this.#begun.delete(ticket.id);
		this.#main.ended(ticket, now);
	}

	adopt(now: number): Ticket {
		const ticket = this.#main.adopt(now);
		this.#begun.set(ticket.id, now);
		return ticket;
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

	snapshot(now: number): GovernorSnapshot {
		return this.#main.snapshot(now);
	}

	changes(): readonly LimitChange[] {
		return this.#main.changes();
	}
}
