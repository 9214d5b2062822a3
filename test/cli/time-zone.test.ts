import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/runtime/clock.js';
import { judgeFiles } from '../crash/judge-files.js';
import { VirtualLives } from '../crash/virtual-lives.js';
import { mockProvider } from '../helpers/campaign.js';
import { runProgram } from '../helpers/program.js';
import { campaignFiles, ENV, runArguments, SHORT_CALLS } from './campaign-files.js';

/** Fourteen hours ahead of UTC, half an hour off, and one that has just turned its clocks. */
const ZONES = ['UTC', 'Pacific/Kiritimati', 'Asia/Kolkata', 'America/New_York'];

test('results and status are the same in every time zone', async () => {
	const mock = await mockProvider({ calls: SHORT_CALLS });
	const files = campaignFiles(3);
	const run = await runProgram(runArguments(mock.url, files), { env: { ...ENV, TZ: 'America/New_York' } });
	expect(run.code).toBe(0);
	const seen = await Promise.all(
		ZONES.map(async (TZ, index) => {
			const path = join(files.folder, `${index}.csv`);
			const { code } = await runProgram(['results', files.contacts, '--results', path], { env: { TZ } });
			expect(code).toBe(0);
			const { stdout } = await runProgram(['status', files.contacts, '--json'], { env: { TZ } });
			const { slots: _, pace: __, ...status } = JSON.parse(stdout);
			return { results: readFileSync(path, 'utf8'), status };
		}),
	);
	for (const one of seen) expect(one).toEqual(seen[0]);
	expect(seen[0]?.results).toMatch(/,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,/);
});

test.each([
	['an hour is skipped', Date.UTC(2026, 2, 8, 6, 59, 55)],
	['an hour comes twice', Date.UTC(2026, 10, 1, 5, 59, 55)],
])('nothing of it changes when %s during a run', async (_, startMs) => {
	const before = process.env.TZ;
	process.env.TZ = 'America/New_York';
	const plan = { scenario: { faults: [{ kind: 'reset-after', probability: 0.3 }] }, rows: 12, concurrency: 2 };
	const lives = new VirtualLives(plan, new VirtualClock(startMs));
	try {
		await lives.live({ step: 60 });
		await lives.live();
		expect(judgeFiles(lives.files, lives.truth)).toMatchObject({ rungTwice: 0, rowsLost: 0, findings: [] });
	} finally {
		lives.remove();
		if (before === undefined) delete process.env.TZ;
		else process.env.TZ = before;
	}
});
