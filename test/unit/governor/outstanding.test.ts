import { expect, test } from 'vitest';
import { Outstanding, type Start } from '../../../src/governor/outstanding.js';

function started(outstanding: Outstanding, at = 0): Start {
	const start = outstanding.of(outstanding.issue(at, 'ordinary'));
	if (start === undefined) throw new Error('the ticket is not known');
	return start;
}

function counts({ live, unanswered, level }: Outstanding): number[] {
	return [live, unanswered, level];
}

test('a start is live and unanswered, then confirmed, then gone', () => {
	const outstanding = new Outstanding(false);
	const start = started(outstanding);
	expect(counts(outstanding)).toEqual([1, 1, 0]);
	outstanding.confirm(start);
	expect(counts(outstanding)).toEqual([1, 0, 1]);
	outstanding.free(start);
	expect(counts(outstanding)).toEqual([0, 0, 0]);
	expect(outstanding.of(start.ticket)).toBeUndefined();
});

test('a start that was answered without being taken keeps its slot and is not confirmed', () => {
	const outstanding = new Outstanding(false);
	const start = started(outstanding);
	outstanding.answer(start);
	outstanding.answer(start);
	expect(counts(outstanding)).toEqual([1, 0, 0]);
	outstanding.confirm(start);
	outstanding.confirm(start);
	expect(counts(outstanding)).toEqual([1, 0, 1]);
});

test('a start that is freed without an answer counts as unanswered no longer', () => {
	const outstanding = new Outstanding(false);
	const start = started(outstanding);
	started(outstanding);
	outstanding.free(start);
	expect(counts(outstanding)).toEqual([1, 1, 0]);
});

test('a start knows how many confirmed calls were live when it was made, itself not counted', () => {
	const outstanding = new Outstanding(false);
	outstanding.confirm(started(outstanding));
	started(outstanding);
	const start = started(outstanding, 700);
	expect(start).toMatchObject({ level: 1, at: 700, purpose: 'ordinary' });
	outstanding.confirm(started(outstanding));
	expect(start.level).toBe(1);
});

test('where requests are counted, every slot in use is certain to be one', () => {
	const outstanding = new Outstanding(true);
	const first = started(outstanding);
	const second = started(outstanding);
	expect(second.level).toBe(1);
	expect(counts(outstanding)).toEqual([2, 2, 2]);
	outstanding.confirm(first);
	expect(counts(outstanding)).toEqual([2, 1, 2]);
	outstanding.free(first);
	expect(counts(outstanding)).toEqual([1, 1, 1]);
});

test('no two tickets are the same, also after slots were freed', () => {
	const outstanding = new Outstanding(false);
	const first = started(outstanding);
	outstanding.free(first);
	expect(started(outstanding).ticket.id).not.toBe(first.ticket.id);
});
