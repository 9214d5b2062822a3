import type { Outcome } from '../providers/provider.js';

/**
 * The records of the checkpoint file: NDJSON, one a line, in the order in which things happened. Times are epoch ms.
 *
 * A contact is settled by the first of its records that bears a `result`; that record holds all that its results row
 * needs, so nothing else has to be kept in memory for it.
 */

/** Version of this format: the `v` of the first record. Since 2 every line bears a checksum (line.ts). */
export const JOURNAL_VERSION = 2;

/** The first record: what the campaign is. */
export interface CampaignRecord {
	readonly type: 'campaign';
	readonly v: number;
	readonly at: number;
	/** Random, unique among all campaigns on all accounts; attempt ids begin with it. */
	readonly campaign: string;
	readonly provider: string;
	/** True when the calls go to the built-in mock provider and nobody is rung. */
	readonly dryRun: boolean;
	/** What tells contacts apart: their id column or their number. */
	readonly identity: 'id' | 'phone';
	/** Fingerprint of the provider's address and the account; never the key. Empty for a dry run. */
	readonly account: string;
	/** How the contacts file is read: the same numbers and columns must come out whenever the campaign goes on. */
	readonly reading: { readonly country?: string; readonly map?: Readonly<Record<string, string>> };
	/** The contacts file as it was when the campaign began. */
	readonly file: { readonly name: string; readonly sha256: string; readonly rows: number };
}

/** One execution of the campaign begins. */
interface RunRecord {
	readonly type: 'run';
	readonly at: number;
	readonly pid: number;
	readonly host: string;
	readonly version: string;
	readonly rows: number;
	/** The contacts file as this run found it; absent in the first checkpoints. */
	readonly file?: FileRecord;
	/** As in the campaign record, where it is another than that of the run before. */
	readonly account?: string;
}

/** A contacts file, and what tells how a later one differs from it: absent when it is the file of the run before. */
export interface FileRecord {
	readonly sha256: string;
	readonly print?: {
		readonly contacts: number;
		readonly order: number;
		readonly textOrder: number;
		readonly numbers: string;
		readonly texts: string;
	};
}

/** On disk before the attempt's request leaves: from here on the number may ring. */
export interface IntentRecord {
	readonly type: 'intent';
	readonly at: number;
	readonly attempt: string;
	readonly contact: string;
	readonly to: string;
	readonly from: string;
	/** Through which provider, where it is not the campaign's own. */
	readonly provider?: string;
	/** The name of the upload that it is to go with; absent where it goes alone. */
	readonly batch?: string;
}

/** From here on calls are placed through another provider; attempts under way stay with theirs. */
export interface FailoverRecord {
	readonly type: 'failover';
	readonly at: number;
	readonly provider: string;
	/** As in the campaign record. */
	readonly account: string;
	readonly why: string;
}

/** The provider took the call. */
interface AcceptedRecord {
	readonly type: 'accepted';
	readonly at: number;
	readonly attempt: string;
	readonly contact: string;
	readonly call: string;
	/** True when this was not in the reply but found out afterwards. */
	readonly reconciled?: true;
	readonly result?: ContactResult;
}

/** The provider said no before anything rang, or the request never left: the contact may be tried again. */
interface RefusedRecord {
	readonly type: 'refused';
	readonly at: number;
	readonly attempt: string;
	readonly contact: string;
	/**
	 * `account` and `config`: what is wrong is not the moment; `unreachable`: nothing was sent; `called_off`: it was taken back
	 * before it was dialed.
	 */
	readonly kind: 'slots' | 'rate' | 'quota' | 'busy' | 'unknown' | 'account' | 'config' | 'unreachable' | 'called_off';
	readonly why: string;
}

/** Whether a refusal was the provider's for a limit of the moment: those are counted in the results. */
export function isProviderRefusal(kind: RefusedRecord['kind']): boolean {
	return kind !== 'account' && kind !== 'config' && kind !== 'unreachable' && kind !== 'called_off';
}

/** The request left and no usable answer came: it may ring, so it is not sent again until that is known. */
interface InDoubtRecord {
	readonly type: 'in_doubt';
	readonly at: number;
	readonly attempt: string;
	readonly contact: string;
	readonly why: string;
	/** True when the provider cannot tell either: a person has to decide. */
	readonly cannotTell?: true;
}

/** An attempt in doubt was found never to have reached the provider: the contact may be tried again. */
interface NotPlacedRecord {
	readonly type: 'not_placed';
	readonly at: number;
	readonly attempt: string;
	readonly contact: string;
	readonly why: string;
}

/** The call is over, or the provider refused this contact for good. */
export interface EndedRecord {
	readonly type: 'ended';
	readonly at: number;
	readonly attempt: string;
	readonly contact: string;
	readonly result: ContactResult;
}

/** A limit moved: live calls, or call starts per second. */
export interface LimitRecord {
	readonly type: 'limit';
	readonly at: number;
	/** Absent: slots, the only limit that the first checkpoints knew of. */
	readonly what?: 'slots' | 'pace';
	/** Absent: none was known. */
	readonly from?: number | undefined;
	/** Absent: it was given up. */
	readonly to?: number | undefined;
	readonly why: string;
}

/** The run ended in an orderly way. */
interface RunEndedRecord {
	readonly type: 'run_ended';
	readonly at: number;
	readonly why: string;
}

export type JournalRecord =
	| CampaignRecord
	| RunRecord
	| IntentRecord
	| FailoverRecord
	| AcceptedRecord
	| RefusedRecord
	| InDoubtRecord
	| NotPlacedRecord
	| EndedRecord
	| LimitRecord
	| RunEndedRecord;

/** Who found out what became of an attempt whose answer was lost: the provider was asked, or a person decided. */
type Reconciler = 'provider' | 'person';

/** Statuses that an attempt can give a contact; from then on it is settled. */
export type SettledStatus = 'completed' | 'placed' | 'failed';

/** What a settled contact's results row says. */
export interface ContactResult {
	readonly status: SettledStatus;
	readonly to: string;
	readonly outcome?: Outcome;
	readonly call?: string;
	/** Attempts that may have rung the phone. */
	readonly attempts: number;
	/** How often the provider refused before (429 and the like); nothing rang. */
	readonly refusals: number;
	readonly startedAt?: number;
	readonly endedAt?: number;
	readonly durationS?: number;
	/** In the provider's currency, as the provider tells it. */
	readonly cost?: number;
	readonly error?: string;
	readonly message?: string;
	/** Who found out what became of the attempt, where its answer was lost. */
	readonly reconciled?: Reconciler;
	/** Through which provider it was called, where it is not the campaign's own. */
	readonly provider?: string;
}
