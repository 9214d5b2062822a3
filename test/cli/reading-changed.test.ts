import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mockProvider } from '../helpers/campaign.js';
import { runProgram } from '../helpers/program.js';
import { campaignFiles, ENV, requestsTo, runArguments, SHORT_CALLS } from './campaign-files.js';

const CONTACTS = 'name,phone,office\nAnn,+12125550142,+13125550117\nBob,+14155550163,+12065550128\n';

test.each([
	['--country', ['--country', 'GB']],
	['--map', ['--map', 'phone=office']],
])('%s changed on resume: 10, nothing is sent and nothing written', async (flag, more) => {
	const mock = await mockProvider({ calls: SHORT_CALLS });
	const files = campaignFiles(CONTACTS);
	expect((await runProgram(runArguments(mock.url, files, '--limit', '1'), { env: ENV })).code).toBe(7);
	const requests = requestsTo(mock);
	const checkpoint = readFileSync(files.checkpoint, 'utf8');

	const changed = await runProgram(runArguments(mock.url, files, ...more), { env: ENV });
	expect(changed.code).toBe(10);
	expect(changed.stderr).toContain(flag);
	expect(requestsTo(mock)).toBe(requests);
	expect(readFileSync(files.checkpoint, 'utf8')).toBe(checkpoint);

	expect((await runProgram(runArguments(mock.url, files), { env: ENV })).code).toBe(0);
	expect(mock.truth().rings).toEqual({ '+12125550142': 1, '+14155550163': 1 });
});

test.each([
	['--country', 'name,phone\nAnn,020 7946 0018\nBob,020 7946 0959\n', ['--country', 'GB']],
	['--map', CONTACTS, ['--map', 'phone=office']],
])('%s left away on resume is taken from the checkpoint', async (_, content, more) => {
	const mock = await mockProvider({ calls: SHORT_CALLS });
	const files = campaignFiles(content);
	const first = await runProgram(runArguments(mock.url, files, '--limit', '1', ...more), { env: ENV });
	expect(first.code).toBe(7);
	expect((await runProgram(runArguments(mock.url, files), { env: ENV })).code).toBe(0);
	expect(mock.truth()).toMatchObject({ calls: 2, duplicates: [] });
});
