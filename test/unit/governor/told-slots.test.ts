import { expect, test } from 'vitest';
import { ToldSlots } from '../../../src/governor/told-slots.js';

test.each([
	['nothing is told', {}, 5, 0, undefined],
	['the limit alone', { limit: 10 }, 5, 0, 10],
	['the limit, of which other dialers of ours hold some', { limit: 10 }, 5, 3, 7],
	['what remains alone comes on top of ours', { remaining: 4 }, 5, 3, 9],
	['limit and rest that add up to ours', { limit: 10, remaining: 5 }, 5, 0, 10],
	['strangers hold three', { limit: 10, remaining: 2 }, 5, 0, 7],
	['strangers and other dialers of ours', { limit: 10, remaining: 1 }, 4, 2, 5],
	['starts of ours that are not counted yet are no strangers', { limit: 10, remaining: 8 }, 5, 0, 10],
	['the start that is answered was taken and not dialed', { limit: 10, remaining: -1 }, 5, 0, 4],
])('%s', (_, told, live, others, slots) => {
	expect(new ToldSlots().ours(told, { live, unsure: 0, others })).toBe(slots);
});

/** What is told one after another, of ten slots: what remains, our live calls, starts that may not have been counted. */
function followed(...answers: [remaining: number, live: number, unsure: number][]): (number | undefined)[] {
	const told = new ToldSlots();
	return answers.map(([remaining, live, unsure]) => told.ours({ limit: 10, remaining }, { live, unsure, others: 0 }));
}

test('starts under way leave what is known as it is: they may be counted already, or not', () => {
	expect(followed([3, 1, 0], [2, 4, 2], [1, 4, 1], [0, 4, 0])).toEqual([4, 4, 4, 4]);
	expect(followed([9, 1, 0], [5, 5, 4], [5, 5, 0])).toEqual([10, 10, 10]);
});

test('slots that strangers take are given up at once, those that they leave are taken when told twice', () => {
	expect(followed([0, 4, 0], [0, 2, 0], [2, 2, 0], [1, 3, 0])).toEqual([4, 2, 2, 4]);
});

test('a slot that seems free because word of an ended call is late is not taken', () => {
	expect(followed([0, 4, 0], [1, 4, 0], [0, 4, 0], [1, 4, 0])).toEqual([4, 4, 4, 4]);
});

test('a limit that sinks holds at once, one that rises when told twice', () => {
	const told = new ToldSlots();
	const own = { live: 3, unsure: 3, others: 0 };
	expect([10, 5, 20, 20].map((limit) => told.ours({ limit }, own))).toEqual([10, 5, 5, 20]);
});
