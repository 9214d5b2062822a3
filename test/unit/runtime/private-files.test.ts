import { chmodSync, closeSync, openSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setAsideCheckpoint } from '../../../src/campaign/checkpoint.js';
import { systemDisk } from '../../../src/runtime/disk.js';
import { createFile, openAppendFile, replaceFile } from '../../../src/runtime/files.js';
import { makePrivateAt, openToOthers } from '../../../src/runtime/private-files.js';
import { tempFolder } from './temp-folder.js';

let umask: number;
beforeEach(() => {
	umask = process.umask(0);
});
afterEach(() => {
	process.umask(umask);
});

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

function wideFile(path: string): string {
	writeFileSync(path, 'old\n');
	chmodSync(path, 0o666);
	return path;
}

describe.runIf(process.platform !== 'win32')('with a umask that takes nothing away', () => {
	test("a new file of any kind is its owner's alone", async () => {
		const folder = await tempFolder();
		await (await openAppendFile(systemDisk, join(folder, 'appended'))).close();
		createFile(join(folder, 'created'), 'x', 'token');
		await replaceFile(systemDisk, join(folder, 'replaced'), async (add) => {
			await add('x');
			expect(modeOf(join(folder, 'replaced.tmp'))).toBe('600');
		});
		for (const name of ['appended', 'created', 'replaced']) expect(modeOf(join(folder, name))).toBe('600');
	});

	test('a file that others could read is taken from them when it is written to', async () => {
		const folder = await tempFolder();
		const appended = wideFile(join(folder, 'appended'));
		await (await openAppendFile(systemDisk, appended)).close();
		expect(modeOf(appended)).toBe('600');
		const replaced = wideFile(join(folder, 'replaced'));
		const leftByCrash = wideFile(`${replaced}.tmp`);
		await replaceFile(systemDisk, replaced, async () => expect(modeOf(leftByCrash)).toBe('600'));
		expect(modeOf(replaced)).toBe('600');
	});

	test('a checkpoint that is put aside too', async () => {
		const checkpoint = wideFile(join(await tempFolder(), 'contacts.checkpoint.ndjson'));
		expect(modeOf(setAsideCheckpoint(checkpoint, 0) ?? '')).toBe('600');
		expect(setAsideCheckpoint(checkpoint, 0)).toBeUndefined();
	});

	test.each([
		[0o600, undefined],
		[0o400, undefined],
		[0o700, undefined],
		[0o640, 0o640],
		[0o604, 0o604],
		[0o620, 0o620],
	])('mode %o is open to others: %o', async (mode, expected) => {
		const path = wideFile(join(await tempFolder(), 'file'));
		chmodSync(path, mode);
		const descriptor = openSync(path, 'r');
		expect(openToOthers(descriptor)).toBe(expected);
		closeSync(descriptor);
	});

	test('a file that is not there is an error of the system', async () => {
		const path = join(await tempFolder(), 'none');
		expect(() => makePrivateAt(path)).toThrow('ENOENT');
	});
});
