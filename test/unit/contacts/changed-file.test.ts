import { appendFile, rename, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ContactTable } from '../../../src/contacts/contact-table.js';
import { openContacts } from '../../../src/contacts/read-csv.js';
import { contactsFile, readRows, rowsOf } from './contacts-files.js';

const CONTENT = 'phone,name\n+12125550101,Ana\n+12125550102,Ben\n';
const CHANGED = /was changed while the run was reading it/;

async function scanned() {
	const path = await contactsFile(CONTENT);
	const file = await openContacts(path, {});
	return { path, file, table: await ContactTable.scan(file) };
}

test('a row added between two passes', async () => {
	const { path, file } = await scanned();
	await appendFile(path, '+12125550103,Cleo\n');
	await expect(rowsOf(file)).rejects.toThrow(CHANGED);
});

test('another file moved into its place', async () => {
	const { path, file } = await scanned();
	await rename(await contactsFile(`${CONTENT}\n`), path);
	await expect(rowsOf(file)).rejects.toMatchObject({ code: 'contacts_file', hint: expect.stringContaining('again') });
});

test('the file deleted', async () => {
	const { path, file } = await scanned();
	await rm(path);
	await expect(rowsOf(file)).rejects.toThrow('There is no contacts file');
});

test('a change in the middle of a pass', async () => {
	const path = await contactsFile(`phone\n${'+12125550101\n'.repeat(60_000)}`);
	const rows = (await openContacts(path, {})).rows();
	await rows.next();
	await writeFile(path, CONTENT);
	const rest = async () => {
		for await (const _ of rows);
	};
	await expect(rest()).rejects.toThrow(CHANGED);
});

test('rows that the table does not know, from wherever they come', async () => {
	const { table } = await scanned();
	const [unknown] = await readRows(await contactsFile('phone\n+12125550199\n'));
	const [early] = await readRows(await contactsFile('phone\n+12125550102\n'));
	for (const row of [unknown, early]) expect(() => row && table.verdict(row)).toThrow(CHANGED);
});
