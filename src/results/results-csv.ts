import type { Row } from '../contacts/contact.js';
import type { ContactTable } from '../contacts/contact-table.js';
import type { ContactsFile } from '../contacts/read-csv.js';
import type { ContactResult } from '../journal/record.js';
import { ResultReader } from '../journal/result-reader.js';
import type { CampaignState } from '../journal/state.js';
import { type AppendFile, openAppendFile, replaceFile } from '../runtime/files.js';
import { judge, type RowVerdict } from './judge.js';
import { type ContactStanding, headerLine, type ResultCells, resultCells, resultLine } from './results-row.js';

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
					verdict.kind === 'callable' ? standingOf(verdict.contact.key, source.state, reader) : undefined;
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

/**
 * Writes the results anew, whole or not at all.
 * @param include which rows are written: all at an end; at a start only those that need nothing more, because the file
 * then grows as contacts settle.
 * @param visit sees every row on the way.
 * @throws DiskError
 */
export async function writeResults(
	path: string,
	source: ResultsSource,
	include: (outcome: RowOutcome) => boolean = () => true,
	visit: (outcome: RowOutcome) => void = () => undefined,
): Promise<void> {
	await replaceFile(path, async (add) => {
		add(headerLine(source.file.header));
		for await (const outcomes of rowOutcomes(source)) {
			for (const outcome of outcomes) {
				visit(outcome);
				if (include(outcome)) add(resultLine(outcome.row.cells, outcome.cells));
			}
		}
	});
}

/** The results file while a run goes on: rows are added as their contacts settle, several in one write. */
export class GrowingResults {
	readonly #file: AppendFile;
	readonly #onFailure: (error: unknown) => void;
	#waiting = '';
	#writing: Promise<void> | undefined;
	#failed = false;

	private constructor(file: AppendFile, onFailure: (error: unknown) => void) {
		this.#file = file;
		this.#onFailure = onFailure;
	}

	/** `onFailure` is called once, with the first write error. @throws DiskError */
	static async open(path: string, onFailure: (error: unknown) => void): Promise<GrowingResults> {
		return new GrowingResults(await openAppendFile(path), onFailure);
	}

	add(row: Row, to: string, result: ContactResult): void {
		const contact = row.content;
		if (!('key' in contact) || this.#failed) return;
		const cells = resultCells({ kind: 'callable', contact: { ...contact, to } }, { kind: 'settled', result });
		this.#waiting += resultLine(row.cells, cells);
		this.#writing ??= this.#write();
	}

	async close(): Promise<void> {
		await this.#writing;
		await this.#file.close();
	}

	async #write(): Promise<void> {
		// The line that began this is joined by all that settle in the same turn.
		await Promise.resolve();
		try {
			while (this.#waiting !== '') {
				const text = this.#waiting;
				this.#waiting = '';
				await this.#file.append(text, false);
			}
		} catch (error) {
			this.#failed = true;
			this.#onFailure(error);
		} finally {
			this.#writing = undefined;
		}
	}
}
