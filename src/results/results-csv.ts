import type { Contact, Row } from '../contacts/contact.js';
import type { ContactTable } from '../contacts/contact-table.js';
import type { ContactsFile } from '../contacts/read-csv.js';
import type { ContactResult } from '../journal/record.js';
import { ResultReader } from '../journal/result-reader.js';
import type { CampaignState } from '../journal/state.js';
import type { Clock } from '../runtime/clock.js';
import type { Disk } from '../runtime/disk.js';
import { type AppendFile, replaceFile } from '../runtime/files.js';
import { judge, type RowVerdict } from './judge.js';
import { type ContactStanding, csvText, headerRow, type ResultCells, resultCells, resultRow } from './results-row.js';

/** What the results are a function of. */
export interface ResultsSource {
	readonly file: ContactsFile;
	readonly table: ContactTable;
	readonly state: CampaignState;
	/** The checkpoint; undefined when there is none yet. */
	readonly checkpoint: string | undefined;
}

export interface RowOutcome {
	readonly row: Row;
	readonly verdict: RowVerdict;
	readonly cells: ResultCells;
}

/** Every row of the contacts file, in its order, with what is known of it. */
export async function* rowOutcomes(source: ResultsSource): AsyncGenerator<RowOutcome[]> {
	const reader = source.checkpoint === undefined ? undefined : new ResultReader(source.checkpoint);
	try {
		for await (const rows of source.file.rows()) {
			yield rows.map((row) => {
				const verdict = judge(row, source.table, source.state);
				const standing =
					verdict.kind === 'callable' || verdict.kind === 'kept'
						? standingOf(verdict.contact.key, source.state, reader)
						: undefined;
				return { row, verdict, cells: resultCells(verdict, standing) };
			});
		}
	} finally {
		reader?.close();
	}
}

function standingOf(key: string, state: CampaignState, reader: ResultReader | undefined): ContactStanding {
	const offset = state.settledOffset(key);
	if (offset !== undefined && reader !== undefined) return { kind: 'settled', result: reader.read(offset) };
	const { attempts, refusals } = state.tally(key);
	const open = state.openAttempt(key);
	return open === undefined ? { kind: 'pending', refusals } : { kind: 'open', open, attempts, refusals };
}

interface WriteOptions {
	/** Which rows are written: all at an end; at a start only those that need nothing more, as the file then grows. */
	readonly include?: (outcome: RowOutcome) => boolean;
	/** Sees every row on the way. */
	readonly visit?: (outcome: RowOutcome) => void;
}

/**
 * Writes the results anew, whole or not at all.
 * @throws DiskError
 */
export async function writeResults(
	disk: Disk,
	path: string,
	source: ResultsSource,
	options: WriteOptions = {},
): Promise<void> {
	const { include = () => true, visit = () => undefined } = options;
	const write = async (add: (text: string) => Promise<void>) => {
		await add(csvText([headerRow(source.file.header)]));
		for await (const outcomes of rowOutcomes(source)) {
			outcomes.forEach(visit);
			await add(csvText(outcomes.filter(include).map(({ row, cells }) => resultRow(row.cells, cells))));
		}
	};
	await replaceFile(disk, path, write);
}

/** Settled rows reach the file at most this much later, ms. It can be rewritten from the checkpoint at any time. */
const FLUSH_EVERY_MS = 200;

/** The results file while a run goes on: rows are added as their contacts settle, many in one write. */
export class GrowingResults {
	readonly #file: AppendFile;
	readonly #clock: Clock;
	readonly #onFailure: (error: unknown) => void;
	#rows: string[][] = [];
	#writing: Promise<void> = Promise.resolve();
	#cancelTimer: (() => void) | undefined;

	/** `onFailure` is called with a write error. */
	constructor(file: AppendFile, clock: Clock, onFailure: (error: unknown) => void) {
		this.#file = file;
		this.#clock = clock;
		this.#onFailure = onFailure;
	}

	add(row: Row, contact: Contact, result: ContactResult): void {
		this.#rows.push(resultRow(row.cells, resultCells({ kind: 'callable', contact }, { kind: 'settled', result })));
		this.#cancelTimer ??= this.#clock.after(FLUSH_EVERY_MS, () => this.#flush());
	}

	async close(): Promise<void> {
		this.#flush();
		await this.#writing;
		await this.#file.close();
	}

	#flush(): void {
		this.#cancelTimer?.();
		this.#cancelTimer = undefined;
		const rows = this.#rows;
		this.#rows = [];
		if (rows.length === 0) return;
		this.#writing = this.#writing.then(() => this.#file.append(csvText(rows), false)).catch(this.#onFailure);
	}
}
