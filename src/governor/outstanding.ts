import type { Ticket } from './governor.js';

/** Why a start was made: in the ordinary course, or to learn something. */
export type Purpose = 'ordinary' | 'trial' | 'slot_probe';

/** A slot in use. */
export interface Start {
	readonly ticket: Ticket;
	readonly at: number;
	/** What was live when it was made, as it is counted, itself not included. */
	readonly level: number;
	readonly purpose: Purpose;
	/** The provider has answered it. */
	answered: boolean;
	/** The provider took it. */
	confirmed: boolean;
}

/** The slots in use, each from its start to the end of its call. */
export class Outstanding {
	readonly #countsRequests: boolean;
	readonly #starts = new Map<number, Start>();
	#issued = 0;
	#unanswered = 0;
	#confirmed = 0;

	/** `countsRequests`: calls are not followed, so what can be counted is requests on their way. */
	constructor(countsRequests: boolean) {
		this.#countsRequests = countsRequests;
	}

	/** What is certain to be live: calls that were taken and have not ended, or requests on their way. */
	get level(): number {
		return this.#countsRequests ? this.#starts.size : this.#confirmed;
	}

	/** Slots in use. */
	get live(): number {
		return this.#starts.size;
	}

	/** Starts that the provider has not answered. */
	get unanswered(): number {
		return this.#unanswered;
	}

	issue(at: number, purpose: Purpose): Ticket {
		this.#issued += 1;
		const ticket = { id: this.#issued, epoch: 0 };
		this.#starts.set(ticket.id, { ticket, at, level: this.level, purpose, answered: false, confirmed: false });
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
