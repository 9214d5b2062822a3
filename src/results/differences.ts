import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { messageOf, systemCode } from '../runtime/errors.js';
import type { ResultsSource, RowOutcome } from './results-csv.js';
import { csvText, headerRow, resultRow } from './results-row.js';

/** After so many differing rows the rest is only counted. */
const MOST_DIFFERENCES = 20;

/** What a results file says that it should not, or does not say. */
export class Differences {
	readonly #source: ResultsSource;
	readonly #results: string;
	readonly #all: string[] = [];
	#omitted = 0;

	/** @param results path of the results file */
	constructor(source: ResultsSource, results: string) {
		this.#source = source;
		this.#results = results;
	}

	/** Judges the first line. */
	header(line: string | undefined): void {
		const { header, path } = this.#source.file;
		if (line === csvText([headerRow(header)])) return;
		this.add(`${this.#results} does not begin with the header that belongs to ${path}`);
	}

	/** Judges the line that should be this row. */
	compare(outcome: RowOutcome, line: string | undefined): void {
		const { row, cells } = outcome;
		if (line === undefined) this.add(`the row at line ${row.line} is missing`);
		else if (line !== textOf(outcome)) {
			this.add(`the row at line ${row.line} should be ${cells.call_status} and reads: ${shown(line)}`);
		}
	}

	/** Notes a line that is no row of the checkpoint's. */
	contradicts(line: string): void {
		this.add(`a row contradicts the checkpoint: ${shown(line)}`);
	}

	add(difference: string): void {
		if (this.#all.length < MOST_DIFFERENCES) this.#all.push(difference);
		else this.#omitted += 1;
	}

	all(): string[] {
		return this.#omitted === 0 ? this.#all : [...this.#all, `and ${this.#omitted} more`];
	}
}

function shown(line: string): string {
	return line.trimEnd().slice(0, 200);
}

/** What is said of results that cannot be read. @throws the error itself, when it is none of the file's */
export function unreadable(results: string, error: unknown): string {
	if (systemCode(error) === undefined) throw error;
	return `${results} cannot be read: ${messageOf(error)}`;
}

/** The row as it is written. */
export function textOf({ row, cells }: RowOutcome): string {
	return csvText([resultRow(row.cells, cells)]);
}

/** The records of a CSV file, each as it would be written. @throws Error of the system, or of a file that is no CSV */
export async function* readLines(path: string): AsyncGenerator<string> {
	const file = createReadStream(path);
	const parser = file.pipe(parse({ relax_column_count: true, relax_quotes: true }));
	// pipe() hands on data, not errors.
	file.on('error', (error) => parser.destroy(error));
	for await (const cells of parser) yield csvText([cells as string[]]);
}
