import { expect, test } from 'vitest';
import { killClasses } from './kill-classes.js';

test('a campaign killed again and again rings every number once, loses no row and clears up every doubt', async () => {
	const results = await killClasses('ci');

	for (const result of results) {
		expect(result).toMatchObject({ rungTwice: 0, rowsLost: 0, wronglyGivenUp: 0, findings: [] });
		expect(result.settledAutomatically).toBe(result.inDoubt);
	}
	const tried = results.map((result) => result.tried);
	expect(tried).not.toContain(0);
	expect(results.some((result) => result.inDoubt > 0)).toBe(true);
}, 180_000);
