import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { ContactTable } from '../../../src/contacts/contact-table.js';
import { openContacts } from '../../../src/contacts/read-csv.js';
import { contactsFile, fixture, rowsOf, verdictsOf } from './contacts-files.js';

describe('who may be called', () => {
	test('a number is called for its first row only, however it is written', async () => {
		const path = await contactsFile('phone\n+12125550101\n+1 (212) 555-0101\n+12125550102\n001 212 555 0101\n');
		expect(await verdictsOf(path)).toEqual(['2 +12125550101', '3 = 2', '4 +12125550102', '5 = 2']);
	});

	test('an id stands for one number', async () => {
		expect(await verdictsOf(fixture('ids.csv'))).toEqual([
			'2 +12125550101',
			'3 +12125550102',
			'4 id_on_two_numbers',
			'5 = 3',
			'6 = 2',
			'7 +12125550104',
			'8 +12125550105',
			'9 invalid_phone',
			'10 +12125550106',
			'11 +12125550103',
		]);
	});

	test('the message of a wrong id names the line of the right one', async () => {
		const file = await openContacts(fixture('ids.csv'), {});
		const table = await ContactTable.scan(file);
		const row = (await rowsOf(file))[2];
		expect(row && table.verdict(row)).toMatchObject({
			problem: { message: 'The id "1" stands on line 2 with another number than +12125550103.' },
		});
	});
});

describe('the table', () => {
	test('counts rows by verdict and contacts by lane', async () => {
		const table = await ContactTable.scan(await openContacts(fixture('ids.csv'), {}));
		expect(table.rows).toBe(10);
		expect(table.counts).toEqual({ callable: 6, high: 0, bulk: 6, duplicate: 2, invalid: 2 });
	});

	test('bears the digest of the very bytes of the file', async () => {
		const table = await ContactTable.scan(await openContacts(fixture('bom.csv'), {}));
		const bytes = await readFile(fixture('bom.csv'));
		expect(table.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
	});

	test('knows the keys of callable contacts and no others', async () => {
		const table = await ContactTable.scan(await openContacts(fixture('ids.csv'), {}));
		expect(['id:1', 'id:3', 'id:9', '+12125550105'].map((key) => table.has(key))).toEqual([true, true, true, true]);
		// The last belongs to a contact that goes by its id.
		expect(['1', 'id:5', '+12125550199', '+12125550101'].map((key) => table.has(key))).toEqual([
			false,
			false,
			false,
			false,
		]);
	});

	test('an id is the same with space around it, and can never be taken for a number', async () => {
		const path = await contactsFile('id,phone\n 7 ,+12125550101\n7,+12125550102\n+12125550103,+12125550104\n');
		expect(await verdictsOf(path)).toEqual(['2 +12125550101', '3 id_on_two_numbers', '4 +12125550104']);
		const table = await ContactTable.scan(await openContacts(path, {}));
		expect([table.has('id:7'), table.has('id:+12125550103'), table.has('+12125550103')]).toEqual([true, true, false]);
	});

	test('gives every later pass the same verdicts', async () => {
		const first = await verdictsOf(fixture('ids.csv'));
		const file = await openContacts(fixture('ids.csv'), {});
		const table = await ContactTable.scan(file);
		for (const rows of [await rowsOf(file), (await rowsOf(file)).reverse()]) {
			const callable = rows.filter((row) => table.verdict(row).kind === 'callable').map((row) => row.line);
			expect(callable.sort((one, other) => one - other)).toEqual([2, 3, 7, 8, 10, 11]);
		}
		expect(await verdictsOf(fixture('ids.csv'))).toEqual(first);
	});
});
