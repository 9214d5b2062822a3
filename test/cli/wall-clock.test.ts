import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mockProvider } from '../helpers/campaign.js';
import { runProgram, startProgram } from '../helpers/program.js';
import { campaignFiles, ENV, recordsOf, runArguments, SHORT_CALLS, until, writeRecords } from './campaign-files.js';

test('an attempt in doubt of an earlier run is not taken for unplaced because the wall clock jumped', async () => {
	const mock = await mockProvider({
		calls: SHORT_CALLS,
		listLag: '3s',
		// The call is placed when the request arrives; the run is killed before it hears of it.
		latency: { min: '1s', max: '1s' },
	});
	const files = campaignFiles(2);
	const run = startProgram(runArguments(mock.url, files), { env: ENV });
	await until(() => mock.truth().calls === 1, run);
	run.process.kill('SIGKILL');
	await run.ended;
	expect(recordsOf(files).at(-1)?.type).toBe('intent');

	writeRecords(
		files,
		recordsOf(files).map((record) => ({ ...record, at: record.at - 3_600_000 })),
	);
	const resumed = await runProgram(runArguments(mock.url, files, '--settle', '5s'), { env: ENV });
	expect(resumed.code).toBe(0);
	expect(mock.truth()).toMatchObject({ calls: 2, duplicates: [] });
	expect(readFileSync(files.checkpoint, 'utf8')).toContain('"reconciled":true');
	expect((await runProgram(['verify', files.contacts])).code).toBe(0);
});
