import { expect, test } from 'vitest';
import { toldSlots } from '../../../src/governor/told-slots.js';

test.each([
	['nothing is told', {}, 5, 0, undefined],
	['the limit alone', { limit: 10 }, 5, 0, 10],
	['the limit, of which other dialers of ours hold some', { limit: 10 }, 5, 3, 7],
	['what remains alone comes on top of ours', { remaining: 4 }, 5, 3, 9],
	['limit and rest that add up to ours', { limit: 10, remaining: 5 }, 5, 0, 10],
	['strangers hold three', { limit: 10, remaining: 2 }, 5, 0, 7],
	['strangers and other dialers of ours', { limit: 10, remaining: 1 }, 4, 2, 5],
	['starts of ours that are not counted yet are no strangers', { limit: 10, remaining: 8 }, 5, 0, 10],
])('%s', (_, told, live, others, slots) => {
	expect(toldSlots(told, live, others)).toBe(slots);
});
