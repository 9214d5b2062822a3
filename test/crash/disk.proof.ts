import { expect, test } from 'vitest';
import { diskClasses } from './disk-classes.js';

test('a fault at every operation on the disk: nobody is rung twice, no row is lost, every doubt is cleared up', async () => {
	const results = await diskClasses('proof');
	console.table(results.map(({ findings: _, ...counts }) => counts));

	for (const result of results) {
		expect(result).toMatchObject({ rungTwice: 0, rowsLost: 0, wronglyGivenUp: 0, findings: [] });
		expect(result.settledAutomatically).toBe(result.inDoubt);
		expect(result.tried).toBeGreaterThan(0);
	}
}, 3_600_000);
