import type { ColumnRoles } from './columns.js';
import type { Contact, Row, RowProblem } from './contact.js';
import type { KnownNumbers } from './known-numbers.js';
import { quoted, rowProblem } from './row-problems.js';
import type { RawRecord } from './split-records.js';

/** What is needed to read a record as a contact. */
export interface Layout {
	/** The columns' names as variables, all different. */
	readonly names: readonly string[];
	readonly columns: ColumnRoles;
	readonly numbers: KnownNumbers;
}

/** How much of surplus cells a message quotes, in characters. */
const SURPLUS_SHOWN = 80;

/** Cells (any case) that put a contact into the lane that goes first. */
const HIGH = /^\s*(?:high|urgent|1)\s*$/i;

/** @param cells of the record that begins on `line`, however many it has. */
export function makeRow(index: number, line: number, cells: readonly string[], layout: Layout): Row {
	const width = layout.names.length;
	if (cells.length === width) return { index, line, cells, content: readContact(index, cells, layout) };
	return { index, line, cells: padded(cells, width), content: ragged(line, cells, width) };
}

/** A record that could not be cut into cells: its text stands in the first one. */
export function makeDamagedRow(index: number, record: RawRecord, fault: RowProblem, layout: Layout): Row {
	return { index, line: record.line, cells: padded([record.text], layout.names.length), content: fault };
}

function readContact(
	index: number,
	cells: readonly string[],
	{ names, columns, numbers }: Layout,
): Contact | RowProblem {
	const to = numbers.read(index, cells[columns.phone] ?? '');
	if (typeof to !== 'string') return to;
	const id = columns.id === undefined ? '' : (cells[columns.id] ?? '').trim();
	// Without a prototype, a column may be called `__proto__` or `constructor` and stay a plain variable.
	const variables: Record<string, string> = Object.create(null);
	names.forEach((name, column) => {
		if (column !== columns.phone) variables[name] = cells[column] ?? '';
	});
	const high = columns.priority !== undefined && HIGH.test(cells[columns.priority] ?? '');
	return { key: id === '' ? to : `id:${id}`, to, lane: high ? 'high' : 'bulk', variables };
}

function ragged(line: number, cells: readonly string[], width: number): RowProblem {
	const counts = `Line ${line} has ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}, the header has ${width}`;
	if (cells.length < width) return rowProblem('ragged_row', `${counts}.`);
	const surplus = quoted(cells.slice(width).join(' '), SURPLUS_SHOWN);
	return rowProblem('ragged_row', `${counts}; beyond them stands ${surplus}.`);
}

function padded(cells: readonly string[], width: number): string[] {
	return Array.from({ length: width }, (_, column) => cells[column] ?? '');
}
