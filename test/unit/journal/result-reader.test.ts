import { expect, onTestFinished, test } from 'vitest';
import type { ContactResult, JournalRecord } from '../../../src/journal/record.js';
import { replay } from '../../../src/journal/replay.js';
import { ResultReader } from '../../../src/journal/result-reader.js';
import { CheckpointError } from '../../../src/runtime/errors.js';
import { seededRandom } from '../../../src/runtime/random.js';
import { CAMPAIGN, checkpoint, ended, intent, lineOf, numberOf } from './records.js';

/** A file of many windows: settled contacts with messages of every length, between records of other kinds. */
function manyRecords(): JournalRecord[] {
	const random = seededRandom(3);
	const records: JournalRecord[] = [CAMPAIGN];
	for (let contact = 0; contact < 4_000; contact += 1) {
		records.push(intent(contact), ended(contact, contact, { message: 'Zoë '.repeat(Math.floor(random() * 120)) }));
	}
	return records;
}

function resultsIn(records: readonly JournalRecord[]): [contact: string, result: ContactResult][] {
	return records.flatMap((record) => (record.type === 'ended' ? [[record.contact, record.result]] : []));
}

/** Reads the results of these contacts in their order, each from the offset that a replay found. */
async function readBack(path: string, contacts: readonly string[]): Promise<ContactResult[]> {
	const { state } = (await replay(path)) ?? {};
	const reader = new ResultReader(path);
	try {
		return contacts.map((contact) => reader.read(state?.settledOffset(contact) ?? -1));
	} finally {
		reader.close();
	}
}

test.each(['forwards', 'backwards', 'here and there'])(
	'every result of a long file can be read back %s',
	async (order) => {
		const records = manyRecords();
		const inFile = resultsIn(records);
		const results = order === 'forwards' ? inFile : order === 'backwards' ? inFile.toReversed() : shuffled(inFile);
		const read = await readBack(
			await checkpoint(records),
			results.map(([contact]) => contact),
		);
		expect(read).toEqual(results.map(([, result]) => result));
	},
);

test.each([200_000, 262_144, 300_000, 1_500_000])(
	'a line of %d bytes, longer than a window, is read whole',
	async (length) => {
		const message = 'x'.repeat(length);
		const records = [CAMPAIGN, ended(1), ended(2, 2, { message }), ended(3, 3, { message: 'behind it' })];
		const [first, long, last] = await readBack(await checkpoint(records), [numberOf(1), numberOf(2), numberOf(3)]);
		expect([first?.message, long?.message === message, last?.message]).toEqual([undefined, true, 'behind it']);
	},
);

test('a result that is not where it should be is an error of the checkpoint', async () => {
	const path = await checkpoint([CAMPAIGN, intent(1), ended(1)]);
	const reader = new ResultReader(path);
	onTestFinished(() => reader.close());
	const places = { 'another record': 0, 'the middle of a line': 10, 'behind the end': 100_000, 'at the end': sizeOf() };
	for (const [place, offset] of Object.entries(places)) {
		expect(() => reader.read(offset), place).toThrow(CheckpointError);
		expect(() => reader.read(offset), place).toThrow(`${path} holds no result at byte ${offset}`);
	}
});

function sizeOf(): number {
	return Buffer.byteLength([CAMPAIGN, intent(1), ended(1)].map(lineOf).join(''));
}

function shuffled<T>(items: readonly T[]): T[] {
	const random = seededRandom(5);
	const keyed = items.map((item) => ({ item, key: random() }));
	return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item);
}
