import { describe, expect, test } from 'vitest';
import { openContacts } from '../../../src/contacts/read-csv.js';
import { contactsFile, fixture, readRows } from './contacts-files.js';

const CELLS = [
	['+12125550101', 'Ana', 'New York'],
	['+12125550102', 'Björn', 'Paris, Texas'],
	['+12125550103', 'Carla', 'Rome'],
];

describe('the same rows come out of every UTF-8 file', () => {
	test.each(['bom.csv', 'crlf.csv', 'cr.csv'])('%s', async (name) => {
		const rows = await readRows(fixture(name));
		expect(rows.map((row) => row.cells)).toEqual(CELLS);
		expect(rows.map((row) => row.line)).toEqual([2, 3, 4]);
	});

	test('a last line without line end', async () => {
		const rows = await readRows(await contactsFile('phone,name\n+12125550101,Ana\n+12125550102,Ben'));
		expect(rows.map((row) => row.cells[1])).toEqual(['Ana', 'Ben']);
	});

	test('a byte order mark is no part of the first column name', async () => {
		expect((await openContacts(fixture('bom.csv'), {})).header).toEqual(['phone', 'name', 'city']);
	});
});

describe('a byte that is not UTF-8 is named with its line', () => {
	const text = (content: string) => Buffer.from(`phone,name\n+12125550101,Ana\n${content}\n`, 'latin1');

	test.each([
		['after valid characters of several bytes', text('+12125550102,\u00c3\u00b6\u00e9x'), '0xE9'],
		['after a replacement character of the file', text('+12125550102,\u00ef\u00bf\u00bd\u00ff'), '0xFF'],
		['a character cut off by the line end', text('+12125550102,\u00e2\u0082'), '0xE2'],
		['a lone continuation byte', text('+12125550102,\u0080'), '0x80'],
	])('%s', async (_what, bytes, hex) => {
		const path = await contactsFile(bytes);
		await expect(openContacts(path, {})).rejects.toMatchObject({
			message: `Line 3 of ${path} holds the byte ${hex}, which is not UTF-8 text.`,
			hint: expect.stringContaining('CSV UTF-8'),
		});
	});

	test('a NUL far behind the head of the file', async () => {
		const path = await contactsFile(`phone,name\n${'+12125550101,Ana\n'.repeat(40_000)}+12125550102,A\0B\n`);
		await expect(readRows(path)).rejects.toThrow(`Line 40002 of ${path} holds the byte 0x00`);
	});
});
