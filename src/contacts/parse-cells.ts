import { parse } from 'csv-parse/sync';
import type { Dialect } from './record-scan.js';
import type { RawRecord } from './split-records.js';

/**
 * Cuts well-formed records into cells, as many as each of them has.
 * @param records without faults; `splitRecords` vouches for their quotes, so that each is one record to the parser too.
 */
export function parseCells(records: readonly RawRecord[], dialect: Dialect): string[][] {
	const rows = parse(records.map((record) => record.text).join(dialect.lineEnd), {
		delimiter: dialect.delimiter,
		record_delimiter: dialect.lineEnd,
		relax_column_count: true,
		// Quotes inside an unquoted cell are plain characters: Joe "The Man" Smith.
		relax_quotes: true,
	});
	if (rows.length === records.length) return rows;
	throw new Error(`csv-parse sees ${rows.length} records from line ${records[0]?.line} on; expected ${records.length}`);
}
