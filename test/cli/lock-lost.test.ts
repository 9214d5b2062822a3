import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mockProvider } from '../helpers/campaign.js';
import { runProgram, startProgram } from '../helpers/program.js';
import { campaignFiles, ENV, runArguments, until } from './campaign-files.js';

const BRIEF_CALLS = { ring: { min: '50ms', max: '50ms' }, talk: { min: '250ms', max: '250ms' } };

test('a run whose lock is deleted, with another that begins at once, stops before anybody is called twice', async () => {
	const mock = await mockProvider({ calls: BRIEF_CALLS, limits: { slots: 4 } });
	const files = campaignFiles(40);
	const first = startProgram(runArguments(mock.url, files), { env: ENV });
	await until(() => mock.truth().calls >= 4, first);
	rmSync(`${files.checkpoint}.lock`);
	rmSync(`${files.results}.lock`);
	const second = startProgram(runArguments(mock.url, files), { env: ENV });
	const { code, stderr } = await first.ended;
	expect(code).toBe(11);
	expect(stderr).toMatch(/The lock .*contacts\.checkpoint\.ndjson\.lock was (deleted|replaced) while this run held it/);
	expect(await second.ended).toMatchObject({ code: 0 });
	expect(mock.truth()).toMatchObject({ calls: 40, duplicates: [] });
	expect((await runProgram(['verify', files.contacts])).code).toBe(0);
});

test('a run ends when anything else stands where its lock was, and leaves that alone', async () => {
	const mock = await mockProvider({ calls: BRIEF_CALLS, limits: { slots: 2 } });
	const files = campaignFiles(60);
	const run = startProgram(runArguments(mock.url, files), { env: ENV });
	await until(() => mock.truth().calls >= 2, run);
	writeFileSync(`${files.checkpoint}.lock`, 'mine');
	const { code, stderr } = await run.ended;
	expect(code).toBe(11);
	expect(stderr).toContain('was replaced while this run held it');
	expect(mock.truth().calls).toBeLessThan(40);
	expect(readFileSync(`${files.checkpoint}.lock`, 'utf8')).toBe('mine');
});
