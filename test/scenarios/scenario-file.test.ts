import { expect, test } from 'vitest';
import { readScenarioFile, scenarioFileNames } from './scenario-file.js';

test.each(scenarioFileNames())('the scenario %s is sound and limits something', (name) => {
	const { scenario, campaign } = readScenarioFile(name);
	const { slots, rate } = scenario.limits;
	expect(slots.length + rate.length).toBeGreaterThan(0);
	expect(campaign.lateFrom).toBeLessThan(campaign.duration);
	expect(campaign.deaths.length).toBeLessThan(campaign.dialers);
});

test('every number of the suite has its scenarios', () => {
	const numbers = scenarioFileNames().map((name) => Number(/^b(\d+)-/.exec(name)?.[1]));
	expect([...new Set(numbers)]).toEqual(Array.from({ length: 18 }, (_, place) => place + 1));
});
