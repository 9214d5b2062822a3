import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { campaignFiles, ENV, recordsOf, runArguments } from '../cli/campaign-files.js';
import { startTogether } from '../cli/contenders.js';
import { mockProvider } from '../helpers/campaign.js';
import { runProgram, startProgram } from '../helpers/program.js';

const CALLS = { ring: { min: '100ms', max: '300ms' }, talk: { min: '300ms', max: '2s' } };

test('forty times eight runs begin at once and the one that dials is killed: nobody is called twice', async () => {
	const mock = await mockProvider({ calls: CALLS, limits: { slots: 3 } });
	const files = campaignFiles(400);
	for (let round = 0; round < 40; round += 1) {
		const { winner, losers } = await startTogether(8, runArguments(mock.url, files));
		expect(losers.map(({ code }) => code)).toEqual(Array(7).fill(11));
		for (const { stderr } of losers) expect(stderr).toContain(`process ${winner.process.pid} on this machine`);
		winner.process.kill('SIGKILL');
		await winner.ended;
	}
	expect(recordsOf(files).filter(({ type }) => type === 'run').length).toBeGreaterThan(30);
	expect((await runProgram(runArguments(mock.url, files), { env: ENV })).code).toBe(0);
	expect(mock.truth()).toMatchObject({ calls: 400, duplicates: [] });
	expect((await runProgram(['verify', files.contacts])).code).toBe(0);
});

/** Runs a program as process 1 of a space of its own, as a container does. */
const CONTAINER = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'] as const;

/** Whether this user may put a process into a container of its own; most machines allow that to root alone. */
function mayContain(): boolean {
	try {
		const [command, ...rest] = CONTAINER;
		execFileSync(command, [...rest, 'true'], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
}

test.runIf(mayContain())(
	'two containers of one name, each with its run as process 1, do not dial at the same time',
	async () => {
		const mock = await mockProvider({ calls: CALLS, limits: { slots: 3 } });
		const files = campaignFiles(40);
		const args = runArguments(mock.url, files);
		const container = { env: ENV, within: CONTAINER };
		const first = startProgram(args, container);
		while (mock.truth().calls < 3) await new Promise((resolve) => setTimeout(resolve, 20));
		const second = await runProgram(args, container);
		expect(second.code).toBe(11);
		expect(second.stderr).toContain('process 1 in another container');
		expect((await runProgram(args, { env: ENV })).code).toBe(11);
		expect((await first.ended).code).toBe(0);
		expect(mock.truth()).toMatchObject({ calls: 40, duplicates: [] });
	},
);
