import { expect, test } from 'vitest';
import { heapGrowth } from './heap-growth.js';

test('a governor grows by nothing with the calls that went through it', () => {
	expect(heapGrowth(50_000, 300_000)).toBeLessThan(5_000_000);
});
