import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ClassResult } from './class-result.js';
import { diskClasses } from './disk-classes.js';
import { exhaustionClasses } from './exhaustion.js';
import { killClasses } from './kill-classes.js';
import { lostAnswersClasses } from './lost-answers.js';
import { type ReportPart, reportText } from './report-text.js';

const HOUR_MS = 3_600_000;

function expectKept(classes: readonly ClassResult[]): void {
	for (const one of classes) {
		expect(one).toMatchObject({ rungTwice: 0, rowsLost: 0, wronglyGivenUp: 0, findings: [] });
		expect(one.settledAutomatically).toBe(one.inDoubt);
		expect(one.tried).toBeGreaterThan(0);
	}
}

function triedIn(classes: readonly ClassResult[]): number {
	return classes.reduce((sum, { tried }) => sum + tried, 0);
}

test(
	'wherever it is stopped, nobody is rung twice, no row is lost, and every doubt is cleared up',
	async () => {
		const parts: ReportPart[] = [
			{
				title: 'Every crash point of a campaign',
				how: 'The process is stopped, in virtual time, before and after each write and sync of the checkpoint and the results, each replacement of a file, each request that leaves, arrives or is answered.',
				counted: 'crash points',
				classes: await exhaustionClasses('proof'),
			},
			{
				title: 'Real kills',
				how: 'The compiled program is killed with SIGKILL and run again, against a mock that loses one answer in five and shows calls late.',
				counted: 'kills',
				classes: await killClasses('proof'),
			},
			{
				title: 'Disks that fail',
				how: 'A disk that is full, broken or read-only from one operation on, a file that another program deletes, replaces or cuts, at each operation in turn; then the campaign is run again on a sound disk.',
				counted: 'faults',
				classes: await diskClasses('proof'),
			},
			{
				title: 'Answers that are lost',
				how: 'A provider that resets the connection, hangs, answers 500 or half an answer, in equal parts, after it took the call; and some before it did.',
				counted: 'faults',
				classes: await lostAnswersClasses(),
			},
		];
		writeFileSync(new URL('REPORT.md', import.meta.url), reportText(parts));
		for (const { classes } of parts) expectKept(classes);
		const [points = 0, kills = 0] = parts.map(({ classes }) => triedIn(classes));
		expect(points).toBeGreaterThan(2_000);
		expect(kills).toBeGreaterThanOrEqual(500);
	},
	HOUR_MS,
);
