import { describe, expect, test } from 'vitest';
import { contactsFile, fixture, problemOf, readRows, verdictsOf } from './contacts-files.js';

describe('an open quote costs its own row and no other', () => {
	test('when a later quote shows that it was open', async () => {
		expect(await verdictsOf(fixture('open-quote.csv'))).toEqual([
			'2 +12125550101',
			'3 +12125550102',
			'4 open_quote',
			'5 +12125550104',
			'6 +12125550105',
		]);
		const row = (await readRows(fixture('open-quote.csv')))[2];
		expect(row?.cells).toEqual(['+12125550103,"Carla,Oslo', '', '']);
		expect(problemOf(row).message).toContain('The row on line 4 has a quoted cell that does not end well');
	});

	test('when the file ends first', async () => {
		const verdicts = await verdictsOf(fixture('open-quote-to-the-end.csv'));
		expect(verdicts).toEqual(['2 +12125550101', '3 open_quote', '4 +12125550103', '5 +12125550104']);
	});

	test('when the next quote closes it by accident, but the row then has too many cells', async () => {
		const swallowed = '+12125550102,Ben,Bern\n+12125550103,Cleo,Oslo"\n';
		const path = await contactsFile(`phone,name,city\n+12125550101,"Ana,Rome\n${swallowed}`);
		expect(await verdictsOf(path)).toEqual(['2 open_quote', '3 +12125550102', '4 +12125550103']);
		expect(problemOf((await readRows(path))[0]).message).toContain('line 4');
	});

	test.each([
		['100 lines', 99, 'x', []],
		['101 lines', 100, 'x', ['open_quote']],
		['64 KiB', 3, 'x'.repeat(30_000), ['open_quote']],
	])('a cell of %s', async (_what, newlines, line, expected) => {
		const note = Array.from({ length: newlines + 1 }, () => line).join('\n');
		const rows = await readRows(await contactsFile(`phone,note\n+12125550101,"${note}"\n+12125550102,\n`));
		const codes = rows.flatMap(({ content }) => ('code' in content ? [content.code] : []));
		expect(codes.filter((code) => code === 'open_quote').slice(0, 1)).toEqual(expected);
		expect(rows.at(-1)?.content).toMatchObject({ to: '+12125550102' });
	});

	test('long cells in one row are counted each for itself', async () => {
		const note = `"${'x\n'.repeat(80)}"`;
		const rows = await readRows(await contactsFile(`phone,a,b\n+12125550101,${note},${note}\n`));
		expect(rows.map((row) => row.content)).toMatchObject([{ to: '+12125550101' }]);
	});

	test('text after a closing quote', async () => {
		const path = await contactsFile('phone,name\n+12125550101,"Ana"x\n+12125550102,Ben\n');
		expect(await verdictsOf(path)).toEqual(['2 open_quote', '3 +12125550102']);
	});

	test('a quote inside an unquoted cell is a character like any other', async () => {
		const path = await contactsFile('phone,name\n+12125550101,Joe "The Man" Smith\n+12125550102,6" pipe\n');
		expect((await readRows(path)).map((row) => row.cells[1])).toEqual(['Joe "The Man" Smith', '6" pipe']);
	});
});

describe('a row with the wrong number of cells', () => {
	test('is invalid, says so, and keeps the shape of the header', async () => {
		const rows = await readRows(fixture('ragged.csv'));
		expect(rows.map((row) => row.cells.length)).toEqual([3, 3, 3, 3]);
		expect(problemOf(rows[1])).toEqual({ code: 'ragged_row', message: 'Line 3 has 2 cells, the header has 3.' });
		expect(problemOf(rows[2]).message).toBe(
			'Line 4 has 5 cells, the header has 3; beyond them stands "left over and more".',
		);
	});

	test('tells only the beginning of long surplus text', async () => {
		const path = await contactsFile(`phone,name\n+12125550101,Ana,${'x'.repeat(500)}\n`);
		expect(problemOf((await readRows(path))[0]).message).toContain(`"${'x'.repeat(80)}…"`);
	});
});

describe('a line of more than 1 MiB', () => {
	const long = 'x'.repeat(3_000_000);

	test('is one invalid row, shown by its beginning', async () => {
		const path = await contactsFile(`phone,name\n+12125550101,Ana\n+12125550102,${long}\n+12125550103,Cleo\n`);
		expect(await verdictsOf(path)).toEqual(['2 +12125550101', '3 line_too_long', '4 +12125550103']);
		expect((await readRows(path))[1]?.cells[0]).toBe(`+12125550102,${'x'.repeat(67)}`);
	});

	test('at the end of the file, inside an open quote', async () => {
		const path = await contactsFile(`phone,name\n+12125550101,"Ana\n${long}`);
		expect(await verdictsOf(path)).toEqual(['2 open_quote', '3 line_too_long']);
	});

	test('a line just below the limit is read', async () => {
		const note = 'x'.repeat(1_048_576 - '+12125550101,'.length);
		const rows = await readRows(await contactsFile(`phone,note\n+12125550101,${note}\n`));
		expect(rows[0]?.content).toMatchObject({ to: '+12125550101' });
	});
});
