import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mockProvider } from '../helpers/campaign.js';
import { runProgram, startProgram } from '../helpers/program.js';
import { campaignFiles, ENV, LONG_CALLS, runArguments, SHORT_CALLS, until } from './campaign-files.js';

/** What is kept in a state folder, by account. */
function accountsIn(stateFolder: string): string[] {
	const accounts = join(stateFolder, 'accounts');
	return existsSync(accounts) ? readdirSync(accounts) : [];
}

/** The leases of the only account. */
function leasesIn(stateFolder: string): { readonly lease: { readonly live: number; readonly ended: boolean } }[] {
	const [account = ''] = accountsIn(stateFolder);
	return JSON.parse(readFileSync(join(stateFolder, 'accounts', account, 'leases.json'), 'utf8')).leases;
}

test('a real run keeps what it learned in the user’s state folder, and gives its lease back', async () => {
	const mock = await mockProvider({ calls: SHORT_CALLS });
	const files = campaignFiles(5);
	const state = join(files.folder, 'state');
	const { code, stderr } = await runProgram(runArguments(mock.url, files), { env: { ...ENV, XDG_STATE_HOME: state } });
	expect(stderr).not.toContain('account');
	expect(code).toBe(0);
	expect(readdirSync(join(state, 'dialer')).sort()).toEqual(['accounts', 'key']);
	expect(leasesIn(join(state, 'dialer'))).toEqual([]);
});

test('calls that an interrupted run leaves are counted, and no more when the campaign has taken them over', async () => {
	const mock = await mockProvider({ calls: LONG_CALLS });
	const files = campaignFiles(2);
	const env = { ...ENV, DIALER_STATE_DIR: join(files.folder, 'state') };
	const first = startProgram(runArguments(mock.url, files), { env });
	await until(() => mock.truth().creates === 2, first);
	first.process.kill('SIGINT');
	await until(() => first.stderr().includes('stopping'), first);
	first.process.kill('SIGINT');
	await first.ended;
	expect(leasesIn(env.DIALER_STATE_DIR)).toMatchObject([{ lease: { live: 2, ended: true } }]);

	const second = startProgram(runArguments(mock.url, files), { env });
	await until(() => leasesIn(env.DIALER_STATE_DIR).some(({ lease }) => !lease.ended), second);
	expect(leasesIn(env.DIALER_STATE_DIR)).toMatchObject([{ lease: { live: 2, ended: false } }]);
	second.process.kill('SIGKILL');
	await second.ended;
});

test('a dry run leaves the user’s state folder alone, unless it is given one', async () => {
	const files = campaignFiles(5);
	const state = join(files.folder, 'state');
	const args = ['run', files.contacts, '--dry-run', '--scenario', 'unlimited'];
	expect((await runProgram(args, { env: { XDG_STATE_HOME: state } })).code).toBe(0);
	expect(existsSync(state)).toBe(false);
	expect((await runProgram([...args, '--restart', '--state-dir', state])).code).toBe(0);
	expect(accountsIn(state)).toHaveLength(1);
});

test('a state folder that cannot be made is told of, and the calls are made', async () => {
	const mock = await mockProvider({ calls: SHORT_CALLS });
	const files = campaignFiles(3);
	const file = join(files.folder, 'file');
	writeFileSync(file, '');
	const flags = ['--state-dir', join(file, 'state')];
	const { code, stderr } = await runProgram(runArguments(mock.url, files, ...flags), { env: ENV });
	expect(stderr).toContain('What this run learns of the account is not kept: ');
	expect(code).toBe(0);
});
