import { expect, test } from 'vitest';
import { diskClasses } from './disk-classes.js';

test('whatever fails on the disk, no call leaves unsaved, and the next run completes the campaign', async () => {
	const results = await diskClasses('ci');

	for (const result of results) {
		expect(result).toMatchObject({ rungTwice: 0, rowsLost: 0, wronglyGivenUp: 0, findings: [] });
		expect(result.settledAutomatically).toBe(result.inDoubt);
		expect(result.tried).toBeGreaterThan(0);
	}
}, 180_000);
