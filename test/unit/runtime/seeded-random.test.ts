import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/runtime/random.js';

function draw(seed: number, count: number): number[] {
	const random = seededRandom(seed);
	return Array.from({ length: count }, random);
}

test('the same seed gives the same numbers, another one others, and every number lies in [0, 1)', () => {
	fc.assert(
		fc.property(fc.integer(), (seed) => {
			const numbers = draw(seed, 50);
			expect(draw(seed, 50)).toEqual(numbers);
			expect(draw(seed + 1, 50)).not.toEqual(numbers);
			for (const number of numbers) expect(number >= 0 && number < 1).toBe(true);
		}),
	);
});

test('the sequence of a seed never changes between versions', () => {
	expect(draw(1, 3)).toEqual([0.6270739405881613, 0.002735721180215478, 0.5274470399599522]);
});

test('the numbers are spread evenly', () => {
	const tenths = new Array<number>(10).fill(0);
	for (const number of draw(7, 100_000)) {
		const tenth = Math.floor(number * 10);
		tenths[tenth] = (tenths[tenth] ?? 0) + 1;
	}
	for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});
