import { type Clock, sleep } from '../runtime/clock.js';
import type { AppendFile } from '../runtime/files.js';
import { lineOf } from './line.js';
import type { JournalRecord } from './record.js';
import type { CampaignState } from './state.js';

/** What the dispatcher writes to. The file-backed one is below; another engine can take its place. */
export interface Journal {
	/** Everything that the records so far amount to; up to date as soon as `append` or `commit` was called. */
	readonly state: CampaignState;
	/** Adds a record; it reaches the disk with the next batch. */
	append(record: JournalRecord): void;
	/** Adds a record and resolves when it would survive a loss of power. @throws DiskError */
	commit(record: JournalRecord): Promise<void>;
	/** Resolves when everything added so far is safe. @throws DiskError */
	flush(): Promise<void>;
	/** Flushes and closes. @throws DiskError */
	close(): Promise<void>;
}

/**
 * Least time between two syncs, ms. On a fast disk a sync takes less than the work of handing it out; a pause this short
 * lets several calls share one, and a lone call after a quiet moment does not wait at all.
 */
const GATHER_MS = 1;

/**
 * The checkpoint file as a journal with group commit: while one batch is being synced the next one gathers, so that
 * durability costs one sync a batch and not one a call. After the first failed write nothing is accepted any more:
 * what cannot be written down must not be done.
 */
export class FileJournal implements Journal {
	readonly state: CampaignState;
	readonly #file: AppendFile;
	readonly #clock: Clock;
	readonly #onFailure: (error: unknown) => void;
	readonly #expectOurs: () => void;
	/** Where the next record will stand in the file. */
	#offset: number;
	#gathering = '';
	#writing: Promise<void> | undefined;
	#next: Promise<void> | undefined;
	#pause: Promise<void> = Promise.resolve();
	#failure: { readonly error: unknown } | undefined;

	/**
	 * `onFailure` is called once, with the first write error, so that nobody has to wait to be told. `expectOurs` throws when
	 * another may write to the file: asked before a write, so as not to write between its records, and after it, because
	 * whoever takes the lock only then finds there what is about to be done.
	 */
	constructor(
		file: AppendFile,
		state: CampaignState,
		clock: Clock,
		onFailure: (error: unknown) => void,
		expectOurs: () => void = () => undefined,
	) {
		this.#file = file;
		this.#expectOurs = expectOurs;
		this.#clock = clock;
		this.state = state;
		this.#onFailure = onFailure;
		this.#offset = file.size;
	}

	append(record: JournalRecord): void {
		this.#add(record);
		this.#batch().catch(() => undefined); // reported through onFailure and to every commit
	}

	commit(record: JournalRecord): Promise<void> {
		this.#add(record);
		return this.#batch();
	}

	flush(): Promise<void> {
		if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
		return this.#next ?? this.#writing ?? Promise.resolve();
	}

	async close(): Promise<void> {
		try {
			await this.flush();
		} finally {
			await this.#file.close();
		}
	}

	#add(record: JournalRecord): void {
		const line = lineOf(record, this.#offset);
		this.state.apply(record, this.#offset);
		this.#offset += Buffer.byteLength(line);
		this.#gathering += line;
	}

	/** The promise of the batch that holds what has just been added. */
	#batch(): Promise<void> {
		if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
		if (this.#next !== undefined) return this.#next;
		const before = this.#writing ?? Promise.resolve();
		this.#next = before
			.then(() => this.#pause)
			.then(() => {
				const text = this.#gathering;
				this.#gathering = '';
				this.#writing = this.#next;
				this.#next = undefined;
				this.#pause = sleep(this.#clock, GATHER_MS);
				return this.#write(text);
			});
		return this.#next;
	}

	async #write(text: string): Promise<void> {
		try {
			this.#expectOurs();
			await this.#file.append(text, true);
			this.#expectOurs();
		} catch (error) {
			this.#failure ??= { error };
			this.#onFailure(error);
			throw error;
		}
	}
}
