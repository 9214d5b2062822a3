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
} from './governor.js';

/** Passes everything on to another governor: a base for those that add something to one. */
export class ForwardingGovernor implements Governor {
	protected readonly main: Governor;

	constructor(main: Governor) {
		this.main = main;
	}

	admit(now: number): Admission {
		return this.main.admit(now);
	}

	accepted(ticket: Ticket, now: number): void {
		this.main.accepted(ticket, now);
	}

	refused(ticket: Ticket, now: number, refusal: Refused): void {
		this.main.refused(ticket, now, refusal);
	}

	failed(ticket: Ticket, now: number, failure: 'rejected' | 'unreachable' | 'in_doubt'): void {
		this.main.failed(ticket, now, failure);
	}

	ended(ticket: Ticket, now: number): void {
		this.main.ended(ticket, now);
	}

	adopt(now: number): Ticket {
		return this.main.adopt(now);
	}

	observe(limits: Observed, now: number): void {
		this.main.observe(limits, now);
	}

	observeRead(answered: boolean, now: number): void {
		this.main.observeRead(answered, now);
	}

	told(slots: number, now: number): void {
		this.main.told(slots, now);
	}

	share(share: Share, now: number): void {
		this.main.share(share, now);
	}

	learned(now: number): Learned {
		return this.main.learned(now);
	}

	restore(learned: Learned, now: number): void {
		this.main.restore(learned, now);
	}

	silence(now: number): number {
		return this.main.silence(now);
	}

	snapshot(now: number): GovernorSnapshot {
		return this.main.snapshot(now);
	}

	changes(): readonly LimitChange[] {
		return this.main.changes();
	}
}
