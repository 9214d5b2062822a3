import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mockProvider, temporaryFolder } from '../helpers/campaign.js';
import { runProgram, startProgram } from '../helpers/program.js';
import { campaignFiles, ENV, LONG_CALLS, runArguments, SHORT_CALLS, until } from './campaign-files.js';
import { NO_UMASK } from './preloads.js';

/** Every file and folder under `folder` with its mode. */
function modesIn(folder: string): Map<string, string> {
	const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
	return new Map(paths.map((path) => [path, (statSync(join(folder, path)).mode & 0o777).toString(8)]));
}

function openToOthers(folder: string): string[] {
	return [...modesIn(folder)].filter(([, mode]) => !mode.endsWith('00')).map(([path]) => path);
}

const CONTACTS = 'id,phone\n1,+12125550101\n2,+12125550102\n';

describe.runIf(process.platform !== 'win32')('whatever the umask, only the owner can read what a run writes', () => {
	test('in the middle of it: lock, checkpoint, results, events, what is kept of the account, and a copy of the input', async () => {
		const mock = await mockProvider({ calls: LONG_CALLS });
		const folder = temporaryFolder();
		const flags = ['--yes', '--base-url', mock.url, '--events', 'events.ndjson', '--state-dir', 'state'];
		const run = startProgram(['run', '-', ...flags], { cwd: folder, env: { ...ENV, ...NO_UMASK }, input: CONTACTS });
		await until(() => mock.truth().calls > 0, run);
		const modes = modesIn(folder);
		run.process.kill('SIGKILL');
		await run.ended;
		const names = [...modes.keys()].join('\n');
		for (const expected of [/\.lock$/m, /\.checkpoint\.ndjson$/m, /\.results\.csv$/m, /^events\.ndjson$/m]) {
			expect(names).toMatch(expected);
		}
		expect(names).toMatch(/^state\/key$/m);
		expect(names).toMatch(/^contacts-[0-9a-f]{12}\.csv$/m);
		expect([...modes].filter(([, mode]) => !mode.endsWith('00'))).toEqual([]);
	});

	test('files of an earlier run that others could read are taken from them', async () => {
		const mock = await mockProvider({ calls: SHORT_CALLS });
		const files = campaignFiles(2);
		chmodSync(files.contacts, 0o600);
		const options = { env: { ...ENV, ...NO_UMASK } };
		await runProgram(runArguments(mock.url, files), options);
		for (const path of [files.checkpoint, files.results]) chmodSync(path, 0o666);
		expect((await runProgram(runArguments(mock.url, files, '--restart'), options)).code).toBe(0);
		expect(readdirSync(files.folder).filter((name) => /checkpoint\.\d{4}.*\.ndjson$/.test(name))).toHaveLength(1);
		expect(openToOthers(files.folder)).toEqual([]);

		for (const path of [files.checkpoint, files.results]) chmodSync(path, 0o666);
		expect((await runProgram(runArguments(mock.url, files), options)).code).toBe(0);
		expect((await runProgram(['results', files.contacts], options)).code).toBe(0);
		expect(openToOthers(files.folder)).toEqual([]);
	});

	test('but an events file that somebody made for others stays theirs', async () => {
		const files = campaignFiles(1);
		const events = join(files.folder, 'events.ndjson');
		writeFileSync(events, '');
		chmodSync(events, 0o640);
		const flags = ['--dry-run', '--scenario', 'unlimited', '--events', events];
		expect((await runProgram(['run', files.contacts, ...flags])).code).toBe(0);
		expect(statSync(events).mode & 0o777).toBe(0o640);
		expect(statSync(events).size).toBeGreaterThan(0);
	});
});
