import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { accountId, machineKey } from '../../../src/account/account-id.js';
import { DiskError } from '../../../src/runtime/errors.js';
import { tempFolder } from '../runtime/temp-folder.js';

const KEY = Buffer.alloc(32, 7);
const IDENTITY = { provider: 'retell', baseUrl: 'https://api.example.com', operation: 'call', secret: 'key_secret' };

test('an account has the same id every time, and another one for each thing that tells accounts apart', () => {
	const ids = [
		accountId(KEY, IDENTITY),
		accountId(KEY, { ...IDENTITY, provider: 'other' }),
		accountId(KEY, { ...IDENTITY, baseUrl: 'https://eu.example.com' }),
		accountId(KEY, { ...IDENTITY, operation: 'read' }),
		accountId(KEY, { ...IDENTITY, secret: 'key_other' }),
		accountId(Buffer.alloc(32, 8), IDENTITY),
		// What stands in one place is not taken for what stands in two.
		accountId(KEY, { ...IDENTITY, operation: 'call","key', secret: 'secret' }),
	];
	expect(accountId(KEY, IDENTITY)).toBe(ids[0]);
	expect(new Set(ids).size).toBe(ids.length);
	expect(ids.filter((id) => !/^[0-9a-f]{32}$/.test(id))).toEqual([]);
});

test('a slash at the end of the address makes no difference', () => {
	expect(accountId(KEY, { ...IDENTITY, baseUrl: 'https://api.example.com/' })).toBe(accountId(KEY, IDENTITY));
});

test('the key is made once, for its owner alone, and nothing else is left behind', async () => {
	const folder = await tempFolder();
	const key = machineKey(folder);
	expect(key).toHaveLength(32);
	expect(machineKey(folder)).toEqual(key);
	expect((await stat(join(folder, 'key'))).mode & 0o777).toBe(0o600);
	expect(await readdir(folder)).toEqual(['key']);
	expect(machineKey(await tempFolder())).not.toEqual(key);
});

test('a damaged key is told of and left alone', async () => {
	const folder = await tempFolder();
	await writeFile(join(folder, 'key'), 'abcd');
	expect(() => machineKey(folder)).toThrow(`The key ${join(folder, 'key')} is damaged.`);
	expect(await readFile(join(folder, 'key'), 'utf8')).toBe('abcd');
});

test('a folder that is not there is an error of the disk', async () => {
	const folder = join(await tempFolder(), 'missing');
	expect(() => machineKey(folder)).toThrow(DiskError);
});

test('processes that begin at one moment get the same key', async () => {
	const folder = await tempFolder();
	const makers: ChildProcess[] = [1, 2, 3].map(() => fork(new URL('key-maker.js', import.meta.url)));
	await Promise.all(makers.map((child) => once(child, 'message')));
	for (let round = 0; round < 50; round += 1) {
		const place = join(folder, String(round));
		await mkdir(place);
		const at = Date.now() + 4;
		const answers = makers.map(async (child) => {
			const answer = once(child, 'message');
			child.send({ folder: place, at });
			return String((await answer)[0]);
		});
		const keys = new Set(await Promise.all(answers));
		expect(keys.size).toBe(1);
		expect(await readdir(place)).toEqual(['key']);
	}
	const exits = makers.map((child) => once(child, 'exit'));
	for (const child of makers) child.disconnect();
	await Promise.all(exits);
});
