import { Gates } from './gates.js';
import type {
	Admission,
	Governor,
	GovernorSnapshot,
	Learned,
	LimitChange,
	Observed,
	Refused,
	Ticket,
} from './governor.js';
import { type Waiting, waiting } from './waits.js';

export interface BatchOptions {
	/** Starts of one batch at most. */
	readonly size: number;
	/** Uniform in [0, 1), for jitter. */
	readonly random: () => number;
}

interface Member {
	readonly startedAt: number;
	isAnswered: boolean;
}

/**
 * The governor of calls that are uploaded together, and paced by the provider: it admits a batch of starts back to back,
 * and the next when all calls of the last are over. A batch that was answered takes no more, however few it has.
 */
export class BatchGovernor implements Governor {
	readonly #size: number;
	readonly #gates: Gates;
	readonly #members = new Map<number, Member>();
	#issued = 0;
	/** Starts of the batch under way. */
	#started = 0;
	#isClosed = false;
	#learned: Learned = { proven: 0 };

	constructor({ size, random }: BatchOptions) {
		this.#size = size;
		this.#gates = new Gates(random);
	}

	admit(now: number): Admission {
		const isNew = this.#started === 0;
		// One upload is one start to whoever counts requests, so the gates let a batch pass as a whole.
		const wait = isNew ? this.#gates.wait(now) : this.#underWay(now);
		if (wait !== undefined) return wait;
		if (isNew) this.#gates.started(now);
		return { ticket: this.#issue(now) };
	}

	accepted(ticket: Ticket): void {
		const answer = this.#answer(ticket);
		if (answer === undefined) return;
		this.#gates.heard();
		this.#gates.taken(answer.startedAt);
	}

	refused(ticket: Ticket, now: number, refusal: Refused): void {
		const answer = this.#answer(ticket);
		if (answer?.isNews) {
			this.#gates.heard();
			this.#gates.refused(answer.startedAt, now, refusal.retryAfterMs, refusal.kind === 'busy');
			this.#gates.isQuota(refusal, now);
		}
		this.ended(ticket);
	}

	failed(ticket: Ticket, now: number, failure: 'rejected' | 'unreachable' | 'in_doubt'): void {
		if (this.#answer(ticket)?.isNews) {
			if (failure === 'rejected') this.#gates.heard();
			else this.#gates.failed(now);
		}
		if (failure !== 'in_doubt') this.ended(ticket);
	}

	ended(ticket: Ticket): void {
		this.#members.delete(ticket.id);
		if (this.#members.size > 0) return;
		this.#started = 0;
		this.#isClosed = false;
	}

	/** What an earlier run left live is a batch under way. */
	adopt(now: number): Ticket {
		const ticket = this.#issue(now);
		this.#answer(ticket);
		return ticket;
	}

	observe(limits: Observed, now: number): void {
		this.#gates.observe(limits, 1, now);
	}

	observeRead(answered: boolean, now: number): void {
		this.#gates.observeRead(answered, now);
	}

	/** How many calls may be live is the provider's to heed. */
	told(): void {}

	share(): void {}

	/** Nothing: batches tell nothing of limits, so what was known before stays. */
	learned(): Learned {
		return this.#learned;
	}

	restore(learned: Learned): void {
		this.#learned = learned;
	}

	silence(now: number): number {
		return this.#gates.silenceMs(now);
	}

	snapshot(): GovernorSnapshot {
		const { downSince } = this.#gates;
		return { slots: this.#size, live: this.#members.size, pacePerSecond: undefined, downSince };
	}

	changes(): readonly LimitChange[] {
		return [];
	}

	#underWay(now: number): Waiting | undefined {
		if (!this.#isClosed && this.#started < this.#size) return undefined;
		const gated = this.#gates.wait(now);
		if (gated?.why.code === 'unreachable') return gated;
		const ended = this.#started - this.#members.size;
		const text = `a batch of ${this.#started} is under way, ${ended} ended`;
		return waiting(Number.POSITIVE_INFINITY, 'batch', text);
	}

	#issue(now: number): Ticket {
		this.#issued += 1;
		this.#started += 1;
		this.#members.set(this.#issued, { startedAt: now, isAnswered: false });
		return { id: this.#issued, epoch: 0 };
	}

	/**
	 * Something became known of a start; undefined when it is over already. `isNews`: what the answer to an upload says of its
	 * first start, it says of all the others too.
	 */
	#answer(ticket: Ticket): { readonly startedAt: number; readonly isNews: boolean } | undefined {
		const member = this.#members.get(ticket.id);
		if (member === undefined) return undefined;
		const isNews = member.isAnswered || !this.#isClosed;
		member.isAnswered = true;
		this.#isClosed = true;
		return { startedAt: member.startedAt, isNews };
	}
}
