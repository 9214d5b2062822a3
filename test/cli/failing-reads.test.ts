import { expect, test } from 'vitest';
import { readResults } from '../helpers/campaign.js';
import { runProgram } from '../helpers/program.js';
import { campaignFiles, ENV, runArguments } from './campaign-files.js';
import { refusal, scriptedProvider } from './scripted-provider.js';

test('list reads that are answered 500 for ever end the run when its patience is over: 5', async () => {
	const provider = await scriptedProvider({ list: () => refusal(500, 'Internal error.') });
	const files = campaignFiles(3);
	const { code, stderr } = await runProgram(runArguments(provider.url, files, '--give-up-after', '2s'), { env: ENV });
	expect(code).toBe(5);
	expect(stderr).toMatch(/has not answered for 2 s/);
	expect(readResults(files.results)).toHaveLength(3);
	expect(new Set(provider.rung).size).toBe(provider.rung.length);
});

test('a single read that failed at the start does not end a healthy run that reads no more', async () => {
	const provider = await scriptedProvider({ concurrency: () => ({ status: 0, body: '' }) });
	const files = campaignFiles(12);
	const flags = ['--until', 'placed', '--rate', '5/s', '--give-up-after', '1s'];
	expect((await runProgram(runArguments(provider.url, files, ...flags), { env: ENV })).code).toBe(0);
	expect(provider.rung).toHaveLength(12);
});

test('a wait that a list read is asked for is kept by reads and calls alike', async () => {
	let toldAt = Number.POSITIVE_INFINITY;
	const provider = await scriptedProvider({
		list(earlier) {
			if (earlier > 0) return undefined;
			toldAt = performance.now();
			return refusal(429, 'Too many requests.', { 'retry-after': '2' });
		},
	});
	const files = campaignFiles(60);
	const { code } = await runProgram(runArguments(provider.url, files, '--rate', '20/s'), { env: ENV });
	expect(code).toBe(0);
	expect(provider.rung).toHaveLength(60);
	const since = provider.arrivals.map(({ at }) => at - toldAt);
	// What was on its way when the answer came is let pass.
	expect(since.filter((ms) => ms > 200 && ms < 1_900)).toEqual([]);
	const after = provider.arrivals.filter(({ at }) => at - toldAt >= 1_900).map(({ path }) => path);
	expect(after).toEqual(expect.arrayContaining(['/v2/create-phone-call', '/v3/list-calls']));
});
