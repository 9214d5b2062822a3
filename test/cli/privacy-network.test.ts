import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mockProvider, temporaryFolder } from '../helpers/campaign.js';
import { runProgram, startProgram } from '../helpers/program.js';
import { campaignFiles, ENV, runArguments, SHORT_CALLS } from './campaign-files.js';

/** Makes the program write down what it does on the network. */
function recorder(): { readonly env: Record<string, string>; lines(): string[] } {
	const path = join(temporaryFolder(), 'network.txt');
	const module = new URL('network-record.js', import.meta.url).href;
	return {
		env: { ...ENV, NETWORK_RECORD: path, NODE_OPTIONS: `--import=${module}` },
		lines: () => (existsSync(path) ? [...new Set(readFileSync(path, 'utf8').trim().split('\n'))] : []),
	};
}

describe('the program talks to nobody but the provider', () => {
	test('a dry run: to its own mock, on loopback', async () => {
		const record = recorder();
		const files = campaignFiles(3);
		const { code } = await runProgram(['run', files.contacts, '--dry-run', '--scenario', 'unlimited'], record);
		expect(code).toBe(0);
		const [listen = '', ...others] = record.lines();
		expect(listen).toMatch(/^listen 127\.0\.0\.1:\d+$/);
		expect(others).toEqual([listen.replace('listen', 'connect')]);
	});

	test('real calls: to the address that was given', async () => {
		const record = recorder();
		const mock = await mockProvider({ calls: SHORT_CALLS });
		const { code } = await runProgram(runArguments(mock.url, campaignFiles(3)), record);
		expect(code).toBe(0);
		expect(record.lines()).toEqual([mock.url.replace('http://', 'connect ')]);
	});

	test('all other commands: to nobody', async () => {
		const record = recorder();
		const files = campaignFiles(1);
		await runProgram(['run', files.contacts, '--dry-run', '--scenario', 'unlimited']);
		for (const command of ['status', 'results', 'verify']) {
			expect((await runProgram([command, files.contacts], record)).code).toBe(0);
		}
		await runProgram(['--help'], record);
		expect(record.lines()).toEqual([]);
	});
});

test('dialer mock listens on loopback only', async () => {
	const record = recorder();
	const mock = startProgram(['mock'], record);
	await new Promise((resolve) => mock.process.stdout?.once('data', resolve));
	expect(record.lines()).toEqual([expect.stringMatching(/^listen 127\.0\.0\.1:\d+$/)]);
	mock.process.kill('SIGTERM');
	await mock.ended;
});
