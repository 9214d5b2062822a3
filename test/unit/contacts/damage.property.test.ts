import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Row } from '../../../src/contacts/contact.js';
import { ContactTable } from '../../../src/contacts/contact-table.js';
import { openContacts } from '../../../src/contacts/read-csv.js';
import { ContactsFileError } from '../../../src/runtime/errors.js';
import { contactsFile, rowsOf } from './contacts-files.js';

const HEADER = 'phone,name,note\n';
const ROWS = [
	'+12125550101,Ana,\n',
	'+12125550102,"Björn, junior","two\nlines"\n',
	'\n',
	'+12125550103,"Carla ""C"" Maria",x\r\n',
	'+12125550104,Dan,"three\n\nlines"\n',
	'+12125550105,Eve,last\n',
];

/** At `at` (0 to 1 of the file), `remove` bytes give way to others. */
const damage = fc.record({
	at: fc.double({ min: 0, max: 1, noNaN: true }),
	remove: fc.integer({ min: 0, max: 3 }),
	insert: fc.oneof(
		fc.constantFrom('"', '""', '",', '\n', '\r\n', '\r', ',', '\n"', 'é', '\ufeff').map((text) => Buffer.from(text)),
		fc.uint8Array({ maxLength: 2 }).map((bytes) => Buffer.from(bytes)),
	),
});

test('damage costs rows, never the file by accident and never a row in silence', async () => {
	let survived = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (damages) => {
			let body = Buffer.from(ROWS.join(''));
			for (const { at, remove, insert } of damages) {
				const offset = Math.floor(at * body.length);
				body = Buffer.concat([body.subarray(0, offset), insert, body.subarray(offset + remove)]);
			}
			const path = await contactsFile(Buffer.concat([Buffer.from(HEADER), body]));
			try {
				const file = await openContacts(path, {});
				const table = await ContactTable.scan(file);
				const rows = await rowsOf(file);
				survived++;
				expect(unaccounted(body.toString().split('\n'), rows)).toEqual([]);
				const { callable, duplicate, invalid } = table.counts;
				expect(callable + duplicate + invalid).toBe(rows.length);
				for (const row of rows) table.verdict(row);
			} catch (error) {
				if (!(error instanceof ContactsFileError)) throw error;
			}
		}),
		{ numRuns: 1_000 },
	);
	expect(survived).toBeGreaterThan(300);
});

/** Lines that are neither blank nor part of a row, and rows that do not begin on the next line that is not blank. */
function unaccounted(lines: readonly string[], rows: readonly Row[]): string[] {
	const missing: string[] = [];
	const begins = new Map(rows.map((row) => [row.line, row]));
	for (let at = 0; at < lines.length; at++) {
		const row = begins.get(at + 2);
		begins.delete(at + 2);
		if (row !== undefined && !('code' in row.content && row.content.code === 'open_quote'))
			at += row.cells.join('').split('\n').length - 1;
		else if (row === undefined && lines[at]?.replace('\r', '') !== '') missing.push(`line ${at + 2}`);
	}
	return [...missing, ...[...begins.keys()].map((line) => `row ${line}`)];
}
