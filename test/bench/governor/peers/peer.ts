import type {
	Admission,
	Governor,
	GovernorSnapshot,
	Learned,
	LimitChange,
	Refused,
	Ticket,
} from '../../../../src/governor/governor.js';

/** A start that was made, until it is over. */
export interface Start {
	readonly ticket: Ticket;
	/** ms */
	readonly at: number;
	/** Calls in flight when it was made, itself included. */
	readonly inFlight: number;
	/** How often its contact had been refused before. */
	readonly refusals: number;
	answered: boolean;
}

/**
 * A foreign rule in the governor's place: keeps starts and slots, so that a peer is its rule and nothing else. What a peer
 * calls in flight is a call until its end.
 *
 * Where the source system throws a request away after so many refusals, the contact counts as lost. The dispatcher knows
 * nothing of it and dials the contact once more, in the place of a new one: the counts stay what they would have been.
 */
export abstract class PeerGovernor implements Governor {
	readonly #giveUpAfter: number;
	readonly #starts = new Map<number, Start>();
	/** Refusals of the contacts that were given back, in the order in which they are dialed again. */
	readonly #givenBack: number[] = [];
	#issued = 0;
	#unanswered = 0;
	#lost = 0;

	/** `giveUpAfter`: refusals of one contact after which it is thrown away. */
	constructor(giveUpAfter = Number.POSITIVE_INFINITY) {
		this.#giveUpAfter = giveUpAfter;
	}

	/** ms until a call may be started: 0 now, Infinity only after something has happened. */
	protected abstract waitMs(now: number): number;

	/** Calls that it allows at once. */
	protected abstract get allowed(): number;

	protected onStart(_now: number): void {}
	protected onTaken(_start: Start, _now: number): void {}
	protected onRefused(_start: Start, _now: number, _refusal: Refused): void {}
	/** An error that is no refusal, or no answer at all. */
	protected onError(_start: Start, _now: number): void {}
	/** A call is over. */
	protected onEnded(_now: number): void {}

	/** Contacts thrown away. */
	get lost(): number {
		return this.#lost;
	}

	/** Calls from their start to their end. */
	protected get inFlight(): number {
		return this.#starts.size;
	}

	/** Starts without an answer. */
	protected get unanswered(): number {
		return this.#unanswered;
	}

	admit(now: number): Admission {
		const waitMs = this.waitMs(now);
		if (waitMs > 0)
			return { waitMs, why: { code: waitMs < Number.POSITIVE_INFINITY ? 'pace' : 'slots', text: 'its rule' } };
		const ticket = this.#issue(now, this.#givenBack.shift() ?? 0);
		this.onStart(now);
		return { ticket };
	}

	accepted(ticket: Ticket, now: number): void {
		const start = this.#answer(ticket);
		if (start !== undefined) this.onTaken(start, now);
	}

	refused(ticket: Ticket, now: number, refusal: Refused): void {
		const start = this.#answer(ticket);
		if (start === undefined) return;
		this.#starts.delete(ticket.id);
		const refusals = start.refusals + 1;
		if (refusals < this.#giveUpAfter) this.#givenBack.push(refusals);
		else this.#lost += 1;
		this.onRefused(start, now, refusal);
	}

	failed(ticket: Ticket, now: number, failure: 'rejected' | 'unreachable' | 'in_doubt'): void {
		const start = this.#answer(ticket);
		if (start === undefined) return;
		if (failure !== 'in_doubt') this.#starts.delete(ticket.id);
		this.onError(start, now);
	}

	ended(ticket: Ticket, now: number): void {
		this.#answer(ticket);
		if (this.#starts.delete(ticket.id)) this.onEnded(now);
	}

	adopt(now: number): Ticket {
		const ticket = this.#issue(now, 0);
		this.#answer(ticket);
		return ticket;
	}

	/** None of the peers listens to any of these. */
	observe(): void {}
	observeRead(): void {}
	told(): void {}
	share(): void {}
	restore(): void {}

	learned(): Learned {
		return { proven: this.inFlight };
	}

	silence(): number {
		return 0;
	}

	snapshot(): GovernorSnapshot {
		return { slots: this.allowed, live: this.inFlight, pacePerSecond: undefined, downSince: undefined };
	}

	changes(): readonly LimitChange[] {
		return [];
	}

	#issue(now: number, refusals: number): Ticket {
		this.#issued += 1;
		const ticket = { id: this.#issued, epoch: 0 };
		const inFlight = this.#starts.size + 1;
		this.#starts.set(ticket.id, { ticket, at: now, inFlight, refusals, answered: false });
		this.#unanswered += 1;
		return ticket;
	}

	#answer(ticket: Ticket): Start | undefined {
		const start = this.#starts.get(ticket.id);
		if (start !== undefined && !start.answered) {
			start.answered = true;
			this.#unanswered -= 1;
		}
		return start;
	}
}

/** A peer that limits the calls in flight. */
export abstract class LimitPeer extends PeerGovernor {
	/** Calls in flight; part of a call only counts once it is a whole one. */
	protected limit: number;

	constructor(limit: number, giveUpAfter?: number) {
		super(giveUpAfter);
		this.limit = limit;
	}

	protected override get allowed(): number {
		return Math.floor(this.limit);
	}

	protected override waitMs(_now: number): number {
		return this.inFlight < this.allowed ? 0 : Number.POSITIVE_INFINITY;
	}
}

/** Calls in flight at most, for peers without a ceiling of their own: more than any scenario has slots. */
export const MOST_CALLS = 200;
