import { describe, expect, test } from 'vitest';
import { columnNames } from '../../../src/contacts/columns.js';
import { openContacts } from '../../../src/contacts/read-csv.js';
import { UsageError } from '../../../src/runtime/errors.js';
import { contactsFile, fixture, readRows } from './contacts-files.js';

function columnsOf(header: string, map: Record<string, string> = {}) {
	const row = header.split(',').map(() => '+12125550101');
	return contactsFile(`${header}\n${row.join(',')}\n`).then((path) => openContacts(path, { map }));
}

describe('columns by name', () => {
	test.each(['phone', 'Phone Number', 'PHONE_NUMBER', 'phone-no.', 'Phone #', ' Mobile ', 'cellphone', 'To', 'msisdn'])(
		'%s is a phone column',
		async (name) => {
			expect((await columnsOf(`name,${name}`)).columns.phone).toBe(1);
		},
	);

	test('the better named of two phone columns is rung, wherever it stands', async () => {
		expect((await columnsOf('mobile,number,phone')).columns.phone).toBe(2);
		expect((await columnsOf('number,mobile')).columns.phone).toBe(1);
	});

	test('id and priority columns', async () => {
		expect((await columnsOf('Contact ID,phone,Lane')).columns).toEqual({ phone: 1, id: 0, priority: 2 });
		expect((await columnsOf('customer_id,phone')).columns.id).toBeUndefined();
	});
});

describe('columns by --map', () => {
	test('a mapped column goes before the usual names, letter case aside', async () => {
		const { columns } = await columnsOf('phone,Rufnummer,kunde', { phone: 'rufnummer', id: 'kunde' });
		expect(columns).toEqual({ phone: 1, id: 2, priority: undefined });
	});

	test('a column mapped to the phone is not taken for the id as well', async () => {
		expect((await columnsOf('id,name', { phone: 'id' })).columns).toEqual({
			phone: 0,
			id: undefined,
			priority: undefined,
		});
	});

	test('a column that does not exist gets a suggestion', async () => {
		await expect(columnsOf('handynummer,name', { phone: 'handynumer' })).rejects.toMatchObject({
			code: 'contacts_file',
			message: expect.stringContaining('has no column "handynumer" among its columns "handynummer", "name"'),
			hint: 'Did you mean --map phone="handynummer"?',
		});
	});

	test('no suggestion where nothing comes near', async () => {
		await expect(columnsOf('phone,name', { id: 'zzzzzz' })).rejects.toMatchObject({ hint: undefined });
	});

	test('a field that does not exist is a wrong flag', async () => {
		const error = await columnsOf('phone', { fone: 'phone' }).catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(UsageError);
		expect(error).toMatchObject({ hint: 'Did you mean phone?' });
	});
});

describe('variables', () => {
	test('are all columns but the phone, as they stand', async () => {
		const [row] = await readRows(await contactsFile('name,phone,note\n Ana ,+12125550101,"a ""b"""\n'));
		expect(row?.content).toMatchObject({ variables: { name: ' Ana ', note: 'a "b"' } });
	});

	test('repeated, missing and odd column names stay apart and do no harm', async () => {
		const [row] = await readRows(fixture('duplicate-headers.csv'));
		const variables = row !== undefined && 'variables' in row.content ? row.content.variables : {};
		expect(Object.entries(variables)).toEqual([
			['note', 'first'],
			['note_2', 'second'],
			['column_4', 'third'],
			['__proto__', 'fourth'],
			['constructor', 'fifth'],
		]);
		expect(JSON.parse(JSON.stringify(variables)).note).toBe('first');
	});

	test('a made-up name never takes the place of a real one', async () => {
		const path = await contactsFile('phone,a,a_2,a\n+12125550101,1,2,3\n');
		expect((await readRows(path))[0]?.content).toMatchObject({ variables: { a: '1', a_2: '2', a_3: '3' } });
	});
});

test.each([
	['high', 'high'],
	[' HIGH ', 'high'],
	['Urgent', 'high'],
	['1', 'high'],
	['', 'bulk'],
	['low', 'bulk'],
	['10', 'bulk'],
])('priority cell %j puts the contact into the lane %s', async (cell, lane) => {
	const [row] = await readRows(await contactsFile(`phone,priority\n+12125550101,${cell}\n`));
	expect(row?.content).toMatchObject({ lane });
});

test('half a million columns of one name are told apart without comparing each with all', () => {
	const names = columnNames(Array.from({ length: 500_000 }, (_, index) => (index % 2 === 0 ? 'a' : 'a_2')));
	expect(new Set(names).size).toBe(500_000);
	expect(names.slice(0, 4)).toEqual(['a', 'a_2', 'a_3', 'a_2_2']);
});
