import { expect, test } from 'vitest';
import { lostAnswersClasses } from './lost-answers.js';

test('of a thousand contacts nobody is rung twice, and all are settled without a person, although answers are lost', async () => {
	for (const result of await lostAnswersClasses()) {
		expect(result).toMatchObject({ rungTwice: 0, rowsLost: 0, wronglyGivenUp: 0, findings: [] });
		expect(result.settledAutomatically).toBe(result.inDoubt);
		expect(result.takenUnheard).toBeGreaterThan(30);
		expect(result.tried).toBeGreaterThan(result.takenUnheard);
		expect(result.marked).toBe(result.takenUnheard);
	}
}, 120_000);
