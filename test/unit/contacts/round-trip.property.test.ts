import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contactsFile, readRows } from './contacts-files.js';

const cell = fc
	.string({
		unit: fc.oneof(
			fc.constantFrom('"', ',', ';', '\t', '|', '\n', '\r\n', '\r', ' ', "'", '='),
			fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
		),
		maxLength: 12,
	})
	.map((text) => text.replaceAll('\0', ''));

const table = fc
	.integer({ min: 0, max: 4 })
	.chain((extra) => fc.array(fc.array(cell, { minLength: extra, maxLength: extra }), { minLength: 1, maxLength: 12 }));

test('whatever csv-stringify writes comes back cell for cell, each row on its line', async () => {
	await fc.assert(
		fc.asyncProperty(
			table,
			fc.constantFrom(',', ';', '\t', '|'),
			fc.constantFrom('\n', '\r\n'),
			fc.boolean(),
			async (rows, delimiter, record_delimiter, quoted) => {
				const header = ['phone', ...(rows[0] ?? []).map((_, column) => `column ${column}`)];
				const cells = rows.map((row, index) => [`+1212555${String(100 + index).padStart(4, '0')}`, ...row]);
				// Spreadsheets quote every cell with a line end in it, csv-stringify only those with its own record delimiter.
				const text = stringify([header, ...cells], { delimiter, record_delimiter, quoted, quoted_match: /[\r\n]/ });
				const read = await readRows(await contactsFile(text));
				expect(read.map((row) => row.cells)).toEqual(cells);
				expect(read.map((row) => row.line)).toEqual(linesOf(cells));
				expect(read.filter((row) => 'code' in row.content)).toEqual([]);
			},
		),
		{ numRuns: 300 },
	);
});

function linesOf(rows: readonly (readonly string[])[]): number[] {
	let line = 2;
	return rows.map((row) => {
		const begins = line;
		line += row.join('').split('\n').length;
		return begins;
	});
}
