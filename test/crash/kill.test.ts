import { expect, test } from 'vitest';
import { readResults, temporaryFolder } from '../helpers/campaign.js';
import { killAndResume } from './kill-and-resume.js';

test('a campaign killed at random moments rings every number once and loses no row', async () => {
	const { truth, killed, last, verified, results } = await killAndResume({
		folder: temporaryFolder(),
		scenario: 'fixed-20-per-second',
		rows: 250,
		kills: 6,
		longestLifeMs: 3_000,
		seed: 11,
		flags: ['--rate', '100/s'],
	});

	expect(killed).toBe(6);
	expect(last.stderr).not.toContain('error');
	expect(last.code).toBe(0);
	expect(Object.keys(truth.rings)).toHaveLength(250);
	expect(truth.duplicates).toEqual([]);
	expect(verified.stdout).not.toContain('BROKEN');
	expect(verified.code).toBe(0);
	const statuses = readResults(results).map((row) => row.call_status);
	expect(statuses).toHaveLength(250);
	expect(new Set(statuses)).toEqual(new Set(['completed']));
}, 180_000);
