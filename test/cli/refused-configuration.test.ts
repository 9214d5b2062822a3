import { describe, expect, test } from 'vitest';
import { readResults } from '../helpers/campaign.js';
import { phoneNumber } from '../helpers/contacts.js';
import { runProgram } from '../helpers/program.js';
import { campaignFiles, ENV, runArguments } from './campaign-files.js';
import { refusal, scriptedProvider } from './scripted-provider.js';

const ROWS = 12;

describe('one contact that is refused as a configuration would be, while others pass, is failed and the rest is called: 3', () => {
	test.each([
		[422, 0],
		[422, 5],
		[404, ROWS - 1],
		[413, 5],
	])('status %i, row %i', async (status, place) => {
		const bad = phoneNumber(place);
		const provider = await scriptedProvider({
			create: ({ to }) => (to === bad ? refusal(status, 'cannot be processed') : undefined),
		});
		const files = campaignFiles(ROWS);
		const { code } = await runProgram(runArguments(provider.url, files), { env: ENV });
		expect(code).toBe(3);
		const rows = readResults(files.results);
		expect(rows.map((row) => row.call_status)).toEqual(
			rows.map((_, index) => (index === place ? 'failed' : 'completed')),
		);
		expect(rows[place]).toMatchObject({
			call_error: `http_${status}`,
			call_message: expect.stringContaining('cannot be processed'),
		});
		expect(provider.rung).toHaveLength(ROWS - 1);
		expect(new Set(provider.rung).size).toBe(ROWS - 1);
		expect((await runProgram(['verify', files.contacts])).code).toBe(0);
	});
});

test('a refused configuration stops the run after three contacts, in whatever words: 4, all are still pending', async () => {
	const provider = await scriptedProvider({
		create: ({ earlier }) => refusal(422, `request ${earlier}: no such agent`),
	});
	const files = campaignFiles(ROWS);
	const oneByOne = ['--concurrency', '1', '--max-concurrency', '1'];
	const { code, stderr } = await runProgram(runArguments(provider.url, files, ...oneByOne), { env: ENV });
	expect(code).toBe(4);
	expect(stderr).toContain('no such agent');
	expect(provider.asked).toHaveLength(3);
	expect(new Set(provider.asked).size).toBe(3);
	expect(readResults(files.results).map((row) => row.call_status)).toEqual(Array(ROWS).fill('pending'));
});

test('a campaign of one contact whose configuration is refused ends, and does not blame the contact: 4', async () => {
	const provider = await scriptedProvider({ create: () => refusal(422, 'no such agent') });
	const files = campaignFiles(1);
	expect((await runProgram(runArguments(provider.url, files), { env: ENV })).code).toBe(4);
	expect(provider.asked).toHaveLength(3);
	expect(readResults(files.results).map((row) => row.call_status)).toEqual(['pending']);
});
