import { expect, test } from 'vitest';
import { heapGrowth } from '../unit/governor/heap-growth.js';

test('ten million calls leave nothing behind in the governor', { timeout: 3_600_000 }, () => {
	const bytes = heapGrowth(1_000_000, 10_000_000);
	expect(bytes).toBeLessThan(3_000_000);
});
