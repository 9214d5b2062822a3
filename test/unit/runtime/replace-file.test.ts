import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemDisk } from '../../../src/runtime/disk.js';
import { CheckpointError, DiskError } from '../../../src/runtime/errors.js';
import { replaceFile } from '../../../src/runtime/files.js';
import { tempFolder } from './temp-folder.js';

async function oldFile() {
	const folder = await tempFolder();
	const path = join(folder, 'results.csv');
	await writeFile(path, 'old');
	return { folder, path };
}

test('the new content stands in the file, whole, also when it is larger than a buffer', async () => {
	const { folder, path } = await oldFile();
	const lines = Array.from({ length: 20_000 }, (_, index) => `row ${index} Zoë 🎉\n`);
	await replaceFile(systemDisk, path, async (add) => {
		for (const line of lines) add(line);
	});
	expect(await readFile(path, 'utf8')).toBe(lines.join(''));
	expect(await readdir(folder)).toEqual(['results.csv']);
});

test('until the last byte is written a reader sees the old content', async () => {
	const { path } = await oldFile();
	await replaceFile(systemDisk, path, async (add) => {
		add('x'.repeat(200_000));
		expect(await readFile(path, 'utf8')).toBe('old');
	});
	expect(await readFile(path, 'utf8')).toHaveLength(200_000);
});

test('the old content survives when writing fails, and no temporary file stays', async () => {
	const { folder, path } = await oldFile();
	const failure = new Error('the source broke');
	const broken = replaceFile(systemDisk, path, async (add) => {
		add('x'.repeat(200_000));
		throw failure;
	});
	await expect(broken).rejects.toBe(failure);
	expect(await readFile(path, 'utf8')).toBe('old');
	expect(await readdir(folder)).toEqual(['results.csv']);
});

test('an error of ours in the middle comes out as it is, not as one of the disk', async () => {
	const { path } = await oldFile();
	const failure = new CheckpointError('the checkpoint is damaged');
	await expect(
		replaceFile(systemDisk, path, async () => {
			throw failure;
		}),
	).rejects.toBe(failure);
});

test('only the owner may read the file, whoever could read the old one', async () => {
	const { path } = await oldFile();
	await chmod(path, 0o644);
	await replaceFile(systemDisk, path, async (add) => add('new'));
	expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a folder that is not there is named, with what to do', async () => {
	const path = join(await tempFolder(), 'missing', 'results.csv');
	const error = await replaceFile(systemDisk, path, async () => undefined).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(DiskError);
	expect(error).toMatchObject({
		message: `Cannot write ${path}: the folder does not exist.`,
		hint: expect.stringContaining('run the same command again'),
	});
});

test('a folder in the way is an error, and it stays', async () => {
	const folder = await tempFolder();
	const path = join(folder, 'results.csv');
	await mkdir(path);
	await expect(replaceFile(systemDisk, path, async (add) => add('new'))).rejects.toThrow('it is a folder');
	expect(await readdir(folder)).toEqual(['results.csv']);
});
