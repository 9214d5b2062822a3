import { expect, test } from 'vitest';
import { mockProvider, readResults } from '../helpers/campaign.js';
import { runProgram, startProgram } from '../helpers/program.js';
import { campaignFiles, ENV, runArguments, until } from './campaign-files.js';

const TALK = { ring: { min: '50ms', max: '50ms' }, talk: { min: '250ms', max: '250ms' } };

test.each([['-v'], ['--json', '--events', 'events.ndjson'], ['--events', '-']])(
	'a run whose output nobody takes any more goes on to its end (%s)',
	async (...flags) => {
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
	},
);

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
