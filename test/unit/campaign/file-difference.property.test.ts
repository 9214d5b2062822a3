import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Difference, FileDifference } from '../../../src/campaign/file-difference.js';
import { type ContactsPrint, ContactsPrinter } from '../../../src/contacts/contacts-print.js';
import { hash32 } from '../../../src/contacts/pair-sketch.js';

interface Entry {
	readonly id: string;
	readonly to: string;
	readonly text: string;
}

const FILE = { header: ['id', 'phone', 'text'], columns: { phone: 1 } };

/** Gives a printer one entry. @returns the entry's hashes. */
function add(printer: ContactsPrinter, { id, to, text }: Entry, index: number) {
	const contact = { key: `id:${id}`, to, lane: 'bulk', variables: {} } as const;
	return printer.add({ index, line: index + 2, cells: [id, to, text], content: contact }, contact);
}

function printOf(entries: readonly Entry[]): ContactsPrint {
	const printer = new ContactsPrinter(FILE);
	entries.forEach((entry, index) => {
		add(printer, entry, index);
	});
	return printer.print();
}

/** What a difference tells of every contact of the present file. */
function told(before: readonly Entry[], now: readonly Entry[]): { difference: FileDifference; each: Difference[] } {
	const difference = new FileDifference(before.length === 0 ? undefined : printOf(before), printOf(now));
	const printer = new ContactsPrinter(FILE);
	const each = now.map((entry, index) => difference.of(add(printer, entry, index), printer));
	return { difference, each };
}

/** The same by comparing the entries themselves. */
function compared(before: readonly Entry[], now: readonly Entry[]): Difference[] {
	const byId = new Map(before.map((entry) => [entry.id, entry]));
	return now.map(({ id, to, text }) => {
		const old = byId.get(id);
		if (old === undefined) return 'added';
		if (old.to !== to) return 'number';
		return old.text === text ? 'same' : 'text';
	});
}

const entries = fc.uniqueArray(
	fc.record({ id: fc.nat(12).map(String), to: fc.nat(5).map(String), text: fc.constantFrom('a', 'b', 'c') }),
	{ minLength: 1, selector: ({ id }) => id },
);

const many = (count: number, text = 'a'): Entry[] =>
	Array.from({ length: count }, (_, index) => ({ id: `${index}`, to: `+1${index}`, text }));

describe('from two prints is told', () => {
	test('of each contact what comparing the files tells, and which went', () => {
		fc.assert(
			fc.property(entries, entries, (before, now) => {
				const { difference, each } = told(before, now);
				expect(each).toEqual(compared(before, now));
				const ids = new Set(now.map(({ id }) => id));
				const gone = before.filter(({ id }) => !ids.has(id)).map(({ id }) => hash32(`id:${id}`));
				expect(difference.gone()).toEqual(new Set(gone));
			}),
			{ seed: 3 },
		);
	});

	test('another order, and nothing when it is the same', () => {
		const file = many(1_000);
		expect(told(file, file).difference.reordered).toBe(false);
		const { difference, each } = told(file, file.toReversed());
		expect(difference.reordered).toBe(true);
		expect(new Set(each)).toEqual(new Set(['same']));
	});

	test.each([1, 100, 5_000])('%i contacts behind the others', (count) => {
		const { difference, each } = told(many(300), many(300 + count));
		expect(each.filter((one) => one === 'added')).toHaveLength(count);
		expect(each.slice(0, 300)).not.toContain('added');
		expect([difference.numbersKnown, difference.textsKnown]).toEqual([true, true]);
	});

	test('that texts were changed, when those before many new contacts were', () => {
		const { difference } = told(many(300), [...many(300, 'b'), ...many(3_000).slice(300)]);
		expect([difference.numbersKnown, difference.textsKnown]).toEqual([true, false]);
	});

	test('that nobody came or went, when all texts were changed', () => {
		const { difference, each } = told(many(300), many(300, 'b'));
		expect(new Set(each)).toEqual(new Set(['same']));
		expect([difference.numbersKnown, difference.textsKnown]).toEqual([true, false]);
	});

	test('nothing of single contacts, when too many are others', () => {
		const { difference, each } = told(many(300), many(900).slice(200));
		expect(new Set(each)).toEqual(new Set(['unknown']));
		expect([difference.numbersKnown, difference.related]).toEqual([false, false]);
	});

	test('nothing at all without the print of the file before', () => {
		const { difference, each } = told([], many(2));
		expect(each).toEqual(['unknown', 'unknown']);
		expect(difference.numbersKnown).toBe(false);
	});
});

test('files with a contact in common are related, others are not', () => {
	expect(told(many(5), many(5).slice(4)).difference.related).toBe(true);
	expect(told(many(5), many(9).slice(5)).difference.related).toBe(false);
});
