import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { accountFolder, makePrivateFolder, userStateFolder } from '../../../src/account/state-folder.js';
import { DiskError } from '../../../src/runtime/errors.js';
import { tempFolder } from '../runtime/temp-folder.js';

test.each([
	['as XDG_STATE_HOME says', 'linux', { XDG_STATE_HOME: '/state' }, '/state/dialer'],
	['below home, if it says nothing', 'linux', {}, '/home/me/.local/state/dialer'],
	['below home, if it is empty', 'linux', { XDG_STATE_HOME: '' }, '/home/me/.local/state/dialer'],
	['below home, if it is no whole path', 'linux', { XDG_STATE_HOME: 'state' }, '/home/me/.local/state/dialer'],
	['at the same place on a Mac', 'darwin', {}, '/home/me/.local/state/dialer'],
	['as LOCALAPPDATA says on Windows', 'win32', { LOCALAPPDATA: '/local', XDG_STATE_HOME: '/state' }, '/local/dialer'],
	['below home on a Windows that says nothing', 'win32', {}, '/home/me/AppData/Local/dialer'],
])('the state folder is %s', (_, platform, environment, folder) => {
	expect(userStateFolder({ environment, home: '/home/me', platform })).toBe(folder);
});

test('every folder that has to be made is for its owner alone', async () => {
	const base = await tempFolder();
	const folder = accountFolder(join(base, 'dialer'), 'abc');
	makePrivateFolder(folder);
	makePrivateFolder(folder);
	for (const made of [folder, join(base, 'dialer', 'accounts'), join(base, 'dialer')]) {
		expect((await stat(made)).mode & 0o777).toBe(0o700);
	}
});

test('a place where no folder can be is an error of the disk', async () => {
	const file = join(await tempFolder(), 'file');
	await writeFile(file, '');
	expect(() => makePrivateFolder(join(file, 'dialer'))).toThrow(DiskError);
});
