import {
	type CampaignRecord,
	type ContactResult,
	type FailoverRecord,
	type FileRecord,
	isProviderRefusal,
	type JournalRecord,
	type LimitRecord,
	type SettledStatus,
} from './record.js';

/** An attempt whose end is not known. */
export interface OpenAttempt {
	readonly attempt: string;
	readonly contact: string;
	readonly to: string;
	readonly from: string;
	readonly intendedAt: number;
	/** Through which provider, where it is not the campaign's own. */
	readonly provider?: string;
	/** The name of the upload that it was to go with. */
	readonly batch?: string;
	/**
	 * intended: written down, no answer known (when replayed: the process died, so it is in doubt);
	 * accepted: the provider has the call; in_doubt: no usable answer came.
	 */
	readonly state: 'intended' | 'accepted' | 'in_doubt';
	readonly call?: string;
	/** The call was found out afterwards. */
	readonly reconciled?: true;
	readonly why?: string;
	/** The provider cannot tell what became of it: a person has to decide. */
	readonly cannotTell?: true;
}

/** A contact that was begun and is not settled. */
interface Begun {
	attempts: number;
	refusals: number;
	open: OpenAttempt | undefined;
}

/**
 * What a campaign's records amount to. The same fold serves a replay and a run under way, so that what a resumed run
 * knows cannot differ from what the first one knew. A settled contact costs one map entry: the offset of the record
 * that settled it, from which its result can be read again.
 *
 * Records that do not fit the ones before them (a file put together by hand) free nobody: a contact that was settled stays
 * so, and one with an attempt under way is free only when every attempt at it was said not to have rung.
 */
export class CampaignState {
	campaign: CampaignRecord | undefined;
	/** Wall time of the last record, epoch ms. */
	lastAt = 0;
	/** Rows of the contacts file, as counted by the last run. */
	rows = 0;
	/** The contacts file as the last run found it. */
	file: FileRecord | undefined;
	/** Whether some run found another file than the one that the campaign began with. */
	edited = false;
	/** Attempts begun, over all runs; also the serial number of the last one. */
	attempts = 0;
	refusals = 0;
	/** The last change of each limit. */
	readonly limits: { slots?: LimitRecord; pace?: LimitRecord } = {};
	/** Fingerprint of the account that the last run dialed with. */
	account = '';
	/** How calls went on through other providers, the last time with each. */
	readonly failovers = new Map<string, FailoverRecord>();
	/** Why the last run ended; undefined while one goes on, or when it was killed. */
	runEnded: string | undefined;
	readonly settled: Record<SettledStatus, number> = { completed: 0, placed: 0, failed: 0 };
	readonly #contacts = new Map<string, Begun | number>();
	readonly #open = new Map<string, OpenAttempt>();
	/** Which contact a number was rung for, where that is not the contact's key itself. */
	readonly #ringer = new Map<string, string>();

	/** The contact for which this number was rung or may have been; undefined when it was not. */
	ringerOf(to: string): string | undefined {
		return this.#ringer.get(to) ?? (this.#mayHaveRung(to) ? to : undefined);
	}

	/** Refusals alone ring nobody. */
	#mayHaveRung(contact: string): boolean {
		const entry = this.#contacts.get(contact);
		return typeof entry === 'object' ? entry.attempts > 0 : entry !== undefined;
	}

	/** Attempts whose end is not known, in the order in which they began. */
	open(): OpenAttempt[] {
		return [...this.#open.values()];
	}

	/** Where in the file the record stands that settled this contact; undefined when it is not settled. */
	settledOffset(contact: string): number | undefined {
		const entry = this.#contacts.get(contact);
		return typeof entry === 'number' ? entry : undefined;
	}

	/** True when nothing more is to be done for this contact. */
	isSettled(contact: string): boolean {
		return typeof this.#contacts.get(contact) === 'number';
	}

	/** The contact's attempt that is under way or in doubt. */
	openAttempt(contact: string): OpenAttempt | undefined {
		const entry = this.#contacts.get(contact);
		return typeof entry === 'object' ? entry.open : undefined;
	}

	/** Attempts that may have rung, and refusals, of a contact that is not settled. */
	tally(contact: string): { attempts: number; refusals: number } {
		const entry = this.#contacts.get(contact);
		return typeof entry === 'object'
			? { attempts: entry.attempts, refusals: entry.refusals }
			: { attempts: 0, refusals: 0 };
	}

	/** Every contact that has a record. */
	contacts(): IterableIterator<string> {
		return this.#contacts.keys();
	}

	/** Folds in one record that stands at `offset` bytes. */
	apply(record: JournalRecord, offset: number): void {
		this.lastAt = record.at;
		switch (record.type) {
			case 'campaign':
				this.campaign = record;
				this.rows = record.file.rows;
				this.account = record.account;
				this.file = { sha256: record.file.sha256 };
				return;
			case 'run':
				this.rows = record.rows;
				this.account = record.account ?? this.account;
				this.runEnded = undefined;
				this.#foundFile(record.file);
				return;
			case 'run_ended':
				this.runEnded = record.why;
				return;
			case 'limit':
				this.limits[record.what ?? 'slots'] = record;
				return;
			case 'failover':
				this.failovers.set(record.provider, record);
				return;
			case 'intent':
				this.attempts += 1;
				if (record.contact !== record.to) this.#ringer.set(record.to, record.contact);
				if (this.isSettled(record.contact) || this.#open.get(record.attempt)?.contact === record.contact) return;
				this.#begun(record.contact).attempts += 1;
				this.#setOpen({
					attempt: record.attempt,
					contact: record.contact,
					to: record.to,
					from: record.from,
					intendedAt: record.at,
					...(record.provider === undefined ? {} : { provider: record.provider }),
					state: 'intended',
					...(record.batch === undefined ? {} : { batch: record.batch }),
				});
				return;
			case 'accepted':
				if (record.result !== undefined) this.#settle(record.attempt, record.contact, record.result, offset);
				else this.#change(record.attempt, { state: 'accepted', call: record.call, ...mark(record, 'reconciled') });
				return;
			case 'in_doubt':
				this.#change(record.attempt, { state: 'in_doubt', why: record.why, ...mark(record, 'cannotTell') });
				return;
			case 'refused':
				if (isProviderRefusal(record.kind)) this.refusals += 1;
				this.#free(record.attempt, record.contact, isProviderRefusal(record.kind) ? 1 : 0);
				return;
			case 'not_placed':
				this.#free(record.attempt, record.contact, 0);
				return;
			case 'ended':
				this.#settle(record.attempt, record.contact, record.result, offset);
		}
	}

	#foundFile(file: FileRecord | undefined): void {
		if (file === undefined) return;
		this.file = this.file?.sha256 === file.sha256 ? { ...this.file, ...file } : file;
		this.edited ||= file.sha256 !== this.campaign?.file.sha256;
	}

	#begun(contact: string): Begun {
		const entry = this.#contacts.get(contact);
		if (typeof entry === 'object') return entry;
		const begun: Begun = { attempts: 0, refusals: 0, open: undefined };
		this.#contacts.set(contact, begun);
		return begun;
	}

	#setOpen(open: OpenAttempt): void {
		this.#open.set(open.attempt, open);
		this.#begun(open.contact).open = open;
	}

	#change(attempt: string, change: Partial<OpenAttempt>): void {
		const open = this.#open.get(attempt);
		if (open !== undefined) this.#setOpen({ ...open, ...change });
	}

	/** Nothing rang: the attempt does not count. */
	#free(attempt: string, contact: string, refusals: number): void {
		const open = this.#open.get(attempt);
		const begun = this.#contacts.get(contact);
		if (open?.contact !== contact || typeof begun !== 'object') return;
		this.#open.delete(attempt);
		begun.attempts -= 1;
		begun.refusals += refusals;
		begun.open = begun.attempts === 0 ? undefined : this.open().findLast((other) => other.contact === contact);
		if (begun.open === undefined && this.#ringer.get(open.to) === contact) this.#ringer.delete(open.to);
	}

	#settle(attempt: string, contact: string, result: ContactResult, offset: number): void {
		const open = this.#open.get(attempt);
		if (open !== undefined && open.contact !== contact) return;
		this.#open.delete(attempt);
		this.settled[result.status] += 1;
		this.#contacts.set(contact, offset);
	}
}

/** The record's mark of this name, if it bears it. */
function mark<Name extends string>(record: { readonly [name in Name]?: true }, name: Name): { [name in Name]?: true } {
	return record[name] === true ? ({ [name]: true } as { [name in Name]: true }) : {};
}
