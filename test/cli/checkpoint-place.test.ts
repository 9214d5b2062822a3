import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mockProvider } from '../helpers/campaign.js';
import { runProgram, startProgram } from '../helpers/program.js';
import { campaignFiles, ENV, type Files, LONG_CALLS, requestsTo, runArguments, until } from './campaign-files.js';

const HALF_A_SECOND = { ring: { min: '100ms', max: '100ms' }, talk: { min: '400ms', max: '400ms' } };

test.each([
	['deleted', (path: string) => rmSync(path)],
	[
		'replaced',
		(path: string) => {
			const text = readFileSync(path);
			rmSync(path);
			writeFileSync(path, text);
		},
	],
])('a checkpoint that is %s during a run ends it with a sentence that names it', async (_, harm) => {
	const mock = await mockProvider({ calls: HALF_A_SECOND, limits: { slots: 2 } });
	const files = campaignFiles(60);
	const run = startProgram(runArguments(mock.url, files), { env: ENV });
	await until(() => mock.truth().calls >= 2, run);
	harm(files.checkpoint);
	const { code, stderr } = await run.ended;
	expect(code).toBe(1);
	const error = stderr.split('\n').find((line) => line.startsWith('error: '));
	expect(error).toMatch(/deleted or replaced/);
	expect(error).toContain(files.checkpoint);
	expect(stderr).not.toMatch(/\n\s+at /);
	expect(mock.truth().calls).toBeLessThan(30);
});

describe('a checkpoint reached by another name has the same lock', () => {
	async function secondRun(files: Files, checkpoint: string): Promise<void> {
		const mock = await mockProvider({ calls: LONG_CALLS });
		const first = startProgram(runArguments(mock.url, files), { env: ENV });
		await until(() => mock.truth().calls > 0, first);
		const results = join(files.folder, 'others.csv');
		const more = ['--checkpoint', checkpoint, '--results', results];
		const second = await runProgram(runArguments(mock.url, files, ...more), { env: ENV });
		expect(second.code).toBe(11);
		expect(second.stderr).toContain(String(first.process.pid));
		first.process.kill('SIGKILL');
		await first.ended;
		expect(mock.truth().duplicates).toEqual([]);
	}

	test('a link to the file', async () => {
		const files = campaignFiles(3);
		const link = join(files.folder, 'link.ndjson');
		symlinkSync(files.checkpoint, link);
		await secondRun(files, link);
	});

	test('a link to its folder', async () => {
		const files = campaignFiles(3);
		const link = join(files.folder, 'folder');
		symlinkSync(files.folder, link);
		await secondRun(files, join(link, 'contacts.checkpoint.ndjson'));
	});
});

test.each<[string, (files: Files) => string[]]>([
	['results = contacts', ({ contacts }) => ['--results', contacts]],
	['checkpoint = contacts', ({ contacts }) => ['--checkpoint', contacts]],
	['results = checkpoint', ({ checkpoint }) => ['--results', checkpoint]],
	['results = a link to contacts', ({ folder }) => ['--results', join(folder, 'link.csv')]],
	['results = contacts by a detour', ({ folder }) => ['--results', `${folder}/sub/../contacts.csv`]],
])('%s: 2, and the contacts are untouched', async (_, flags) => {
	const mock = await mockProvider({});
	const files = campaignFiles(3);
	mkdirSync(join(files.folder, 'sub'));
	symlinkSync(files.contacts, join(files.folder, 'link.csv'));
	const before = readFileSync(files.contacts, 'utf8');
	const { code, stderr } = await runProgram(runArguments(mock.url, files, ...flags(files)), { env: ENV });
	expect(code).toBe(2);
	expect(stderr).toMatch(/are one file/);
	expect(readFileSync(files.contacts, 'utf8')).toBe(before);
	expect(requestsTo(mock)).toBe(0);
});
