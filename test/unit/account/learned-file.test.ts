import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLearned, writeLearned } from '../../../src/account/learned-file.js';
import { DiskError } from '../../../src/runtime/errors.js';
import { promptDisk } from '../../helpers/prompt-disk.js';
import { tempFolder } from '../runtime/temp-folder.js';
import { NOW } from './leases.js';

const DAY_MS = 24 * 3_600_000;
const FOUND = { at: NOW, ceiling: 20, pacePerSecond: 2.5, windowMs: 60_000, proven: 18 };

async function file(content?: string): Promise<string> {
	const path = join(await tempFolder(), 'learned.json');
	if (content !== undefined) await writeFile(path, content);
	return path;
}

test('what was found out is there for the next campaign, for its owner alone', async () => {
	const path = await file();
	await writeLearned(promptDisk, path, FOUND);
	expect(readLearned(path, NOW + 1)).toEqual(FOUND);
	expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('what was not found out stays unknown', async () => {
	const path = await file();
	await writeLearned(promptDisk, path, { at: NOW, ceiling: undefined, proven: 3 });
	expect(readLearned(path, NOW)).toEqual({ at: NOW, proven: 3 });
});

test('after a day it is not believed any more, and neither is what is of the future', async () => {
	const path = await file();
	await writeLearned(promptDisk, path, FOUND);
	expect(readLearned(path, NOW + DAY_MS)).toEqual(FOUND);
	expect(readLearned(path, NOW + DAY_MS + 1)).toBeUndefined();
	expect(readLearned(path, NOW - 1)).toBeUndefined();
});

test.each([
	['nothing', ''],
	['half of it', JSON.stringify({ v: 1, ...FOUND }).slice(0, 30)],
	['another version', JSON.stringify({ v: 2, ...FOUND })],
	['a list', '[]'],
	['a ceiling that is none', JSON.stringify({ v: 1, ...FOUND, ceiling: 0 })],
	['a pace that is no number', JSON.stringify({ v: 1, ...FOUND, pacePerSecond: 'fast' })],
	['no time', JSON.stringify({ v: 1, ...FOUND, at: undefined })],
])('from a file that holds %s nothing is learned', async (_, content) => {
	expect(readLearned(await file(content), NOW)).toBeUndefined();
});

test('a file that is not there is nothing to complain of, a folder that is not there is', async () => {
	const path = await file();
	expect(readLearned(path, NOW)).toBeUndefined();
	await expect(writeLearned(promptDisk, join(path, 'missing', 'learned.json'), FOUND)).rejects.toThrow(DiskError);
});
