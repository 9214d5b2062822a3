import { existsSync, linkSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identify, systemProcesses } from '../../src/runtime/processes.js';
import { mockProvider } from '../helpers/campaign.js';
import { runProgram, startProgram } from '../helpers/program.js';
import { campaignFiles, ENV, LONG_CALLS, requestsTo, runArguments, SHORT_CALLS, until } from './campaign-files.js';

/** Only Linux tells of containers. */
const LINUX = process.platform === 'linux';

test.each([
	[
		'another machine',
		{ host: 'office-7', born: '', space: '' },
		'process 1 on office-7, since 2026-01-05T09:00:00.000Z',
	],
	...(LINUX ? [['another container', { space: 'pid:[7]' }, 'process 1 in another container'] as const] : []),
] as const)('a lock of %s stops every command that writes, and says how to decide', async (_, where, who) => {
	const mock = await mockProvider({ calls: SHORT_CALLS });
	const files = campaignFiles(2);
	const lock = `${files.checkpoint}.lock`;
	// What this very process would write, made another's.
	const own = { ...identify(systemProcesses), pid: 1, since: Date.UTC(2026, 0, 5, 9), token: 'theirs' };
	const before = JSON.stringify({ ...own, ...where });
	writeFileSync(lock, before);

	const again = await runProgram(runArguments(mock.url, files), { env: ENV });
	expect(again.code).toBe(11);
	expect(again.stderr).toContain(who);
	expect(again.stderr).toContain('it cannot be seen whether it still runs');
	expect(again.stderr).toContain(`delete ${lock} and run again`);
	expect((await runProgram(['verify', files.contacts])).code).toBe(11);
	expect(readFileSync(lock, 'utf8')).toBe(before);
	expect(requestsTo(mock)).toBe(0);
});

test('two campaigns that are told to write to the same results do not run at the same time', async () => {
	const mock = await mockProvider({ calls: LONG_CALLS });
	const [one, other] = [campaignFiles(2), campaignFiles(3)];
	const first = startProgram(runArguments(mock.url, one), { env: ENV });
	await until(() => mock.truth().calls > 0, first);
	const second = await runProgram(runArguments(mock.url, other, '--results', one.results), { env: ENV });
	expect(second.code).toBe(11);
	expect(second.stderr).toContain(`Another run writes to the same results file: process ${first.process.pid}`);
	expect(existsSync(other.checkpoint)).toBe(false);
	expect(existsSync(`${other.checkpoint}.lock`)).toBe(false);
	first.process.kill('SIGKILL');
	await first.ended;
});

test('a checkpoint with a second name is refused, because each name would have a lock of its own', async () => {
	const mock = await mockProvider({ calls: SHORT_CALLS });
	const files = campaignFiles(2);
	await runProgram(runArguments(mock.url, files), { env: ENV });
	const before = readFileSync(files.checkpoint, 'utf8');
	linkSync(files.checkpoint, join(files.folder, 'second.ndjson'));
	const { code, stderr } = await runProgram(runArguments(mock.url, files), { env: ENV });
	expect(code).toBe(10);
	expect(stderr).toContain('is one file with another name (a hard link)');
	expect(readFileSync(files.checkpoint, 'utf8')).toBe(before);
});

test('a run that began through a link to a checkpoint that was not there yet is found by both names', async () => {
	const mock = await mockProvider({ calls: LONG_CALLS });
	const files = campaignFiles(2);
	const link = join(files.folder, 'link.ndjson');
	symlinkSync('contacts.checkpoint.ndjson', link);
	const throughLink = runArguments(mock.url, files, '--checkpoint', link);
	const first = startProgram(throughLink, { env: ENV });
	await until(() => mock.truth().calls > 0, first);
	for (const flags of [[], ['--checkpoint', link]]) {
		const { stdout } = await runProgram(['status', files.contacts, ...flags]);
		expect(stdout).toContain(`Running as process ${first.process.pid}`);
	}
	expect((await runProgram(runArguments(mock.url, files), { env: ENV })).code).toBe(11);
	first.process.kill('SIGKILL');
	await first.ended;
	expect(mock.truth().duplicates).toEqual([]);
});
