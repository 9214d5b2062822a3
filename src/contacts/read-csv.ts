import { ContactsFileError } from '../runtime/errors.js';
import { type ColumnRoles, columnNames, findRoles, hasPhoneColumn } from './columns.js';
import type { Row } from './contact.js';
import { sniffDelimiter } from './delimiter.js';
import { KnownNumbers } from './known-numbers.js';
import { type Layout, makeDamagedRow, makeRow } from './make-row.js';
import { parseCells } from './parse-cells.js';
import { countryOf } from './phone.js';
import { type Line, readLines } from './read-lines.js';
import type { Dialect } from './record-scan.js';
import { emptyFile, inspectSource, type SourceFile } from './source-file.js';
import { type RawRecord, splitRecords } from './split-records.js';

export interface ContactsOptions {
	/** ISO 3166-1 alpha-2, upper case: whose national numbers are understood. None: they are a problem. */
	country?: string;
	/** Role (`phone`, `id`, `priority`) -> column name, where the usual names do not find it. */
	map?: Readonly<Record<string, string>>;
}

/** A contacts file whose header is understood. Of its rows only the numbers stay in memory; each pass reads it anew. */
export interface ContactsFile {
	readonly path: string;
	/** The header's cells as they stand in the file. */
	readonly header: readonly string[];
	readonly delimiter: string;
	readonly columns: ColumnRoles;
	/**
	 * All rows in the order of the file, in batches.
	 * @param watch sees every byte of the file in order.
	 * @throws ContactsFileError when the file is not UTF-8 or was changed since it was opened.
	 */
	rows(watch?: (chunk: Uint8Array) => void): AsyncGenerator<Row[]>;
}

const BATCH_ROWS = 500;

/**
 * Opens a contacts CSV: tells its encoding and delimiter, and reads its header.
 * @throws ContactsFileError when it cannot be read, is not UTF-8 text, or has no header, phone column or row.
 * @throws UsageError when `country` or a field of `map` does not exist.
 */
export async function openContacts(path: string, options: ContactsOptions): Promise<ContactsFile> {
	const country = options.country === undefined ? undefined : countryOf(options.country);
	const map = options.map ?? {};
	const source = await inspectSource(path);
	const lines = await firstLines(source);
	const { lineEnd } = source;
	const isKnown = (cells: readonly string[]) =>
		hasPhoneColumn(cells) || (map.phone !== undefined && columnNames(cells).includes(map.phone));
	const delimiter = sniffDelimiter(lines, lineEnd, isKnown);
	const header = readHeader(path, lines, { delimiter, lineEnd, columns: undefined });
	const names = columnNames(header);
	const columns = findRoles(path, names, map, country);
	const dialect: Dialect = { delimiter, lineEnd, columns: header.length };
	const layout: Layout = { names, columns, numbers: new KnownNumbers(country) };
	const rows = (watch?: (chunk: Uint8Array) => void) => readRows(source, dialect, layout, watch);
	for await (const _ of rows()) return { path, header, delimiter, columns, rows };
	throw new ContactsFileError(`${path} has a header line but no rows under it; expected one row for each contact.`);
}

/** The first lines of the file that hold anything. */
async function firstLines(source: SourceFile): Promise<Line[]> {
	for await (const lines of readLines(source)) {
		// As `splitRecords` has it: a line of spaces is a record.
		if (lines.some((line) => line.text !== '' && line.text !== '\r')) return lines;
	}
	throw emptyFile(source.path);
}

function readHeader(path: string, lines: readonly Line[], dialect: Dialect): string[] {
	const [record] = splitRecords(lines, dialect, true).records;
	if (record === undefined) throw emptyFile(path);
	if (record.fault !== undefined)
		throw new ContactsFileError(`The header of ${path} cannot be read: ${record.fault.message}`);
	return parseCells([record], dialect)[0] ?? [];
}

async function* readRows(
	source: SourceFile,
	dialect: Dialect,
	layout: Layout,
	watch?: (chunk: Uint8Array) => void,
): AsyncGenerator<Row[]> {
	let headerSeen = false;
	let next = 0;
	for await (const records of readRecords(source, dialect, watch)) {
		const fresh = headerSeen ? records : records.slice(1);
		headerSeen = true;
		for (let from = 0; from < fresh.length; from += BATCH_ROWS) {
			const rows = makeRows(fresh.slice(from, from + BATCH_ROWS), next, dialect, layout);
			next += rows.length;
			yield rows;
		}
	}
}

/** The file's records, header first, in batches that are never empty. */
async function* readRecords(
	source: SourceFile,
	dialect: Dialect,
	watch?: (chunk: Uint8Array) => void,
): AsyncGenerator<RawRecord[]> {
	let rest: Line[] = [];
	for await (const lines of readLines(source, watch)) {
		const split = splitRecords(rest.length === 0 ? lines : [...rest, ...lines], dialect, false);
		rest = split.rest;
		if (split.records.length > 0) yield split.records;
	}
	const { records } = splitRecords(rest, dialect, true);
	if (records.length > 0) yield records;
}

function makeRows(records: readonly RawRecord[], firstIndex: number, dialect: Dialect, layout: Layout): Row[] {
	const sound = parseCells(
		records.filter((record) => record.fault === undefined),
		dialect,
	).values();
	return records.map((record, offset) => {
		const index = firstIndex + offset;
		return record.fault === undefined
			? makeRow(index, record.line, sound.next().value ?? [], layout)
			: makeDamagedRow(index, record, record.fault, layout);
	});
}
