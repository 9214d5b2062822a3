import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Account, openAccount } from '../../../src/account/account.js';
import { VirtualClock } from '../../../src/runtime/clock.js';
import { promptDisk } from '../../helpers/prompt-disk.js';
import { machine } from '../journal/lock-files.js';
import { tempFolder } from '../runtime/temp-folder.js';
import { FakeGovernor } from './fake-governor.js';

const PROCESSES = machine(7, { 7: 'boot/7' });
let tokens = 0;

async function machineState(stateFolder?: string) {
	const folder = stateFolder ?? join(await tempFolder(), 'dialer');
	const clock = new VirtualClock();
	const notices: string[] = [];
	return {
		folder,
		clock,
		notices,
		open(secret = 'key', campaign = 'campaign'): { governor: FakeGovernor; account: Account | undefined } {
			const governor = new FakeGovernor();
			const account = openAccount({
				clock,
				processes: PROCESSES,
				disk: promptDisk,
				random: () => 0.5,
				newToken: () => `token${tokens++}`,
				stateFolder: folder,
				identity: { provider: 'retell', baseUrl: 'https://api.example.com', operation: 'call', secret },
				campaign,
				governor,
				notice: (text) => notices.push(text),
			});
			return { governor, account };
		},
		async files(): Promise<string[]> {
			const all = await readdir(folder, { recursive: true, withFileTypes: true });
			return all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
		},
	};
}

/** A campaign that finds a ceiling of `ceiling` live calls and ends. */
async function campaign(
	{ governor, account }: { governor: FakeGovernor; account: Account | undefined },
	ceiling: number,
) {
	await account?.begin(0);
	account?.governor.admit(0);
	governor.known = { ceiling, pacePerSecond: 2, proven: ceiling };
	governor.live = 0;
	await account?.end(0);
}

test('a campaign begins with what the last one on this account found out', async () => {
	const state = await machineState();
	await campaign(state.open(), 12);
	expect(state.open().governor.restored).toMatchObject([{ ceiling: 12, pacePerSecond: 2 }]);
	expect(state.open('another key').governor.restored).toEqual([]);
	expect(state.notices).toEqual([]);
});

test('nothing of the key is written down, and everything for its owner alone', async () => {
	const state = await machineState();
	await campaign(state.open('key_secret'), 12);
	const files = await state.files();
	expect(files.map((file) => file.slice(file.lastIndexOf('/') + 1)).sort()).toEqual([
		'key',
		'learned.json',
		'leases.json',
	]);
	for (const file of files) {
		expect((await stat(file)).mode & 0o777).toBe(0o600);
		expect(await readFile(file, 'utf8')).not.toContain('secret');
		expect(file).not.toContain('secret');
	}
	expect((await stat(state.folder)).mode & 0o777).toBe(0o700);
});

test('what is found out is written down every minute, so that a crash does not cost it', async () => {
	const state = await machineState();
	const { governor, account } = state.open();
	await account?.begin(0);
	account?.governor.admit(0);
	governor.known = { ceiling: 12, proven: 12 };
	await state.clock.advance(50_000);
	expect(state.open().governor.restored).toEqual([]);
	await state.clock.advance(11_000);
	expect(state.open().governor.restored).toMatchObject([{ ceiling: 12 }]);
	await account?.end(0);
});

test('a campaign that started no call does not make old knowledge new', async () => {
	const state = await machineState();
	await campaign(state.open(), 12);
	await state.clock.advance(20 * 3_600_000);
	const idle = state.open();
	expect(idle.governor.restored).toHaveLength(1);
	await idle.account?.begin(0);
	await idle.account?.end(0);
	await state.clock.advance(5 * 3_600_000);
	expect(state.open().governor.restored).toEqual([]);
});

test('two campaigns on one account share it', async () => {
	const state = await machineState();
	await campaign(state.open(), 12);
	const [one, other] = [state.open('key', 'one'), state.open('key', 'other')];
	await one.account?.begin(0);
	await other.account?.begin(0);
	await state.clock.advance(12_000);
	expect(one.governor.shared?.slots).toBeLessThanOrEqual(12);
	expect(other.governor.shared?.slots).toBeLessThanOrEqual(12);
	await one.account?.end(5);
	await state.clock.advance(6_000);
	expect(other.account?.othersLive).toBe(5);
	await other.account?.end(0);
});

test('a state folder that cannot be made is told of once, and the campaign does without', async () => {
	const file = join(await tempFolder(), 'file');
	await writeFile(file, '');
	const state = await machineState(join(file, 'dialer'));
	expect(state.open().account).toBeUndefined();
	expect(state.notices).toEqual([expect.stringMatching(/^What this run learns of the account is not kept: /)]);
});

test('what cannot be written any more is told of once, and the campaign goes on', async () => {
	const state = await machineState();
	const { governor, account } = state.open();
	const [accountFolder = ''] = await readdir(join(state.folder, 'accounts'));
	for (const name of ['leases.json.tmp', 'learned.json.tmp']) {
		await mkdir(join(state.folder, 'accounts', accountFolder, name));
	}
	await account?.begin(0);
	account?.governor.admit(0);
	governor.known = { ceiling: 12, proven: 12 };
	await state.clock.advance(200_000);
	await account?.end(0);
	expect(state.notices).toEqual([
		expect.stringMatching(/^This run cannot share the account's limits with others: .*it is a folder/),
		expect.stringMatching(/^What this run learns of the account is not kept: .*it is a folder/),
	]);
});
