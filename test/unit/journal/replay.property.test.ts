import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JournalRecord } from '../../../src/journal/record.js';
import { replay } from '../../../src/journal/replay.js';
import { ResultReader } from '../../../src/journal/result-reader.js';
import { CampaignState } from '../../../src/journal/state.js';
import { systemDisk } from '../../../src/runtime/disk.js';
import { openAppendFile } from '../../../src/runtime/files.js';
import { tempFolder } from '../runtime/temp-folder.js';
import { CONTACTS, campaignRecords } from './campaigns.js';
import { fileJournal } from './journals.js';
import { numberOf, written } from './records.js';
import { viewOf } from './state-view.js';

const NUMBERS = Array.from({ length: CONTACTS }, (_, contact) => numberOf(contact));

/** Writes the records through a journal, some waited for and some not, into the file as far as it is whole. */
async function write(path: string, state: CampaignState, records: readonly JournalRecord[], keepBytes?: number) {
	const journal = await fileJournal(path, state, keepBytes);
	for (const [index, record] of records.entries()) {
		if (index % 3 === 0) await journal.commit(record);
		else journal.append(record);
	}
	await journal.close();
}

test('a replay of the file knows exactly what the run that wrote it knew', async () => {
	const path = join(await tempFolder(), 'checkpoint');
	await fc.assert(
		fc.asyncProperty(campaignRecords, async (records) => {
			await rm(path, { force: true });
			const live = new CampaignState();
			await write(path, live, records);
			const replayed = await replay(path);
			expect(viewOf(replayed?.state, NUMBERS)).toEqual(viewOf(live, NUMBERS));
			expectResults(path, live, records);
		}),
		{ numRuns: 150 },
	);
});

test('a campaign killed anywhere, even in the middle of a write, and gone on with is the same campaign', async () => {
	const path = join(await tempFolder(), 'checkpoint');
	await fc.assert(
		fc.asyncProperty(campaignRecords, fc.nat(100), fc.nat(40), async (records, share, torn) => {
			await rm(path, { force: true });
			const kill = 1 + Math.floor(((records.length - 1) * share) / 100);
			await write(path, new CampaignState(), records.slice(0, kill));
			const half = await openAppendFile(systemDisk, path);
			await half.append(JSON.stringify(records[kill] ?? {}).slice(0, torn), false);
			await half.close();

			const found = await replay(path);
			if (found === undefined) throw new Error('the campaign record is on disk');
			await write(path, found.state, records.slice(kill), found.bytes);

			const unbroken = new CampaignState();
			let offset = 0;
			for (const record of records) {
				unbroken.apply(record, offset);
				offset += Buffer.byteLength(written([record], offset));
			}
			expect(viewOf(found.state, NUMBERS)).toEqual(viewOf(unbroken, NUMBERS));
			expect(viewOf((await replay(path))?.state, NUMBERS)).toEqual(viewOf(unbroken, NUMBERS));
		}),
		{ numRuns: 100 },
	);
});

/** Each settled contact's result can be read back from where the state says that it stands. */
function expectResults(path: string, state: CampaignState, records: readonly JournalRecord[]): void {
	const reader = new ResultReader(path);
	try {
		for (const record of records) {
			if (!('result' in record) || record.result === undefined) continue;
			const offset = state.settledOffset(record.contact) ?? -1;
			expect(reader.read(offset)).toEqual(JSON.parse(JSON.stringify(record.result)));
		}
	} finally {
		reader.close();
	}
}
