import { expect, test } from 'vitest';
import { CATALOGUE } from '../../src/providers/catalogue.js';
import { measureProvider } from './marks.js';

test.each(Object.values(CATALOGUE))('$name: its limits are used and hardly ever met', async (entry) => {
	const { lateUse, turnedAway, starts, rungTwice, violations, stopped } = await measureProvider(entry, 6, 1);
	expect({ rungTwice, violations, stopped }).toEqual({ rungTwice: 0, violations: 0, stopped: undefined });
	expect(lateUse).toBeGreaterThan(0.95);
	// A ceiling is found by meeting it a few times, and looked at again at most once in a hundred starts.
	expect(turnedAway).toBeLessThanOrEqual(3 + starts / 100);
});
