import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mockProvider, readResults } from '../helpers/campaign.js';
import { runProgram, startProgram } from '../helpers/program.js';
import {
	campaignFiles,
	ENV,
	type Files,
	LONG_CALLS,
	requestsTo,
	runArguments,
	SHORT_CALLS,
	until,
} from './campaign-files.js';

const OTHER_KEY = { ...ENV, RETELL_API_KEY: 'another-key-77' };

/** A run that is killed as soon as the provider has taken its first call, or one more than `most`. */
async function killedRun(url: string, files: Files, calls: () => number, env = ENV, most = 0): Promise<void> {
	const run = startProgram(runArguments(url, files), { env });
	await until(() => calls() > most, run);
	run.process.kill('SIGKILL');
	await run.ended;
}

test.each([
	['another key', OTHER_KEY, false],
	['another address', ENV, true],
])('%s while attempts are open: 10, nothing is sent and nothing written', async (_, env, elsewhere) => {
	const mock = await mockProvider({ calls: LONG_CALLS });
	const other = await mockProvider({ calls: LONG_CALLS });
	const files = campaignFiles(3);
	await killedRun(mock.url, files, () => mock.truth().calls);
	const requests = requestsTo(mock);
	const checkpoint = readFileSync(files.checkpoint, 'utf8');

	const { code, stderr } = await runProgram(runArguments(elsewhere ? other.url : mock.url, files), { env });
	expect(code).toBe(10);
	expect(stderr).toContain('--same-account');
	expect(stderr).toContain(files.checkpoint);
	expect([requestsTo(mock), requestsTo(other)]).toEqual([requests, 0]);
	expect(readFileSync(files.checkpoint, 'utf8')).toBe(checkpoint);
});

test('--same-account goes on with a renewed key, and nobody is called twice', async () => {
	const mock = await mockProvider({ calls: SHORT_CALLS });
	const files = campaignFiles(3);
	await killedRun(mock.url, files, () => mock.truth().calls);
	const { code } = await runProgram(runArguments(mock.url, files, '--same-account'), { env: OTHER_KEY });
	expect(code).toBe(0);
	expect(mock.truth()).toMatchObject({ calls: 3, duplicates: [] });
	expect(readResults(files.results).map((row) => row.call_status)).toEqual(['completed', 'completed', 'completed']);
});

test('with no attempt open another key goes on without being asked about', async () => {
	const mock = await mockProvider({ calls: SHORT_CALLS });
	const files = campaignFiles(3);
	expect((await runProgram(runArguments(mock.url, files, '--limit', '1'), { env: ENV })).code).toBe(7);
	expect((await runProgram(runArguments(mock.url, files), { env: OTHER_KEY })).code).toBe(0);
	expect(mock.truth()).toMatchObject({ calls: 3, duplicates: [] });
});

test('attempts that were made with another key than the first are only asked about with that one', async () => {
	const mock = await mockProvider({ calls: SHORT_CALLS });
	const files = campaignFiles(3);
	expect((await runProgram(runArguments(mock.url, files, '--limit', '1'), { env: ENV })).code).toBe(7);
	await killedRun(mock.url, files, () => mock.truth().calls, OTHER_KEY, 1);
	expect((await runProgram(runArguments(mock.url, files), { env: ENV })).code).toBe(10);
	expect((await runProgram(runArguments(mock.url, files), { env: OTHER_KEY })).code).toBe(0);
	expect(mock.truth()).toMatchObject({ calls: 3, duplicates: [] });
});
