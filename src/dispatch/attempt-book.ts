/**
 * What is written down, told and handed on when something becomes known of an attempt: the journal's record, the event,
 * and the contact back to the work or out of it. No decision is taken here.
 */
import type { Ticket } from '../governor/governor.js';
import type { Journal } from '../journal/journal.js';
import type { ContactResult, JournalRecord } from '../journal/record.js';
import type { CampaignEvent, EventSink } from '../progress/events.js';
import type { LostAttempt } from '../providers/provider.js';
import type { Clock } from '../runtime/clock.js';
import type { Work, WorkItem } from './work.js';

export interface AttemptBookContext {
	readonly journal: Journal;
	readonly work: Work;
	readonly clock: Clock;
	readonly emit: EventSink;
}

/** An attempt under way. */
export interface Running extends LostAttempt {
	readonly contact: string;
	/** Missing when the contact is no longer in the file. */
	readonly item: WorkItem | undefined;
	readonly ticket: Ticket;
	/** Through which provider, where it is not the campaign's own. */
	readonly provider?: string;
	/** Set when its answer was lost and the provider told afterwards that it was placed. */
	reconciled?: true;
	/** Set when it is certain that nothing rang. */
	freed?: true;
}

/** What is known of a contact when it is settled; the rest is counted here. */
type Outcome = Partial<ContactResult> & { status: ContactResult['status'] };

export class AttemptBook {
	readonly #context: AttemptBookContext;

	constructor(context: AttemptBookContext) {
		this.#context = context;
	}

	/** `cannotTell`: the provider was asked and does not know either. */
	inDoubt({ attempt, contact }: Running, why: string, cannotTell: boolean): void {
		this.record({ type: 'in_doubt', attempt, contact, why, ...(cannotTell ? { cannotTell } : {}) });
		this.emit({ type: 'attempt_in_doubt', attempt, contact, why, ...(cannotTell ? { cannotTell } : {}) });
	}

	notPlaced(running: Running, why: string): void {
		const { attempt, contact } = running;
		this.record({ type: 'not_placed', attempt, contact, why });
		this.emit({ type: 'attempt_not_placed', attempt, contact, why });
		this.free(running);
	}

	giveBack(running: Running, kind: string, message: string): void {
		this.emit({ type: 'call_refused', attempt: running.attempt, contact: running.contact, kind, message });
		this.free(running);
	}

	/** The contact may be called again. */
	free(running: Running): void {
		running.freed = true;
		if (running.item !== undefined) this.#context.work.giveBack(running.item);
	}

	settle(running: Running, outcome: Outcome): void {
		const result = this.result(running, outcome);
		this.record({ type: 'ended', attempt: running.attempt, contact: running.contact, result });
		this.settled(running, result);
	}

	/** After the record that bears the result. */
	settled(running: Running, result: ContactResult): void {
		const outcome = result.outcome === undefined ? {} : { outcome: result.outcome };
		this.emit({ type: 'contact_settled', contact: running.contact, status: result.status, ...outcome });
		if (running.item !== undefined) this.#context.work.settle(running.item, result);
	}

	result(running: Running, outcome: Outcome): ContactResult {
		const { attempts, refusals } = this.#context.journal.state.tally(running.contact);
		const mark = running.reconciled === undefined ? {} : ({ reconciled: 'provider' } as const);
		const elsewhere = running.provider === undefined ? {} : { provider: running.provider };
		return { ...outcome, to: running.to, attempts, refusals, ...mark, ...elsewhere };
	}

	record(record: Undated<JournalRecord>): void {
		this.#context.journal.append({ ...record, at: this.#context.clock.now() });
	}

	emit(event: Undated<CampaignEvent>): void {
		this.#context.emit({ ...event, at: this.#context.clock.now() });
	}
}

/** Each member of a union without its time, which is added where it is written. */
type Undated<T> = T extends unknown ? Omit<T, 'at'> : never;
