import { execFileSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openContacts } from '../../../src/contacts/read-csv.js';
import { cannotOpen } from '../../../src/contacts/source-file.js';
import { ContactsFileError } from '../../../src/runtime/errors.js';
import { contactsFile, fixture } from './contacts-files.js';

async function refusal(path: string): Promise<ContactsFileError> {
	const error = await openContacts(path, {}).catch((thrown: unknown) => thrown);
	if (error instanceof ContactsFileError) return error;
	throw new Error(`expected a ContactsFileError, got ${error}`);
}

describe('a file that cannot be worked with is refused in one sentence', () => {
	test.each([
		['empty.csv', 'is empty; expected a header line with a phone column'],
		['blank.csv', 'is empty'],
		['header-only.csv', 'has a header line but no rows'],
		['no-header.csv', 'has no header line: its first line already holds a phone number'],
		['utf-16.csv', 'is text in UTF-16; expected a CSV file in UTF-8'],
		['utf-16-no-bom.csv', 'is text in UTF-16'],
		['workbook.csv', 'is an Excel workbook (.xlsx)'],
		['binary.csv', 'is binary data'],
		['latin1.csv', 'holds the byte 0xF6, which is not UTF-8 text'],
	])('%s', async (name, sentence) => {
		const { message } = await refusal(fixture(name));
		expect(message).toContain(fixture(name));
		expect(message).toContain(sentence);
	});

	test('no phone column: the message lists what was found, the hint what is accepted', async () => {
		const error = await refusal(fixture('no-phone-column.csv'));
		expect(error.message).toContain('has no phone column among its columns "name", "company", "fone"');
		expect(error.hint).toMatch(/--map phone=<column>.*phone, phone_number,.*mobile/);
	});

	test('a header of national numbers is no header either', async () => {
		const { message } = await refusal(await contactsFile('212 555 0101,Ana\n212 555 0102,Ben\n'));
		expect(message).toContain('no header line');
	});

	test('a header whose quote is never closed', async () => {
		const { message } = await refusal(await contactsFile('"phone,name\n+12125550101,Ana\n'));
		expect(message).toMatch(/^The header of .* cannot be read: .*line 1/);
	});

	test('more columns than any spreadsheet has', async () => {
		const { message } = await refusal(await contactsFile(`phone${','.repeat(20_000)}\n+12125550101\n`));
		expect(message).toContain('20001 columns');
	});

	test('a missing file', async () => {
		const { message } = await refusal('/nowhere/contacts.csv');
		expect(message).toBe('There is no contacts file /nowhere/contacts.csv.');
	});

	test('a directory', async () => {
		expect((await refusal(tmpdir())).message).toContain('is a directory');
	});

	test('a named pipe, without waiting for a writer', async () => {
		const pipe = join(await mkdtemp(join(tmpdir(), 'dialer-pipe-')), 'contacts.csv');
		execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
		const error = await refusal(pipe);
		expect(error.message).toContain('not a regular file');
		expect(error.hint).toContain('give - for the file name');
	});

	test('a file without the right to read it', () => {
		const error = cannotOpen('contacts.csv', Object.assign(new Error('denied'), { code: 'EACCES' }));
		expect(error.message).toBe('No permission to read the contacts file contacts.csv.');
	});

	test('a file that the system cannot read for any other reason', () => {
		const error = cannotOpen('contacts.csv', Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }));
		expect(error.message).toContain('EIO: i/o error');
	});
});
