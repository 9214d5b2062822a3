import { copyFileSync, readFileSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemDisk } from '../../../src/runtime/disk.js';
import { FileLostError } from '../../../src/runtime/errors.js';
import { openAppendFile } from '../../../src/runtime/files.js';
import { tempFolder } from './temp-folder.js';

async function grownFile() {
	const path = join(await tempFolder(), 'checkpoint');
	const file = await openAppendFile(systemDisk, path);
	await file.append('one\ntwo\n', true);
	return { path, file };
}

test.each([
	['deleted', rmSync, 'was deleted or replaced'],
	[
		'replaced',
		(path: string) => {
			copyFileSync(path, `${path}.copy`);
			renameSync(`${path}.copy`, path);
		},
		'was deleted or replaced',
	],
	['cut', (path: string) => truncateSync(path, 4), 'was cut short'],
])('a file that is %s is noticed by the very next write that must be safe', async (_, harm, message) => {
	const { path, file } = await grownFile();
	harm(path);
	const error = await file.append('three\n', true).catch((thrown: unknown) => thrown);
	await file.close();
	expect(error).toBeInstanceOf(FileLostError);
	expect(error).toMatchObject({ message: expect.stringContaining(message), hint: expect.stringContaining('again') });
});

test('a file cut between two lines ends with one that is none, so that it cannot pass for a whole one', async () => {
	const { path, file } = await grownFile();
	truncateSync(path, 4);
	await file.append('three\n', true).catch(() => undefined);
	await file.close();
	const lines = readFileSync(path, 'utf8').split('\n');
	expect(lines.slice(0, 2)).toEqual(['one', 'three']);
	expect(lines[2]).toMatch(/^Another program cut this file short/);
});
