import { describe, expect, test } from 'vitest';
import { openContacts } from '../../../src/contacts/read-csv.js';
import { contactsFile, fixture, readRows } from './contacts-files.js';

describe('the delimiter is found by looking', () => {
	test.each([
		['crlf.csv', ',', ['+12125550102', 'Björn', 'Paris, Texas']],
		['semicolon.csv', ';', ['+12125550102', 'Björn; junior', '2,75']],
		['tab.tsv', '\t', ['+12125550102', 'Björn', '']],
		['pipe.csv', '|', ['+12125550102', 'Björn', 'Rome']],
	])('%s', async (name, delimiter, second) => {
		const file = await openContacts(fixture(name), {});
		expect(file.delimiter).toBe(delimiter);
		expect((await readRows(fixture(name)))[1]?.cells).toEqual(second);
	});

	test('a file of one column', async () => {
		const path = await contactsFile('phone\n+12125550101\n+12125550102\n');
		expect((await readRows(path)).map((row) => row.cells)).toEqual([['+12125550101'], ['+12125550102']]);
	});

	test('a known column decides where two delimiters fit equally well', async () => {
		const path = await contactsFile('phone;a,b,c\n+12125550101;1,2,3\n');
		expect((await openContacts(path, {})).header).toEqual(['phone', 'a,b,c']);
	});

	test('so does a mapped one', async () => {
		const path = await contactsFile('rufnummer;a,b,c\n+12125550101;1,2,3\n');
		expect((await openContacts(path, { map: { phone: 'rufnummer' } })).delimiter).toBe(';');
	});

	test('delimiters inside quotes do not count', async () => {
		const path = await contactsFile('phone;"a,b,c,d"\n+12125550101;"1,2,3,4"\n');
		expect((await openContacts(path, {})).delimiter).toBe(';');
	});
});
