import { expect, test } from 'vitest';
import { CATALOGUE } from '../../src/providers/catalogue.js';
import { measureProvider } from './marks.js';

const MINUTES = 60;
const LONG_MS = 600_000;

test.each(Object.values(CATALOGUE))(
	'$name: in an hour 95 % of its limits are used at one refusal in a hundred starts',
	async (entry) => {
		for (const seed of [1, 2]) {
			const { lateUse, turnedAway, starts } = await measureProvider(entry, MINUTES, seed);
			console.log(`${entry.name}, seed ${seed}: use ${lateUse.toFixed(3)}, refused ${turnedAway} of ${starts}`);
			expect(lateUse).toBeGreaterThan(0.95);
			expect(turnedAway / starts).toBeLessThanOrEqual(0.01);
		}
	},
	LONG_MS,
);
