import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { spoolStandardInput } from '../../../src/contacts/spool.js';
import { ContactsFileError, DiskError } from '../../../src/runtime/errors.js';

const CONTENT = 'phone\n+12125550101\n';
/** With the first 12 hex digits of its sha256. */
const NAME = 'contacts-bd7fa72c566b.csv';

function directory(): Promise<string> {
	return mkdtemp(join(tmpdir(), 'dialer-spool-'));
}

test('standard input becomes a private file, named by its content', async () => {
	const where = await directory();
	const path = await spoolStandardInput(Readable.from([Buffer.from('phone\n'), '+12125550101\n']), where);
	expect(basename(path)).toBe(NAME);
	expect(await readFile(path, 'utf8')).toBe(CONTENT);
	expect((await stat(path)).mode & 0o777).toBe(0o600);
	expect(await readdir(where)).toEqual([NAME]);
});

test('the same input again is the same file, left untouched for whoever reads it', async () => {
	const where = await directory();
	const first = await spoolStandardInput(Readable.from([CONTENT]), where);
	const before = await stat(first, { bigint: true });
	expect(await spoolStandardInput(Readable.from([CONTENT]), where)).toBe(first);
	const after = await stat(first, { bigint: true });
	expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
	expect(await readdir(where)).toEqual([NAME]);
});

test('a file of that name with other content is replaced', async () => {
	const where = await directory();
	const path = await spoolStandardInput(Readable.from([CONTENT]), where);
	await writeFile(path, 'phone\n+12125550199\n');
	await spoolStandardInput(Readable.from([CONTENT]), where);
	expect(await readFile(path, 'utf8')).toBe(CONTENT);
});

test('empty input is refused and leaves nothing behind', async () => {
	const where = await directory();
	await expect(spoolStandardInput(Readable.from([]), where)).rejects.toThrow(ContactsFileError);
	expect(await readdir(where)).toEqual([]);
});

test('input that breaks off is refused and leaves nothing behind', async () => {
	const where = await directory();
	const broken = Readable.from(
		(async function* () {
			yield CONTENT;
			throw new Error('read EIO');
		})(),
	);
	await expect(spoolStandardInput(broken, where)).rejects.toThrow('Standard input broke off: read EIO.');
	expect(await readdir(where)).toEqual([]);
});

test('a directory that cannot be written to is a disk error', async () => {
	const where = join(await directory(), 'missing');
	await expect(spoolStandardInput(Readable.from([CONTENT]), where)).rejects.toThrow(DiskError);
});
