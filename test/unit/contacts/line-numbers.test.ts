import { describe, expect, test } from 'vitest';
import { LineCutter } from '../../../src/contacts/read-lines.js';
import { contactsFile, fixture, readRows } from './contacts-files.js';

describe('a row bears the line on which it begins', () => {
	test('quoted newlines and blank lines count, and blank lines are no rows', async () => {
		const rows = await readRows(fixture('quoted-newlines.csv'));
		expect(rows.map((row) => [row.index, row.line])).toEqual([
			[0, 2],
			[1, 6],
			[2, 8],
			[3, 10],
		]);
		expect(rows[0]?.cells[2]).toBe('First line\nsecond "line", with comma\n\nfourth line');
		expect(rows[2]?.cells[1]).toBe('Carla\nMaria');
	});

	test('a CRLF inside quotes stays as it is', async () => {
		const path = await contactsFile('phone,note\r\n+12125550101,"a\r\nb"\r\n+12125550102,c\r\n');
		expect((await readRows(path)).map((row) => [row.line, row.cells[1]])).toEqual([
			[2, 'a\r\nb'],
			[4, 'c'],
		]);
	});

	test('in a file of many chunks', async () => {
		const records = Array.from({ length: 30_000 }, (_, n) => `+12125550101,"row ${n}\nsecond line é",plain\n`);
		const rows = await readRows(await contactsFile(`phone,note,more\n${records.join('')}`));
		expect(rows).toHaveLength(30_000);
		expect(rows.filter((row, n) => row.line !== 2 + 2 * n || row.index !== n || 'code' in row.content)).toEqual([]);
	});
});

describe('cutting lines', () => {
	const bytes = Buffer.from('\ufeffphone,näme\r\n\n+1,"ä€😀"\nlast line');

	test('gives the same lines wherever the chunks end', () => {
		const whole = cut(bytes.length);
		expect(whole.map((line) => line.text)).toEqual(['phone,näme\r', '', '+1,"ä€😀"', 'last line']);
		for (let size = 3; size < bytes.length; size++) expect(cut(size)).toEqual(whole);
	});

	function cut(size: number) {
		const cutter = new LineCutter('contacts.csv', '\n');
		const lines = [];
		for (let at = 0; at < bytes.length; at += size) {
			// The reader uses one buffer for all chunks: what the cutter keeps must be its own.
			const chunk = Buffer.from(bytes.subarray(at, at + size));
			lines.push(...cutter.push(chunk));
			chunk.fill('!');
		}
		return [...lines, ...cutter.finish()];
	}

	test('a line without end is dropped as it comes', () => {
		const cutter = new LineCutter('contacts.csv', '\n');
		const chunk = Buffer.alloc(1_000_000, 'x');
		const lines = Array.from({ length: 50 }, () => cutter.push(chunk)).flat();
		expect(lines).toEqual([{ number: 1, text: 'x'.repeat(80), cut: true }]);
		expect(cutter.push(Buffer.from('xx\nnext\n'))).toEqual([{ number: 2, text: 'next', cut: false }]);
		expect(cutter.finish()).toEqual([]);
	});
});
