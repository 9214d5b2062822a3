import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fairParts, fairSlots } from '../../../src/account/fair.js';

const ALL = Number.POSITIVE_INFINITY;

test.each([
	['alone', 10, [ALL], [10]],
	['evenly among those that want all', 9, [ALL, ALL, ALL], [3, 3, 3]],
	['with what cannot be split for the first', 11, [ALL, ALL, ALL], [4, 4, 3]],
	['with what one does not want for the others', 20, [3, ALL, ALL], [3, 9, 8]],
	['with the odd slot for the first that wants more', 9, [5, ALL], [5, 4]],
	['with nothing for the last when there are too few', 3, [ALL, ALL, ALL, ALL], [1, 1, 1, 0]],
	['with slots left when nobody wants them', 20, [3, 4], [3, 4]],
	['not at all when there are none', 0, [2, ALL], [0, 0]],
])('slots are split %s', (_, total, wants, split) => {
	expect(fairSlots(total, wants)).toEqual(split);
});

test('a pace is split in any parts', () => {
	expect(fairParts(1, [0.2, 1, 1])).toEqual([0.2, 0.4, 0.4]);
	expect(fairParts(1, [0.2, 0.3])).toEqual([0.2, 0.3]);
});

test('no split exceeds the total or a wish, leaves anything that is wanted, or favours one that gets more', () => {
	const want = fc.oneof(fc.nat(30), fc.constant(ALL));
	fc.assert(
		fc.property(fc.nat(60), fc.array(want, { minLength: 1, maxLength: 8 }), (total, wants) => {
			const split = fairSlots(total, wants);
			const wanted = wants.reduce((sum, each) => sum + each, 0);
			expect(split.reduce((sum, each) => sum + each, 0)).toBe(Math.min(total, wanted));
			const shortest = Math.min(...split.filter((got, index) => got < (wants[index] ?? 0)));
			for (const [index, got] of split.entries()) {
				expect(got).toBeLessThanOrEqual(wants[index] ?? 0);
				expect(got).toBeLessThanOrEqual(shortest + 1);
			}
		}),
	);
});
