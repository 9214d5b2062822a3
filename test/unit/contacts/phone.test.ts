import { describe, expect, test } from 'vitest';
import { readPhone } from '../../../src/contacts/phone.js';
import { openContacts } from '../../../src/contacts/read-csv.js';
import { ROW_PROBLEMS } from '../../../src/contacts/row-problems.js';
import { fixture, readRows, verdictsOf } from './contacts-files.js';

test('every cell of numbers.csv is read as its second column says', async () => {
	const rows = await readRows(fixture('numbers.csv'));
	const read = rows.map(({ content }) => ('code' in content ? content.code : content.to));
	expect(read).toEqual(rows.map((row) => row.cells[1]));
});

describe('the message says why', () => {
	test.each([
		['+1 212 555', '"+1 212 555" is too short for a phone number.'],
		['+1 212 555 0105 0105', '"+1 212 555 0105 0105" is too long for a phone number.'],
		['+999 123 456', '"+999 123 456" begins with a country code that does not exist.'],
		['+44 7700 900123', '"+44 7700 900123" is not a number in use.'],
		['call Bob', '"call Bob" is not a phone number.'],
		['x'.repeat(100), `"${'x'.repeat(40)}…" is not a phone number.`],
	])('%s', (cell, message) => {
		expect(readPhone(cell, undefined)).toEqual({ code: 'invalid_phone', message });
	});

	test('a national number without a country', () => {
		expect(readPhone('020 7946 0018', undefined)).toMatchObject({
			code: 'no_country',
			message: expect.stringContaining('--country'),
		});
	});
});

describe('national numbers', () => {
	test('are read with the default country, and numbers of other countries beside them', async () => {
		expect(await verdictsOf(fixture('national.csv'), { country: 'GB' })).toEqual([
			'2 +442079460018',
			'3 +441614960127',
			'4 +12125550142',
			'5 +33199001234',
		]);
	});

	test.each([
		['US', '011 44 20 7946 0018', '+442079460018'],
		['AU', '0011 44 20 7946 0018', '+442079460018'],
		['US', '0044 20 7946 0018', '+442079460018'],
		['GB', '00442079460018', '+442079460018'],
		['US', '1 (212) 555-0142', '+12125550142'],
	] as const)('%s: %s', (country, cell, number) => {
		expect(readPhone(cell, country)).toBe(number);
	});

	test.each(['US', 'GB', 'IN', 'DE', 'AU'] as const)('an emergency number is one in %s too', (country) => {
		for (const cell of ['911', '112', '(999)', "'911", 'tel:112'])
			expect(readPhone(cell, country)).toMatchObject({ code: 'emergency' });
	});
});

test('invisible marks around a copied number do not matter', () => {
	expect(readPhone('\u202a+1 212-555-0142\u202c\u00a0', undefined)).toBe('+12125550142');
});

describe('a wrong --country', () => {
	test.each([
		['UK', 'Did you mean GB?'],
		['us', 'Did you mean US?'],
		['Germany', 'Write it like US, GB or IN.'],
	])('%s', async (country, hint) => {
		await expect(openContacts(fixture('national.csv'), { country })).rejects.toMatchObject({ code: 'usage', hint });
	});
});

test('every documented problem is found in some file', async () => {
	const codes = new Set<string>();
	for (const name of ['numbers.csv', 'ragged.csv', 'open-quote.csv', 'ids.csv']) {
		for (const verdict of await verdictsOf(fixture(name))) codes.add(verdict.split(' ')[1] ?? '');
	}
	// A file with such a line is made where it is tested (damaged-rows.test.ts).
	codes.add('line_too_long');
	expect(Object.keys(ROW_PROBLEMS).filter((code) => !codes.has(code))).toEqual([]);
});
