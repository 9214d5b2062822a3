import { ForwardingGovernor } from '../governor/forwarding.js';
import type { Admission, Governor, Refused, Ticket } from '../governor/governor.js';

/** Is told what a governor decides, and what comes of it. */
export interface Watcher {
	/** The governor was asked for a start. */
	asked(admission: Admission): void;
	/** A call that held its slot for this time, ms, is over. */
	ended(heldMs: number): void;
}

/** A governor as it is, watched: what a dialer is granted and refused tells what it could use. */
export class WatchedGovernor extends ForwardingGovernor {
	readonly #watcher: Watcher;
	/** When the calls began that hold a slot, monotonic ms, by ticket. */
	readonly #begun = new Map<number, number>();

	constructor(main: Governor, watcher: Watcher) {
		super(main);
		this.#watcher = watcher;
	}

	override admit(now: number): Admission {
		const admission = this.main.admit(now);
		if ('ticket' in admission) this.#begun.set(admission.ticket.id, now);
		this.#watcher.asked(admission);
		return admission;
	}

	override refused(ticket: Ticket, now: number, refusal: Refused): void {
		this.#begun.delete(ticket.id);
		this.main.refused(ticket, now, refusal);
	}

	override failed(ticket: Ticket, now: number, failure: 'rejected' | 'unreachable' | 'in_doubt'): void {
		if (failure !== 'in_doubt') this.#begun.delete(ticket.id);
		this.main.failed(ticket, now, failure);
	}

	override ended(ticket: Ticket, now: number): void {
		const begun = this.#begun.get(ticket.id);
		if (begun !== undefined) this.#watcher.ended(now - begun);
		this.#begun.delete(ticket.id);
		this.main.ended(ticket, now);
	}

	override adopt(now: number): Ticket {
		const ticket = this.main.adopt(now);
		this.#begun.set(ticket.id, now);
		return ticket;
	}
}
