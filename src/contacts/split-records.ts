import type { RowProblem } from './contact.js';
import type { Line } from './read-lines.js';
import { type Dialect, RecordScan, withoutReturn } from './record-scan.js';
import { rowProblem } from './row-problems.js';

/** One record before it is cut into cells. */
export interface RawRecord {
	/** Line on which it begins. */
	readonly line: number;
	/** Well-formed CSV, or the line as it stands when there is a fault. */
	readonly text: string;
	readonly fault: RowProblem | undefined;
}

/**
 * Cuts lines into records, so that a damaged record costs one row and not the file: of a record whose quotes are wrong,
 * the first line alone is the damaged row, and reading goes on at the second. The lines that an open quote would have
 * swallowed are rows themselves. Blank lines are no records.
 * @param atEnd no lines follow these.
 * @returns the records that are complete, and the lines of the last one that is not: they belong before the next lines.
 */
export function splitRecords(
	lines: readonly Line[],
	dialect: Dialect,
	atEnd: boolean,
): { records: RawRecord[]; rest: Line[] } {
	const records: RawRecord[] = [];
	let at = 0;
	for (let line = lines[at]; line !== undefined; line = lines[at]) {
		const text = withoutReturn(line.text, dialect);
		if (line.cut) {
			records.push({ line: line.number, text, fault: tooLong(line) });
		} else if (text.includes('"')) {
			const quoted = takeQuoted(lines, at, dialect, atEnd);
			if (quoted === undefined) break;
			records.push(quoted.record);
			at = quoted.next;
			continue;
		} else if (text !== '') {
			records.push({ line: line.number, text, fault: undefined });
		}
		at++;
	}
	return { records, rest: lines.slice(at) };
}

/** The record that begins at `from`, and where the next one begins; undefined when more lines must be seen first. */
function takeQuoted(
	lines: readonly Line[],
	from: number,
	dialect: Dialect,
	atEnd: boolean,
): { record: RawRecord; next: number } | undefined {
	const scan = new RecordScan(dialect);
	const taken: Line[] = [];
	for (let line = lines[from]; line !== undefined; line = lines[from + taken.length]) {
		taken.push(line);
		const state = scan.add(line);
		if (state.kind === 'complete') return { record: whole(taken, dialect), next: from + taken.length };
		if (state.kind === 'damaged') return { record: openQuote(taken, dialect, state.why), next: from + 1 };
	}
	return atEnd ? { record: openQuote(taken, dialect, 'it is never closed'), next: from + 1 } : undefined;
}

function whole(lines: readonly Line[], dialect: Dialect): RawRecord {
	const text = lines.map((line) => line.text).join(dialect.lineEnd);
	return { line: lineOf(lines), text: withoutReturn(text, dialect), fault: undefined };
}

function openQuote(lines: readonly Line[], dialect: Dialect, why: string): RawRecord {
	const line = lineOf(lines);
	const message = `The row on line ${line} has a quoted cell that does not end well: ${why}.`;
	const text = withoutReturn(lines[0]?.text ?? '', dialect);
	return { line, text, fault: rowProblem('open_quote', message) };
}

function tooLong(line: Line): RowProblem {
	return rowProblem('line_too_long', `Line ${line.number} is longer than 1 MiB; only its beginning is shown.`);
}

function lineOf(lines: readonly Line[]): number {
	return lines[0]?.number ?? 0;
}
