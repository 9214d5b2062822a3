/**
 * How fast may we dial. A governor is a pure object: time comes in as an argument (monotonic ms), decisions go out; it
 * holds no timer and does no waiting. One governor serves one account and operation.
 */
export interface Governor {
	/** May one more call be started now? A ticket is a slot taken; it is given back through one of the functions below. */
	admit(now: number): Admission;
	/** The provider took the call: it is live and keeps its slot until `ended`. */
	accepted(ticket: Ticket, now: number): void;
	/** The provider said no for a limit; the slot is free at once. Also for a call taken and then ended for a limit. */
	refused(ticket: Ticket, now: number, refusal: Refused): void;
	/**
	 * No call came of it for another reason. `rejected`: the provider answered, the slot is free. `unreachable`: nothing
	 * was sent, the slot is free. `in_doubt`: it may be live and keeps its slot until `ended`.
	 */
	failed(ticket: Ticket, now: number, failure: 'rejected' | 'unreachable' | 'in_doubt'): void;
	/** The call is over (or was found never to have been): the slot is free. */
	ended(ticket: Ticket, now: number): void;
	/** A slot for a call that an earlier run left live. */
	adopt(now: number): Ticket;
	/** What the headers of a start's response told; comes before what became of that start. */
	observe(limits: Observed, now: number): void;
	/** A request that starts no call failed, or was answered again after failures. */
	observeRead(answered: boolean, now: number): void;
	/** The provider told how many live calls it allows. */
	told(slots: number, now: number): void;
	/** ms for which no request of any kind may be sent. */
	silence(now: number): number;
	snapshot(now: number): GovernorSnapshot;
}

export type Admission =
	| { readonly ticket: Ticket }
	/** `waitMs` is Infinity when only an event (a call that ends) can change the answer. */
	| { readonly waitMs: number; readonly why: Wait };

/** Why no call is started, for people: a code that stays the same while the cause does, and a sentence. */
export interface Wait {
	readonly code: 'slots' | 'pace' | 'refused' | 'headers' | 'unreachable' | 'trial';
	readonly text: string;
}

export interface Ticket {
	readonly id: number;
	/** The number of decreases before it was admitted: feedback on an older epoch decreases nothing again. */
	readonly epoch: number;
}

export interface Refused {
	readonly kind: 'slots' | 'rate' | 'quota' | 'busy' | 'unknown';
	/** ms that the provider asks to wait. */
	readonly retryAfterMs?: number;
}

/** Limits told by a response, relative to its arrival. */
export interface Observed {
	readonly limit?: number;
	readonly remaining?: number;
	readonly resetMs?: number;
	readonly retryAfterMs?: number;
}

export interface GovernorSnapshot {
	/** Live calls allowed. */
	readonly slots: number;
	/** Slots in use: live, unanswered and doubtful calls. */
	readonly live: number;
	/** Starts per second allowed by the configured pace; undefined when there is none. */
	readonly pacePerSecond: number | undefined;
	/** Monotonic ms since which the provider has not answered; undefined when it does. */
	readonly downSince: number | undefined;
	/** The last change of the slots. */
	readonly change: SlotChange | undefined;
}

export interface SlotChange {
	readonly from: number;
	readonly to: number;
	readonly why: string;
}
