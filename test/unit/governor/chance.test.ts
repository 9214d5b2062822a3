import { expect, test } from 'vitest';
import { Chance } from '../../../src/governor/chance.js';

test('without a reason no refusal is laid to chance', () => {
	const chance = new Chance();
	expect(chance.refused()).toBe(false);
	expect(chance.active).toBe(false);
});

test('once it has begun, single refusals are by chance', () => {
	const chance = new Chance();
	chance.begin();
	for (let call = 0; call < 100; call += 1) {
		if (call % 3 === 0) expect(chance.refused()).toBe(true);
		else chance.taken();
	}
	expect(chance.active).toBe(true);
});

test('many in a row are not: there is a limit after all', () => {
	const chance = new Chance();
	chance.begin();
	const laidToChance = Array.from({ length: 10 }, () => chance.refused());
	expect(laidToChance).toEqual([...Array(7).fill(true), false, false, false]);
});

test('when refusals have ceased, the next one means something again', () => {
	const chance = new Chance();
	chance.begin();
	for (let call = 0; call < 250; call += 1) chance.taken();
	expect(chance.refused()).toBe(false);
});
