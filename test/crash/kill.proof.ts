import { expect, test } from 'vitest';
import { readResults, temporaryFolder } from '../helpers/campaign.js';
import { killAndResume } from './kill-and-resume.js';

test('2,000 rows, 20 kills: nobody is rung twice, every row is settled', async () => {
	const { truth, killed, last, verified, results } = await killAndResume({
		folder: temporaryFolder(),
		scenario: 'fixed-20-per-second',
		rows: 2_000,
		kills: 20,
		longestLifeMs: 7_000,
		seed: 20,
		flags: ['--rate', '100/s'],
	});

	expect(killed).toBe(20);
	expect(last.code).toBe(0);
	expect(Object.keys(truth.rings)).toHaveLength(2_000);
	expect(truth.duplicates).toEqual([]);
	expect(verified.code).toBe(0);
	const statuses = readResults(results).map((row) => row.call_status);
	expect(statuses).toHaveLength(2_000);
	expect(new Set(statuses)).toEqual(new Set(['completed']));
	console.log(
		`kills ${killed}, calls ${truth.calls}, numbers ${Object.keys(truth.rings).length}, rung twice ${truth.duplicates.length}`,
	);
}, 900_000);
