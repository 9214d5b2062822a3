import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { systemDisk } from '../../../src/runtime/disk.js';
import { DiskError } from '../../../src/runtime/errors.js';
import { openAppendFile } from '../../../src/runtime/files.js';
import { tempFolder } from './temp-folder.js';

test('a new file is readable by its owner only, and counts its bytes', async () => {
	const path = join(await tempFolder(), 'checkpoint');
	const file = await openAppendFile(systemDisk, path);
	expect(file.size).toBe(0);
	await file.append('Zoë 🎉\n', true);
	await file.append('b\n', false);
	await file.close();
	expect(await readFile(path, 'utf8')).toBe('Zoë 🎉\nb\n');
	expect(file.size).toBe(12);
	expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('an existing file is gone on with, behind what is kept of it', async () => {
	const path = join(await tempFolder(), 'checkpoint');
	await writeFile(path, 'whole\ntor');
	const file = await openAppendFile(systemDisk, path, 6);
	expect(file.size).toBe(6);
	await file.append('next\n', true);
	await file.close();
	expect(await readFile(path, 'utf8')).toBe('whole\nnext\n');
});

test('a folder that is not there is named', async () => {
	const path = join(await tempFolder(), 'missing', 'checkpoint');
	await expect(openAppendFile(systemDisk, path)).rejects.toThrow(`Cannot open ${path}: the folder does not exist.`);
});

// The device that is always full; Linux has it.
test.runIf(process.platform === 'linux')('a full disk is called by its name', async () => {
	const file = await openAppendFile(systemDisk, '/dev/full');
	const error = await file.append('a record\n', true).catch((thrown: unknown) => thrown);
	await file.close();
	expect(error).toBeInstanceOf(DiskError);
	expect(error).toMatchObject({
		message: 'Cannot write to /dev/full: the disk is full.',
		cause: { code: 'ENOSPC' },
		hint: expect.stringContaining('make room'),
	});
	expect(file.size).toBe(0);
});

test('what a failed write left of its text is cut off again, so that the next one does not stand behind half a line', async () => {
	const path = join(await tempFolder(), 'checkpoint');
	const writer = fileURLToPath(new URL('small-disk-writer.js', import.meta.url));
	// The shell lets no file of the writer grow beyond one block (512 or 1,024 bytes).
	const limited = ['-c', 'ulimit -f 1 && exec "$0" "$@"', process.execPath, writer, path];
	const { stdout } = await promisify(execFile)('sh', limited);
	expect(JSON.parse(stdout)).toEqual({ error: 'DiskError', size: 110 });
	expect(await readFile(path, 'utf8')).toBe(`${'a'.repeat(99)}\n${'c'.repeat(9)}\n`);
});
