import type { Ticket } from './governor.js';

/** Why a start was made: in the ordinary course, or to learn something. */
export type Purpose = 'ordinary' | 'trial' | 'slot_probe';

/** A slot in use. */
export interface Start {
	readonly ticket: Ticket;
	readonly at: number;
	/** Calls that were confirmed and live when it was made, itself not counted. */
	readonly level: number;
	readonly purpose: Purpose;
	/** The provider has answered it. */
	answered: boolean;
	/** The provider took it. */
	confirmed: boolean;
}

/** The slots in use, each from its start to the end of its call. */
export class Outstanding {
	readonly #starts = new Map<number, Start>();
	#issued = 0;
	#unanswered = 0;
	#confirmed = 0;

	/** Slots in use. */
	get live(): number {
		return this.#starts.size;
	}

	/** Starts that the provider has not answered. */
	get unanswered(): number {
		return this.#unanswered;
	}

	/** Calls that the provider took and that have not ended. */
	get confirmed(): number {
		return this.#confirmed;
	}

	issue(at: number, purpose: Purpose): Ticket {
		this.#issued += 1;
		const ticket = { id: this.#issued, epoch: 0 };
		this.#starts.set(ticket.id, { ticket, at, level: this.#confirmed, purpose, answered: false, confirmed: false });
		this.#unanswered += 1;
		return ticket;
	}

	/** The start of a ticket whose slot is in use. */
	of(ticket: Ticket): Start | undefined {
		return this.#starts.get(ticket.id);
	}

	answer(start: Start): void {
		if (start.answered) return;
		start.answered = true;
		this.#unanswered -= 1;
	}

	confirm(start: Start): void {
		this.answer(start);
		if (start.confirmed) return;
		start.confirmed = true;
		this.#confirmed += 1;
	}

	free(start: Start): void {
		this.answer(start);
		if (start.confirmed) this.#confirmed -= 1;
		this.#starts.delete(start.ticket.id);
	}
}
