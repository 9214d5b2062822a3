import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mockProvider } from '../helpers/campaign.js';
import { runProgram, startProgram } from '../helpers/program.js';
import { campaignFiles, ENV, recordsOf, requestsTo, runArguments, SHORT_CALLS, until } from './campaign-files.js';

test('an attempt in doubt may become a call again, so it is asked about: without --yes and a terminal, 2 and nothing sent', async () => {
	const mock = await mockProvider({ calls: SHORT_CALLS, latency: { min: '1s', max: '1s' } });
	const files = campaignFiles(1);
	const run = startProgram(runArguments(mock.url, files), { env: ENV });
	await until(() => mock.truth().calls === 1, run);
	run.process.kill('SIGKILL');
	await run.ended;
	expect(recordsOf(files).at(-1)?.type).toBe('intent');
	const requests = requestsTo(mock);
	const checkpoint = readFileSync(files.checkpoint, 'utf8');

	const withoutYes = runArguments(mock.url, files).filter((word) => word !== '--yes');
	const { code, stderr } = await runProgram(['resume', ...withoutYes.slice(1)], { env: ENV });
	expect(code).toBe(2);
	expect(stderr).toContain('--yes');
	expect(requestsTo(mock)).toBe(requests);
	expect(readFileSync(files.checkpoint, 'utf8')).toBe(checkpoint);
	expect(existsSync(`${files.checkpoint}.lock`)).toBe(false);

	expect((await runProgram(runArguments(mock.url, files), { env: ENV })).code).toBe(0);
	expect(mock.truth()).toMatchObject({ calls: 1, duplicates: [] });
});
