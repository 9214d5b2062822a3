import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { Contact } from '../../../src/contacts/contact.js';
import type { ContactResult } from '../../../src/journal/record.js';
import type { OpenAttempt } from '../../../src/journal/state.js';
import {
	type ContactStanding,
	csvText,
	headerRow,
	RESULT_COLUMNS,
	type ResultCells,
	resultCells,
	resultRow,
} from '../../../src/results/results-row.js';

const TO = '+12125550101';
const CONTACT: Contact = { key: TO, to: TO, lane: 'bulk', variables: {} };
const CALLABLE = { kind: 'callable', contact: CONTACT } as const;
const OPEN: OpenAttempt = {
	attempt: 'c0ffee.1',
	contact: TO,
	to: TO,
	from: '+12025550100',
	intendedAt: 1,
	state: 'intended',
};

function settled(result: Partial<ContactResult>): ContactStanding {
	return { kind: 'settled', result: { status: 'completed', to: TO, attempts: 1, refusals: 0, ...result } };
}

function open(change: Partial<OpenAttempt>): ContactStanding {
	return { kind: 'open', open: { ...OPEN, ...change }, attempts: 1, refusals: 2 };
}

/** The filled ones of a row's cells. */
function filled(cells: ResultCells): Partial<ResultCells> {
	return Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== ''));
}

test('a row that is no contact says what is wrong with it', () => {
	const problem = { code: 'no_number', message: 'The cell "phone" is empty.' };
	expect(filled(resultCells({ kind: 'invalid', problem }, undefined))).toEqual({
		call_status: 'invalid',
		call_attempts: '0',
		call_error: 'no_number',
		call_message: 'The cell "phone" is empty.',
		call_refusals: '0',
	});
});

test('a duplicate says whose number it has', () => {
	const cells = { call_to: TO, call_status: 'duplicate', call_attempts: '0', call_refusals: '0' };
	expect(resultCells({ kind: 'duplicate', contact: CONTACT, firstLine: 7, leadsKey: false }, undefined)).toEqual({
		...cells,
		call_message: 'same number as the row at line 7',
	});
	expect(resultCells({ kind: 'rung_before', contact: CONTACT, by: 'id:12' }, undefined)).toEqual({
		...cells,
		call_message: 'this number was already called for id:12',
	});
});

test('a contact that was not begun, or only refused, is pending', () => {
	const pending = { call_to: TO, call_status: 'pending', call_attempts: '0' };
	expect(resultCells(CALLABLE, undefined)).toEqual({ ...pending, call_refusals: '0' });
	expect(resultCells(CALLABLE, { kind: 'pending', refusals: 3 })).toEqual({ ...pending, call_refusals: '3' });
});

test('a completed call tells all that is known of it', () => {
	const result = {
		outcome: 'answered',
		call: 'call_1',
		attempts: 1,
		refusals: 2,
		startedAt: Date.UTC(2026, 0, 5, 9),
		endedAt: Date.UTC(2026, 0, 5, 9, 1, 30, 250),
		durationS: 90.25,
		cost: 0.115,
		message: 'user_hangup',
	} as const;
	expect(filled(resultCells(CALLABLE, settled(result)))).toEqual({
		call_to: TO,
		call_status: 'completed',
		call_outcome: 'answered',
		call_id: 'call_1',
		call_attempts: '1',
		call_started_at: '2026-01-05T09:00:00.000Z',
		call_ended_at: '2026-01-05T09:01:30.250Z',
		call_duration_s: '90.25',
		call_cost: '0.115',
		call_message: 'user_hangup',
		call_refusals: '2',
	});
});

test('a failed contact tells its error, and what is not known stays empty', () => {
	const cells = resultCells(CALLABLE, settled({ status: 'failed', error: 'invalid_to', message: 'not a number' }));
	expect(filled(cells)).toEqual({
		call_to: TO,
		call_status: 'failed',
		call_attempts: '1',
		call_error: 'invalid_to',
		call_message: 'not a number',
		call_refusals: '0',
	});
	expect([cells.call_started_at, cells.call_duration_s, cells.call_cost]).toEqual(['', '', '']);
});

test('a call that lasted and cost nothing says so', () => {
	const cells = resultCells(CALLABLE, settled({ durationS: 0, cost: 0, startedAt: 0 }));
	expect([cells.call_duration_s, cells.call_cost, cells.call_started_at]).toEqual([
		'0',
		'0',
		'1970-01-01T00:00:00.000Z',
	]);
});

test('a settled contact shows the number that was rung, also when the file names another one by now', () => {
	expect(resultCells(CALLABLE, settled({ to: '+12125550199' })).call_to).toBe('+12125550199');
});

test('a call that is not known to be over is placed', () => {
	expect(filled(resultCells(CALLABLE, open({ state: 'accepted', call: 'call_1' })))).toEqual({
		call_to: TO,
		call_status: 'placed',
		call_id: 'call_1',
		call_attempts: '1',
		call_message: expect.stringContaining('run again to follow it'),
		call_refusals: '2',
	});
});

test.each([
	['in_doubt', 'no answer within 120 s', 'no answer within 120 s'],
	['intended', undefined, 'the run ended before the answer came'],
] as const)('an attempt that was left %s is in doubt, with its id and what to do', (state, why, words) => {
	expect(filled(resultCells(CALLABLE, open({ state, ...(why === undefined ? {} : { why }) })))).toEqual({
		call_to: TO,
		call_status: 'in_doubt',
		call_attempts: '1',
		call_error: 'in_doubt',
		call_message: `${words}; run again to find out (attempt c0ffee.1)`,
		call_refusals: '2',
	});
});

test('the header and every row have the columns of the input first, then ours, in the same order', () => {
	const input = ['phone', 'name'];
	expect(headerRow(input)).toEqual(['phone', 'name', ...RESULT_COLUMNS]);
	const row = resultRow(['212-555-0101', 'Ana'], resultCells(CALLABLE, settled({ call: 'call_1' })));
	expect(row).toHaveLength(2 + RESULT_COLUMNS.length);
	expect(row.slice(0, 2)).toEqual(['212-555-0101', 'Ana']);
	expect(row[headerRow(input).indexOf('call_id')]).toBe('call_1');
	expect(row[headerRow(input).indexOf('call_to')]).toBe(TO);
});

test.each(['=1+1', '=HYPERLINK("http://x")', '+SUM(A1)', '-2+3', '@cmd', '\t=1', '\r=1', '+', '-'])(
	'%j from the provider becomes text in a spreadsheet',
	(words) => {
		const row = resultRow([], resultCells(CALLABLE, settled({ call: words, error: words, message: words })));
		expect(row.filter((cell) => cell === `'${words}`)).toHaveLength(3);
		expect(row).not.toContain(words);
	},
);

test.each(['+12125550101', '-0.5', '17', '-3', 'user_hangup', "it's = fine", '1=1', ''])(
	'%j is harmless and stays',
	(words) => {
		const row = resultRow([], resultCells(CALLABLE, settled({ message: words })));
		expect(row[RESULT_COLUMNS.indexOf('call_message')]).toBe(words);
	},
);

test('cells of the input are given back as they were, formulas too', () => {
	const cells = ['=1+1', '@x', '-', ' blanks ', ''];
	expect(resultRow(cells, resultCells(CALLABLE, undefined)).slice(0, cells.length)).toEqual(cells);
});

test('what is written as CSV is read back cell for cell', () => {
	const rows = [
		headerRow(['phone', 'a "quoted", name', 'two\nlines']),
		resultRow(['212', 'x,y', 'a\r\nb "c"'], resultCells(CALLABLE, settled({ message: 'Zoë, "🎉"\nend' }))),
	];
	expect(parse(csvText(rows))).toEqual(rows);
	expect(csvText(rows).endsWith('\n')).toBe(true);
	expect(csvText([])).toBe('');
});
