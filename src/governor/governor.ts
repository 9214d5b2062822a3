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
	/** The provider told how many live calls it allows to this account, those of others taken off. */
	told(slots: number, now: number): void;
	/** What other dialers on the same account leave to this one, from now on. */
	share(share: Share, now: number): void;
	/** What has been found out about the account's limits, for the next campaign or for other dialers. */
	learned(now: number): Learned;
	/** Begins with what was found out before. */
	restore(learned: Learned, now: number): void;
	/** ms for which no request of any kind may be sent. */
	silence(now: number): number;
	snapshot(now: number): GovernorSnapshot;
	/** Changes of the limits since this was asked last, in their order. */
	changes(): readonly LimitChange[];
}

export type Admission =
	| { readonly ticket: Ticket }
	/** `waitMs` is Infinity when only an event (a call that ends) can change the answer. */
	| { readonly waitMs: number; readonly why: Wait };

/** Why no call is started, for people: a code that stays the same while the cause does, and a sentence. */
export interface Wait {
	readonly code: 'slots' | 'batch' | 'pace' | 'refused' | 'headers' | 'unreachable' | 'trial' | 'quota';
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
	/** Every rate policy that it tells of; a provider may have several at once. */
	readonly rates?: readonly ObservedRate[];
	/** ms that the provider asks to wait. */
	readonly retryAfterMs?: number;
	/** Live calls. */
	readonly slots?: ObservedSlots;
}

/** What a response tells of one rate policy. */
export interface ObservedRate {
	/** Tells one policy of a provider from another; empty where there is only one. */
	readonly policy: string;
	/** Starts allowed in the window. */
	readonly limit?: number;
	/** Starts left in the window. */
	readonly remaining?: number;
	/** ms until the window opens again. */
	readonly resetMs?: number;
	/** Length of the window, ms. */
	readonly windowMs?: number;
}

export interface ObservedSlots {
	/** Live calls allowed, those of others included. */
	readonly limit?: number;
	/** Calls that may still be started. */
	readonly remaining?: number;
}

/** What other dialers on the same account leave to one. */
export interface Share {
	/** Live calls of the others, those of dead ones that may still be up included. */
	readonly othersLive: number;
	/** Live calls that this one may have at most; Infinity while no ceiling is known. */
	readonly slots: number;
	/** Part of the account's pace, 0..1. */
	readonly pace: number;
	/** Whether it is this one's turn to look for more capacity. */
	readonly mayProbe: boolean;
}

/** No other dialer works on the account. */
export const ALONE: Share = { othersLive: 0, slots: Number.POSITIVE_INFINITY, pace: 1, mayProbe: true };

/** What a governor knows of an account's limits; of the account, not of its own share. */
export interface Learned {
	/** Live calls; undefined: no ceiling was found. */
	readonly ceiling?: number | undefined;
	/** Call starts per second; undefined: no limit was found. */
	readonly pacePerSecond?: number | undefined;
	/** The window of that pace, ms. */
	readonly windowMs?: number | undefined;
	/** Most live calls that were taken lately. */
	readonly proven: number;
}

export interface GovernorSnapshot {
	/** Live calls allowed just now. */
	readonly slots: number;
	/** Slots in use: live, unanswered and doubtful calls. */
	readonly live: number;
	/** Starts per second allowed, configured or found out; undefined when there is no such limit. */
	readonly pacePerSecond: number | undefined;
	/** Monotonic ms since which the provider has not answered; undefined when it does. */
	readonly downSince: number | undefined;
}

/** A limit moved. */
export interface LimitChange {
	/** Live calls, or call starts per second. */
	readonly what: 'slots' | 'pace';
	/** Undefined: none was known. */
	readonly from: number | undefined;
	/** Undefined: it was given up. */
	readonly to: number | undefined;
	/** For people: "refused at 11 live calls: ceiling 10, next try in 60 s". */
	readonly why: string;
}
