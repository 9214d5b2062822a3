import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { replay } from '../journal/replay.js';
import { messageOf, systemCode } from '../runtime/errors.js';
import { type ResultsSource, type RowOutcome, rowOutcomes } from './results-csv.js';
import { csvText, headerRow, resultRow } from './results-row.js';
import { RingAudit } from './ring-audit.js';
import { type Summary, SummaryCount } from './summary.js';

/** One attempt per contact, until retries by outcome exist. */
const ALLOWED_ATTEMPTS = 1;
/** After so many differing rows the rest is only counted. */
const MOST_DIFFERENCES = 20;

export interface Verification {
	/** Promise 1: nobody was rung more often than allowed. Empty when kept. */
	readonly rings: readonly string[];
	/** Promise 2: every input row stands in the results once, with its status. Empty when kept. */
	readonly rows: readonly string[];
	/** Numbers that rang or may have. */
	readonly numbers: number;
	readonly summary: Summary;
}

/**
 * Recomputes the first two promises from the files alone: the contacts file, the checkpoint and the results file.
 * @param results path of the results file.
 */
export async function verify(source: ResultsSource, results: string): Promise<Verification> {
	const audit = new RingAudit(ALLOWED_ATTEMPTS);
	if (source.checkpoint !== undefined) await replay(source.checkpoint, (record, line) => audit.record(record, line));
	const count = new SummaryCount();
	const rows = await compareRows(source, results, count);
	return { rings: audit.findings(), rows, numbers: audit.numbers, summary: count.summary() };
}

/** Walks the contacts file and the results file side by side. */
async function compareRows(source: ResultsSource, results: string, count: SummaryCount): Promise<string[]> {
	const differences = new Differences();
	const written = readLines(results)[Symbol.asyncIterator]();
	try {
		const header = await written.next();
		if (header.done === true || header.value !== csvText([headerRow(source.file.header)])) {
			differences.add(`${results} does not begin with the header that belongs to ${source.file.path}`);
		}
		for await (const outcomes of rowOutcomes(source)) {
			for (const outcome of outcomes) {
				count.add(outcome);
				const line = await written.next();
				differences.compare(outcome, line.done === true ? undefined : line.value);
			}
		}
		for (let line = await written.next(); line.done !== true; line = await written.next()) {
			differences.add(`a row more than the contacts file has: ${line.value.trimEnd().slice(0, 80)}`);
		}
	} catch (error) {
		if (systemCode(error) === undefined) throw error;
		return [`${results} cannot be read: ${messageOf(error)}`];
	} finally {
		await written.return?.(undefined);
	}
	return differences.all();
}

class Differences {
	readonly #all: string[] = [];
	#omitted = 0;

	compare(outcome: RowOutcome, line: string | undefined): void {
		const { row, cells } = outcome;
		if (line === undefined) this.add(`the row at line ${row.line} is missing`);
		else if (line !== csvText([resultRow(row.cells, cells)])) {
			this.add(`the row at line ${row.line} should be ${cells.call_status} and reads: ${line.trimEnd().slice(0, 200)}`);
		}
	}

	add(difference: string): void {
		if (this.#all.length < MOST_DIFFERENCES) this.#all.push(difference);
		else this.#omitted += 1;
	}

	all(): string[] {
		return this.#omitted === 0 ? this.#all : [...this.#all, `and ${this.#omitted} more`];
	}
}

/** The records of a CSV file, each as it would be written. */
async function* readLines(path: string): AsyncGenerator<string> {
	const file = createReadStream(path);
	const parser = file.pipe(parse({ relax_column_count: true, relax_quotes: true }));
	// pipe() hands on data, not errors.
	file.on('error', (error) => parser.destroy(error));
	for await (const cells of parser) yield csvText([cells as string[]]);
}
