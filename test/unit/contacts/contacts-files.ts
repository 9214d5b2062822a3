import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Row, Verdict } from '../../../src/contacts/contact.js';
import { ContactTable } from '../../../src/contacts/contact-table.js';
import { type ContactsFile, type ContactsOptions, openContacts } from '../../../src/contacts/read-csv.js';

export function fixture(name: string): string {
	return fileURLToPath(new URL(`../../../fixtures/contacts/${name}`, import.meta.url));
}

/** A contacts file of this content, in a directory of its own. */
export async function contactsFile(content: string | Uint8Array): Promise<string> {
	const path = join(await mkdtemp(join(tmpdir(), 'dialer-contacts-')), 'contacts.csv');
	await writeFile(path, content);
	return path;
}

export async function rowsOf(file: ContactsFile): Promise<Row[]> {
	const all: Row[] = [];
	for await (const rows of file.rows()) all.push(...rows);
	return all;
}

export async function readRows(path: string, options: ContactsOptions = {}): Promise<Row[]> {
	return rowsOf(await openContacts(path, options));
}

/** What becomes of each row, as `<line> <E.164>`, `<line> <problem code>` or `<line> = <first line>`. */
export async function verdictsOf(path: string, options: ContactsOptions = {}): Promise<string[]> {
	const file = await openContacts(path, options);
	const table = await ContactTable.scan(file);
	return (await rowsOf(file)).map((row) => `${row.line} ${inShort(table.verdict(row))}`);
}

function inShort(verdict: Verdict): string {
	if (verdict.kind === 'invalid') return verdict.problem.code;
	return verdict.kind === 'duplicate' ? `= ${verdict.firstLine}` : verdict.contact.to;
}

/** The problem of a row that must have one. */
export function problemOf(row: Row | undefined): { code: string; message: string } {
	if (row === undefined || !('code' in row.content)) throw new Error(`Line ${row?.line} has no problem`);
	return row.content;
}
