/**
 * Everything a person or a program sees of a run is made from these events: one typed stream, emitted by the dispatcher.
 * `at` is epoch ms.
 */
export type CampaignEvent =
	| CampaignStarted
	| ContactSkipped
	| AttemptStarted
	| CallAccepted
	| CallRefused
	| CallEnded
	| AttemptFailed
	| AttemptInDoubt
	| AttemptNotPlaced
	| ContactSettled
	| LimitChanged
	| Waiting
	| FailedOver
	| Notice
	| Stopping
	| CampaignEnded;

export interface CampaignStarted {
	readonly type: 'campaign_started';
	readonly at: number;
	readonly campaign: string;
	readonly provider: string;
	readonly dryRun: boolean;
	/** Rows of the contacts file. */
	readonly rows: number;
	/** Contacts of the file that were settled by earlier runs. */
	readonly settled: number;
	/** Contacts that this run has to settle, also those with an attempt of an earlier run that are no longer in the file. */
	readonly todo: number;
	/** Rows that can never be called: invalid and duplicate ones. */
	readonly skipped: number;
	/** Calls of an earlier run that are followed or cleared up first. */
	readonly adopted: number;
	readonly slots: number;
	/** Starts per second at most; absent when there is no such limit. */
	readonly pacePerSecond?: number;
	/** What was changed in the contacts file since the last run; absent when nothing was. `count`: contacts, where it is known. */
	readonly changes?: readonly { readonly kind: string; readonly count?: number }[];
}

/** A row was passed over for good. */
interface ContactSkipped {
	readonly type: 'contact_skipped';
	readonly at: number;
	readonly line: number;
	readonly status: 'invalid' | 'duplicate';
	readonly reason: string;
}

interface AttemptStarted {
	readonly type: 'attempt_started';
	readonly at: number;
	readonly attempt: string;
	readonly contact: string;
	/** Slots in use, this attempt's included. */
	readonly live: number;
	/** Slots allowed just now. */
	readonly slots: number;
}

export interface CallAccepted {
	readonly type: 'call_accepted';
	readonly at: number;
	readonly attempt: string;
	readonly contact: string;
	readonly call: string;
	readonly latencyMs: number;
	/** True when it was found out afterwards that an attempt in doubt had been taken. */
	readonly reconciled: boolean;
}

interface CallRefused {
	readonly type: 'call_refused';
	readonly at: number;
	readonly attempt: string;
	readonly contact: string;
	readonly kind: string;
	readonly message: string;
}

export interface CallEnded {
	readonly type: 'call_ended';
	readonly at: number;
	readonly attempt: string;
	readonly contact: string;
	readonly call: string;
	readonly outcome: string;
	readonly durationMs?: number;
}

/** The provider refused this contact, or the whole configuration. */
interface AttemptFailed {
	readonly type: 'attempt_failed';
	readonly at: number;
	readonly attempt: string;
	readonly contact: string;
	readonly blame: 'contact' | 'config' | 'account';
	readonly message: string;
}

interface AttemptInDoubt {
	readonly type: 'attempt_in_doubt';
	readonly at: number;
	readonly attempt: string;
	readonly contact: string;
	readonly why: string;
	/** The provider was asked and does not know either: a person has to decide. */
	readonly cannotTell?: true;
}

/** An attempt was found never to have reached a phone: its slot is free and its contact may be called again. */
interface AttemptNotPlaced {
	readonly type: 'attempt_not_placed';
	readonly at: number;
	readonly attempt: string;
	readonly contact: string;
	readonly why: string;
}

export interface ContactSettled {
	readonly type: 'contact_settled';
	readonly at: number;
	readonly contact: string;
	readonly status: 'completed' | 'placed' | 'failed';
	readonly outcome?: string;
}

export interface LimitChanged {
	readonly type: 'limit_changed';
	readonly at: number;
	/** Live calls, or call starts per second. */
	readonly what: 'slots' | 'pace';
	/** Absent: none was known. */
	readonly from?: number | undefined;
	/** Absent: it was given up. */
	readonly to?: number | undefined;
	readonly why: string;
}

/** No call can be started now. Emitted when the reason changes, and with code `none` when starts go on. */
export interface Waiting {
	readonly type: 'waiting';
	readonly at: number;
	readonly code: string;
	readonly why: string;
	/** Epoch ms; absent when only an event can end the wait. */
	readonly until?: number;
}

/** Calls go on through another provider; those under way stay where they are. */
export interface FailedOver {
	readonly type: 'failed_over';
	readonly at: number;
	readonly provider: string;
	readonly why: string;
	/** Calls under way with the provider that takes no more. */
	readonly live: number;
	/** Those, and the slots of the other provider. */
	readonly slots: number;
	/** Starts per second at most, as the other provider has them. */
	readonly pacePerSecond?: number;
}

/** Something that a person should know; the run goes on. */
interface Notice {
	readonly type: 'notice';
	readonly at: number;
	readonly text: string;
}

/** No more calls are started; live ones are followed to their end. */
interface Stopping {
	readonly type: 'stopping';
	readonly at: number;
	readonly why: string;
	readonly live: number;
}

interface CampaignEnded {
	readonly type: 'campaign_ended';
	readonly at: number;
	readonly why: string;
	/** Contacts that a later run has to go on with. */
	readonly left: number;
}

/** Takes events as they happen; must not throw. */
export type EventSink = (event: CampaignEvent) => void;
