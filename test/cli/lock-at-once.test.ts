import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mockProvider } from '../helpers/campaign.js';
import { runProgram } from '../helpers/program.js';
import { campaignFiles, ENV, LONG_CALLS, runArguments } from './campaign-files.js';
import { startTogether } from './contenders.js';

test('of several runs of one campaign that begin at once, and again after a crash, one dials and the others say who', async () => {
	const mock = await mockProvider({ calls: LONG_CALLS, limits: { slots: 5 } });
	const files = campaignFiles(8);
	for (let round = 0; round < 2; round += 1) {
		const { winner, losers } = await startTogether(3, runArguments(mock.url, files));
		for (const { code, stderr } of losers) {
			expect(code).toBe(11);
			expect(stderr).toContain(`Another run works on this campaign: process ${winner.process.pid} on this machine`);
			expect(stderr).toContain(`kill ${winner.process.pid}`);
		}
		winner.process.kill('SIGKILL');
		await winner.ended;
		expect(existsSync(`${files.checkpoint}.lock`)).toBe(true);
	}
	expect(mock.truth().duplicates).toEqual([]);
	expect((await runProgram(['status', files.contacts])).stdout).toContain('the last run was killed');
	expect((await runProgram(['results', files.contacts], { env: ENV })).code).toBe(0);
	expect((await runProgram(['verify', files.contacts])).code).toBe(0);
});
