/**
 * A campaign from its files to its end: wires the stages together and owns the order in which things are opened,
 * written and closed.
 *
 *   prepared (lock held, nothing written) -> running -> ended (lock given back)
 */
import { basename } from 'node:path';
import type { Row } from '../contacts/contact.js';
import { ContactTable } from '../contacts/contact-table.js';
import { type ContactsFile, type ContactsOptions, openContacts } from '../contacts/read-csv.js';
import type { Stop } from '../dispatch/stop.js';
import type { WorkItem } from '../dispatch/work.js';
import { FileJournal } from '../journal/journal.js';
import { acquireRunLocks } from '../journal/lock.js';
import { JOURNAL_VERSION } from '../journal/record.js';
import { replay } from '../journal/replay.js';
import type { CampaignState } from '../journal/state.js';
import { GrowingResults, type ResultsSource, type RowOutcome, writeResults } from '../results/results-csv.js';
import { RESULT_COLUMNS } from '../results/results-row.js';
import { type Summary, SummaryCount } from '../results/summary.js';
import { ContactsFileError, DialerError, FileLostError, LockedError } from '../runtime/errors.js';
import type { FileLock } from '../runtime/file-lock.js';
import { openAppendFile, removeFile } from '../runtime/files.js';
import { accountFingerprint } from './account.js';
import { type Opened, openCheckpoint, setAsideCheckpoint } from './checkpoint.js';
import { lockPlace, separateFiles } from './files.js';
import { readingOf } from './inspect.js';
import { expectColumns } from './needed-columns.js';
import type { CampaignHost, CampaignOptions } from './options.js';
import { type Preview, previewOf } from './preview.js';
import { type FailedOver, Run } from './run.js';

export interface CampaignReport {
	readonly summary: Summary;
	/** Why it ended early; undefined when nothing was left to do. */
	readonly stop: Stop | undefined;
	/** Contacts that a later run has to go on with. */
	readonly left: number;
	/** Calls that were live when the run ended; among the rows they are `placed`. */
	readonly liveLeft: number;
	/** Where calls went on in this run, and why; undefined when they did not. */
	readonly failedOver: FailedOver | undefined;
	/** Whether this run began the campaign anew. */
	readonly restarted: boolean;
	/** Where the old checkpoint is kept, if one was put aside. */
	readonly kept: string | undefined;
}

export class Campaign {
	readonly preview: Preview;
	readonly #options: CampaignOptions;
	readonly #host: CampaignHost;
	readonly #file: ContactsFile;
	readonly #table: ContactTable;
	readonly #opened: Opened;
	readonly #lock: FileLock;
	readonly #reading: ContactsOptions;
	#run: Run | undefined;
	#stopped: { readonly stop: Stop; readonly abandon: boolean } | undefined;

	private constructor(
		options: CampaignOptions,
		host: CampaignHost,
		parts: { file: ContactsFile; table: ContactTable; opened: Opened; lock: FileLock; reading: ContactsOptions },
	) {
		this.#options = options;
		this.#host = host;
		this.#file = parts.file;
		this.#table = parts.table;
		this.#opened = parts.opened;
		this.#lock = parts.lock;
		this.#reading = parts.reading;
		this.preview = previewOf(options, parts.table, parts.opened);
	}

	/**
	 * Reads the contacts file and the checkpoint and takes the locks. Besides these nothing is written.
	 * @throws ContactsFileError, UsageError, CheckpointError, LockedError, DiskError
	 */
	static async prepare(given: CampaignOptions, host: CampaignHost): Promise<Campaign> {
		const { contacts, results, checkpoint } = given;
		const options = { ...given, ...separateFiles(contacts, { results, checkpoint }) };
		const reading = await readingOf(options);
		const file = await openContacts(options.contacts, reading);
		refuseResultsFile(file);
		expectColumns(file, [...(options.provider.columns ?? []), ...(options.failover?.provider.columns ?? [])]);
		const table = await ContactTable.scan(file);
		const locks = { checkpoint: lockPlace(options.checkpoint), results: lockPlace(options.results) };
		const lock = acquireRunLocks(locks, host.newToken(), host.clock.now(), host.processes);
		try {
			const opened = await openCheckpoint(options, reading, file, table);
			return new Campaign(options, host, { file, table, opened, lock, reading });
		} catch (error) {
			lock.release();
			throw error;
		}
	}

	/** Gives the lock back without having run. */
	release(): void {
		this.#lock.release();
	}

	/** No new calls; live ones are followed to their end. */
	stop(stop: Stop): void {
		this.#stopped ??= { stop, abandon: false };
		this.#run?.stop(stop);
	}

	/** No new calls, and live ones are left alone; the next run takes them over. */
	abandon(stop: Stop): void {
		this.#stopped = { stop, abandon: true };
		this.#run?.abandon(stop);
	}

	/** Live calls and requests under way. */
	get live(): number {
		return this.#run?.live ?? 0;
	}

	/**
	 * Works the campaign to its end, or until it is stopped. Whatever ends it, the results are rewritten and the lock is
	 * given back.
	 * @throws DiskError when not even the results can be written; the checkpoint still holds everything.
	 */
	async run(): Promise<CampaignReport> {
		try {
			return await this.#work();
		} finally {
			this.#lock.release();
		}
	}

	async #work(): Promise<CampaignReport> {
		const { checkpoint, results } = this.#options;
		const kept = this.#opened.setAside === false ? undefined : setAsideCheckpoint(checkpoint, this.#host.clock.now());
		const { state, startsOver } = this.#opened;
		// They name nobody as called; but beside a checkpoint that is empty for a moment they would look as if they did.
		if (startsOver) await removeFile(this.#host.disk, results);
		let failure: DialerError | undefined;
		const onFailure = (error: unknown) => {
			failure ??= error instanceof DialerError ? error : undefined;
			if (failure !== undefined) this.abandon({ cause: 'error', why: failure.message, error: failure });
		};
		const journal = new FileJournal(
			await openAppendFile(this.#host.disk, checkpoint, this.#opened.bytes),
			state,
			this.#host.clock,
			onFailure,
			() => this.#lock.expectHeld(),
		);
		const source: ResultsSource = { file: this.#file, table: this.#table, state, checkpoint };
		let stop: Stop | undefined;
		try {
			await this.#recordStart(journal);
			const begun = await this.#startResults(source);
			const growing = new GrowingResults(await openAppendFile(this.#host.disk, results), this.#host.clock, onFailure);
			try {
				this.#run = new Run(this.#options, this.#host, {
					file: this.#file,
					table: this.#table,
					journal,
					growing,
					begun,
					preview: this.preview,
				});
				if (this.#stopped?.abandon) this.#run.abandon(this.#stopped.stop);
				else if (this.#stopped !== undefined) this.#run.stop(this.#stopped.stop);
				stop = await this.#run.work();
			} finally {
				await growing.close();
			}
			journal.append({ type: 'run_ended', at: this.#host.clock.now(), why: stop?.why ?? ALL_SETTLED });
		} finally {
			await journal.close().catch(onFailure);
		}
		// The results are the other run's now, too.
		if (failure instanceof LockedError) throw failure;
		const known = failure === undefined ? state : await stateOnDisk(checkpoint, failure);
		const summary = await this.#finalResults({ ...source, state: known }).catch((error) =>
			this.#finalResultsOfEdited({ ...source, state: known }, error),
		);
		const liveLeft = known.open().filter((attempt) => attempt.state === 'accepted').length;
		const ended = failureStop(failure) ?? stop;
		const left = leftOf(summary, liveLeft);
		this.#host.emit({ type: 'campaign_ended', at: this.#host.clock.now(), why: ended?.why ?? ALL_SETTLED, left });
		const failedOver = this.#run?.failedOver;
		return { summary, stop: ended, left, liveLeft, failedOver, restarted: this.#options.restart, kept };
	}

	async #recordStart(journal: FileJournal): Promise<void> {
		const at = this.#host.clock.now();
		if (journal.state.campaign === undefined) {
			const campaign = this.#host.newToken();
			journal.append({
				type: 'campaign',
				v: JOURNAL_VERSION,
				at,
				campaign,
				provider: this.#options.provider.name,
				dryRun: this.#options.dryRun,
				identity: this.#file.columns.id === undefined ? 'phone' : 'id',
				account: this.#accountIn(campaign),
				reading: this.#reading,
				file: { name: basename(this.#file.path), sha256: this.#table.sha256, rows: this.#table.rows },
			});
		}
		const { pid, host } = this.#host.processes;
		const { rows, sha256 } = this.#table;
		const { campaign: begun, account: before, file: known } = journal.state;
		const account = this.#accountIn(begun?.campaign ?? '');
		const changed = account === before ? {} : { account };
		const file =
			known?.print !== undefined && known.sha256 === sha256 ? { sha256 } : { sha256, print: this.#table.print };
		await journal.commit({ type: 'run', at, pid, host, version: this.#host.version, rows, file, ...changed });
	}

	/** As the records of this campaign tell it. */
	#accountIn(campaign: string): string {
		return this.#options.dryRun ? '' : accountFingerprint(this.#options, campaign);
	}

	/**
	 * Writes the rows that need nothing more; the rest is added as it settles. @returns the rows whose contacts have an
	 * attempt of an earlier run under way, by contact.
	 */
	async #startResults(source: ResultsSource): Promise<Map<string, WorkItem>> {
		const begun = new Map<string, WorkItem>();
		const visit = ({ row, verdict, cells }: RowOutcome) => {
			// A row whose number is another's now is not among them: should nothing have rung, it is not called.
			if (verdict.kind === 'callable' && source.state.openAttempt(verdict.contact.key) !== undefined) {
				begun.set(verdict.contact.key, { contact: verdict.contact, row });
			}
			if (cells.call_status === 'invalid' || cells.call_status === 'duplicate') this.#skipped(row, cells);
		};
		const include = (outcome: RowOutcome) => isFinished(outcome, source.state);
		await writeResults(this.#host.disk, this.#options.results, source, { include, visit });
		return begun;
	}

	#skipped(row: Row, cells: RowOutcome['cells']): void {
		const status = cells.call_status === 'invalid' ? 'invalid' : 'duplicate';
		const at = this.#host.clock.now();
		this.#host.emit({ type: 'contact_skipped', at, line: row.line, status, reason: cells.call_message ?? '' });
	}

	/** The contacts file was changed since it was scanned: the results are those of the file as it is now. */
	async #finalResultsOfEdited(source: ResultsSource, error: unknown): Promise<Summary> {
		if (!(error instanceof ContactsFileError)) throw error;
		const file = await openContacts(this.#options.contacts, this.#reading);
		return this.#finalResults({ ...source, file, table: await ContactTable.scan(file) });
	}

	async #finalResults(source: ResultsSource): Promise<Summary> {
		const count = new SummaryCount();
		const visit = (outcome: RowOutcome) => count.add(outcome);
		await writeResults(this.#host.disk, this.#options.results, source, { visit });
		return count.summary();
	}
}

const ALL_SETTLED = 'all contacts are settled';

/** Results handed in as contacts would be called again, with two sets of result columns. */
function refuseResultsFile(file: ContactsFile): void {
	const ours = file.header.filter((cell) => (RESULT_COLUMNS as readonly string[]).includes(cell));
	if (ours.length < 3) return;
	throw new ContactsFileError(
		`${file.path} looks like a results file: it has the columns ${ours.slice(0, 3).join(', ')}, ...`,
		{
			hint: 'Name the contacts file that it was made from; to call some of these people again, make a file without those columns.',
		},
	);
}

/** Whether nothing more is to be done for a row. */
function isFinished({ verdict }: RowOutcome, state: CampaignState): boolean {
	return (verdict.kind !== 'callable' && verdict.kind !== 'kept') || state.isSettled(verdict.contact.key);
}

/**
 * After a failed write the run knows of records that are not in the file.
 * @throws the failure itself when the file is gone or another: what the growing results hold is then more than could be rewritten.
 */
async function stateOnDisk(checkpoint: string, failure: DialerError): Promise<CampaignState> {
	if (failure instanceof FileLostError) throw failure;
	const found = await replay(checkpoint);
	if (found === undefined) throw failure;
	return found.state;
}

function failureStop(failure: DialerError | undefined): Stop | undefined {
	return failure === undefined ? undefined : { cause: 'error', why: failure.message, error: failure };
}

function leftOf(summary: Summary, live: number): number {
	return summary.byStatus.pending + summary.byStatus.in_doubt + live;
}
