import { expect, test } from 'vitest';
import { exhaustionClasses } from './exhaustion.js';

test('a campaign stopped at any step, and anywhere in a write, rings every number once, loses no row and clears up every doubt', async () => {
	const results = await exhaustionClasses('ci');
	for (const result of results) {
		expect(result).toMatchObject({ rungTwice: 0, rowsLost: 0, wronglyGivenUp: 0, findings: [] });
		expect(result.settledAutomatically).toBe(result.inDoubt);
		// How many steps a life has depends a little on how its writes fall together.
		expect(result.tried).toBeGreaterThan(12);
	}
	expect(results.some((result) => result.inDoubt > 0)).toBe(true);
}, 180_000);
