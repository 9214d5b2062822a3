import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemDisk } from '../../../src/runtime/disk.js';
import { openAppendFile } from '../../../src/runtime/files.js';
import { tempFolder } from '../runtime/temp-folder.js';
import { fileJournal } from './journals.js';
import { CAMPAIGN, ended, intent, lineOf, numberOf, written } from './records.js';

const WORDS = ['plain', 'Zoë', '日本語', '🎉👩‍👩‍👧', '"quoted"\n', '\u2028', '\ud800 half a pair'];

test('the offset of a settled contact is the byte at which its record begins in the file', async () => {
	const path = join(await tempFolder(), 'checkpoint');
	const journal = await fileJournal(path);
	await journal.commit(CAMPAIGN);
	for (const [index, message] of WORDS.entries()) {
		journal.append(intent(index));
		const record = ended(index, index, { message });
		if (index % 2 === 0) await journal.commit(record);
		else journal.append(record);
	}
	await journal.close();
	const bytes = await readFile(path);
	for (const [index, message] of WORDS.entries()) {
		const offset = journal.state.settledOffset(numberOf(index)) ?? -1;
		const line = Buffer.from(written([ended(index, index, { message })], offset));
		expect(bytes.subarray(offset, offset + line.length)).toEqual(line);
	}
});

test('offsets go on from the bytes that a file already has', async () => {
	const path = join(await tempFolder(), 'checkpoint');
	const earlier = await openAppendFile(systemDisk, path);
	await earlier.append(lineOf(CAMPAIGN), true);
	await earlier.close();
	const journal = await fileJournal(path);
	journal.append(ended(1));
	await journal.close();
	expect(journal.state.settledOffset(numberOf(1))).toBe(Buffer.byteLength(lineOf(CAMPAIGN)));
});

test('a checkpoint is readable by its owner only', async () => {
	const path = join(await tempFolder(), 'checkpoint');
	const journal = await fileJournal(path);
	await journal.commit(CAMPAIGN);
	expect((await stat(path)).mode & 0o777).toBe(0o600);
	await journal.close();
});
