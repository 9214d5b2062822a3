import { expect, test } from 'vitest';
import { hostileBytes, hostileRecords } from './hostile.js';

/** How many files are refused and read depends on it. */
const SEED = 4;

test('damaged bytes are refused, or what is read of them is what was written', async () => {
	const { refused, read } = await hostileBytes(300, SEED);
	expect(refused).toBeGreaterThan(100);
	expect(read).toBeGreaterThan(5);
});

test('records that are wrong, lost, doubled or out of order are refused, or free nobody', async () => {
	const { refused, read } = await hostileRecords(300, SEED);
	expect(Math.min(refused, read)).toBeGreaterThan(20);
});
