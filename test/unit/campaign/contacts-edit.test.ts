import { expect, test } from 'vitest';
import { changeOf, EDIT_KINDS } from '../../../src/campaign/contacts-edit.js';
import type { Difference } from '../../../src/campaign/file-difference.js';
import { editLines } from '../../../src/cli/edit-text.js';

const DIFFERENCES: readonly Difference[] = ['added', 'number', 'text', 'same', 'unknown'];

test.each([
	['pending', 'callable', false, ['added', 'number_pending', 'text_pending', undefined, undefined]],
	// A number that was changed back to the one that was called is no other number.
	['settled', 'callable', false, ['returned', 'returned', 'text_begun', undefined, undefined]],
	['settled', 'callable', true, ['number_settled', 'number_settled', 'text_begun', undefined, 'number_settled']],
	['settled', 'kept', true, ['number_settled', 'number_settled', 'text_begun', undefined, 'number_settled']],
	['open', 'callable', false, ['returned', 'returned', 'text_begun', undefined, undefined]],
	['open', 'kept', true, ['number_open', 'number_open', 'text_begun', undefined, 'number_open']],
	['pending', 'rung_before', false, ['rung_before', 'rung_before', undefined, undefined, 'rung_before']],
] as const)('a contact that is %s, its row %s, other number: %s', (standing, verdict, otherNumber, expected) => {
	expect(DIFFERENCES.map((difference) => changeOf(difference, standing, verdict, otherNumber))).toEqual(expected);
});

test('of many contacts a few are named, harmless for a terminal', () => {
	const examples = [
		{ line: 7, contact: 'id:\u001b[2J7' },
		{ line: 8, contact: '+12125550101' },
		{ line: 9, contact: 'id:9' },
	];
	const edit = { rowsBefore: 9, rowsNow: 1_209, changes: [{ kind: 'added' as const, count: 1_200, examples }] };
	expect(editLines(edit, 1_200)).toEqual([
		'The contacts file was changed since the last run: 1,200 contacts added (line 7: id 7, line 8: +12125550101, line 9: id 9, ...): will be called',
	]);
});

test('every kind of change has its line', () => {
	const changes = EDIT_KINDS.map((kind) => ({ kind, examples: [] }));
	const lines = editLines({ rowsBefore: 1, rowsNow: 2, changes }, 3);
	expect(lines).toHaveLength(EDIT_KINDS.length + 1);
	expect(new Set(lines).size).toBe(lines.length);
});
