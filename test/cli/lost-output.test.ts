import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { mockProvider, readResults } from '../helpers/campaign.js';
import { runProgram, startProgram } from '../helpers/program.js';
import { campaignFiles, ENV, runArguments, until } from './campaign-files.js';

const PROGRAM = fileURLToPath(new URL('../../bin/dialer.js', import.meta.url));
const TALK = { ring: { min: '50ms', max: '50ms' }, talk: { min: '250ms', max: '250ms' } };

test.each([
	['every event', ['-v']],
	['a summary as JSON', ['--json']],
	['events on standard output', ['--events', '-']],
])('a run whose output nobody takes any more goes on to its end: %s', async (_, flags) => {
	const mock = await mockProvider({ calls: TALK, limits: { slots: 3 } });
	const files = campaignFiles(15);
	const run = startProgram(runArguments(mock.url, files, ...flags), { env: ENV });
	await until(() => mock.truth().calls > 0, run);
	run.process.stdout?.destroy();
	run.process.stderr?.destroy();
	expect((await run.ended).code).toBe(0);
	expect(mock.truth()).toMatchObject({ calls: 15, live: 0, duplicates: [] });
	expect(readResults(files.results).map((row) => row.call_status)).toEqual(Array(15).fill('completed'));
	expect((await runProgram(['verify', files.contacts])).code).toBe(0);
});

test('so does one whose output cannot be written from the start', async () => {
	const mock = await mockProvider({ calls: TALK });
	const files = campaignFiles(5);
	// Open for reading only: whatever is written there fails, and not with a broken pipe.
	const unwritable = openSync(files.contacts, 'r');
	const child = spawn(process.execPath, [PROGRAM, ...runArguments(mock.url, files, '-v')], {
		env: { PATH: process.env.PATH, ...ENV },
		stdio: ['ignore', unwritable, unwritable],
	});
	closeSync(unwritable);
	const [code] = await once(child, 'exit');
	expect(code).toBe(0);
	expect(mock.truth()).toMatchObject({ calls: 5, live: 0 });
	expect(readResults(files.results).map((row) => row.call_status)).toEqual(Array(5).fill('completed'));
});

test('a terminal that hangs up: no more calls, live ones are followed, saved', async () => {
	const mock = await mockProvider({ calls: TALK, limits: { slots: 3 } });
	const files = campaignFiles(15);
	const run = startProgram(runArguments(mock.url, files), { env: ENV });
	await until(() => mock.truth().calls >= 3, run);
	run.process.stdout?.destroy();
	run.process.stderr?.destroy();
	run.process.kill('SIGHUP');
	expect((await run.ended).code).toBe(143);
	const { calls, live } = mock.truth();
	expect(live).toBe(0);
	expect(readResults(files.results).filter((row) => row.call_status === 'completed')).toHaveLength(calls);
	expect((await runProgram(runArguments(mock.url, files), { env: ENV })).code).toBe(0);
	expect(mock.truth()).toMatchObject({ calls: 15, duplicates: [] });
});
