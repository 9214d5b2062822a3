import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { JournalRecord } from '../journal/record.js';
import { systemCode } from '../runtime/errors.js';
import { Differences, readLines, textOf, unreadable } from './differences.js';
import { type ResultsSource, type RowOutcome, rowOutcomes } from './results-csv.js';
import { type Summary, SummaryCount } from './summary.js';

/** Rows reach the file within a fraction of a second; a loss of power can take back what the system had not written, ms. */
const LONGEST_LAG_MS = 60_000;

/** Up to where in the checkpoint records have settled rows which the results of a run that was killed must hold. */
export class DueRows {
	readonly #dueAt: number;
	#runAt = Number.POSITIVE_INFINITY;
	#offset = -1;

	/** @param lastAt wall time of the last record, epoch ms */
	constructor(lastAt: number) {
		this.#dueAt = lastAt - LONGEST_LAG_MS;
	}

	record(record: JournalRecord, offset: number): void {
		if (record.type === 'campaign' || record.type === 'run') this.#runAt = record.at;
		if (record.at <= this.#dueAt) this.#offset = offset;
	}

	/** Bytes; -1 for none. A run writes the rows of those before it anew, which takes its time. */
	get offset(): number {
		return this.#runAt <= this.#dueAt ? this.#offset : -1;
	}
}

/**
 * Checks the results that a run which was killed left: rows stand there in the order in which they were settled, and not
 * yet all of them. What is no row of the checkpoint's contradicts it, and a row that was settled at the byte `due` or before
 * is lost; `behind` counts all rows that are not there.
 */
export async function checkGrowing(
	source: ResultsSource,
	results: string,
	due: number,
): Promise<{ readonly rows: readonly string[]; readonly behind: number; readonly summary: Summary }> {
	const differences = new Differences(source, results);
	const count = new SummaryCount();
	const unmatched = new Lines();
	let behind = 0;
	try {
		const header = await eachRow(results, (line) => unmatched.add(line));
		// Before its header is there, the file holds nothing.
		if (header !== undefined) differences.header(header);
		for await (const outcomes of rowOutcomes(source)) {
			for (const outcome of outcomes) {
				count.add(outcome);
				if (unmatched.take(textOf(outcome))) continue;
				behind += 1;
				if (settledAt(outcome, source) <= due) differences.compare(outcome, undefined);
			}
		}
		if (!unmatched.isEmpty) {
			await eachRow(results, (line) => {
				if (unmatched.take(line)) differences.contradicts(line);
			});
		}
	} catch (error) {
		return { rows: [unreadable(results, error)], behind, summary: count.summary() };
	}
	return { rows: differences.all(), behind, summary: count.summary() };
}

/** The byte of the record that settled the row's contact. */
function settledAt({ verdict }: RowOutcome, { state }: ResultsSource): number {
	const key = verdict.kind === 'callable' || verdict.kind === 'kept' ? verdict.contact.key : undefined;
	return (key === undefined ? undefined : state.settledOffset(key)) ?? Number.POSITIVE_INFINITY;
}

/** @returns the header; undefined when there is none yet */
async function eachRow(results: string, visit: (line: string) => void): Promise<string | undefined> {
	let header: string | undefined;
	for await (const line of readGrowing(results)) {
		if (header === undefined) header = line;
		else visit(line);
	}
	return header;
}

/** Lines and how often each is there, kept by their digests: the text of a million rows would be too much. */
class Lines {
	readonly #times = new Map<number, number>();

	get isEmpty(): boolean {
		return this.#times.size === 0;
	}

	add(line: string): void {
		const digest = digestOf(line);
		this.#times.set(digest, (this.#times.get(digest) ?? 0) + 1);
	}

	/** False when it is not there. */
	take(line: string): boolean {
		const digest = digestOf(line);
		const times = this.#times.get(digest);
		if (times === undefined) return false;
		if (times === 1) this.#times.delete(digest);
		else this.#times.set(digest, times - 1);
		return true;
	}
}

function digestOf(line: string): number {
	return createHash('sha256').update(line).digest().readUIntBE(0, 6);
}

/** The lines of a file that was being written: it may not be there yet, and its last line may be torn. */
async function* readGrowing(path: string): AsyncGenerator<string> {
	let last: string | undefined;
	try {
		for await (const line of readLines(path)) {
			if (last !== undefined) yield last;
			last = line;
		}
	} catch (error) {
		const code = systemCode(error);
		if (code !== 'ENOENT' && code !== 'CSV_QUOTE_NOT_CLOSED') throw error;
	}
	if (last !== undefined && endsWithLine(path)) yield last;
}

function endsWithLine(path: string): boolean {
	const file = openSync(path, 'r');
	try {
		const byte = Buffer.alloc(1);
		return readSync(file, byte, 0, 1, Math.max(0, fstatSync(file).size - 1)) === 1 && byte.toString() === '\n';
	} finally {
		closeSync(file);
	}
}
