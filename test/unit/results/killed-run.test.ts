import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inspectCampaign } from '../../../src/campaign/inspect.js';
import { ContactTable } from '../../../src/contacts/contact-table.js';
import { openContacts } from '../../../src/contacts/read-csv.js';
import type { JournalRecord } from '../../../src/journal/record.js';
import { writeResults } from '../../../src/results/results-csv.js';
import { type Verification, verify } from '../../../src/results/verify.js';
import { systemDisk } from '../../../src/runtime/disk.js';
import { temporaryFolder } from '../../helpers/campaign.js';
import { CAMPAIGN, ended, intent, numberOf, written } from '../journal/records.js';

const ROWS = 30;
const MINUTE_MS = 60_000;

/** Contacts 1, 2, ... are settled, `settled` of them, the first `early` of them more than a minute before the end. */
async function killedRun(settled: number, early = 0, more: readonly JournalRecord[] = []) {
	const folder = temporaryFolder();
	const contacts = join(folder, 'contacts.csv');
	const checkpoint = join(folder, 'contacts.checkpoint.ndjson');
	const results = join(folder, 'contacts.results.csv');
	const numbers = Array.from({ length: ROWS }, (_, index) => numberOf(index + 1));
	writeFileSync(contacts, `phone,name\n${numbers.map((number, index) => `${number},"Doe, ${index}"\n`).join('')}`);
	const { sha256 } = await ContactTable.scan(await openContacts(contacts, {}));
	const records: JournalRecord[] = [{ ...CAMPAIGN, at: 0, file: { ...CAMPAIGN.file, rows: ROWS, sha256 } }];
	for (let one = 1; one <= settled; one += 1) {
		const at = one <= early ? 1_000 : 2 * MINUTE_MS;
		records.push({ ...intent(one), at }, { ...ended(one), at });
	}
	const seal = (all: readonly JournalRecord[]) => writeFileSync(checkpoint, written(all));
	seal([...records, ...more]);
	await writeResults(systemDisk, results, await inspectCampaign(contacts, checkpoint));
	const [header = '', ...lines] = readFileSync(results, 'utf8').trimEnd().split('\n');
	return {
		results,
		lines: lines.slice(0, settled),
		seal: (extra: readonly JournalRecord[]) => seal([...records, ...more, ...extra]),
		/** Leaves these lines in the results. */
		async verified(kept: readonly string[], tail = ''): Promise<Verification> {
			writeFileSync(results, [header, ...kept].map((line) => `${line}\n`).join('') + tail);
			return verify(await inspectCampaign(contacts, checkpoint), results);
		},
		async verifiedAsItIs(): Promise<Verification> {
			return verify(await inspectCampaign(contacts, checkpoint), results);
		},
	};
}

test('rows in the order of their ends, of which the last are not there yet, break no promise', async () => {
	const { lines, verified } = await killedRun(20);
	const reordered = [...lines.slice(5, 18), ...lines.slice(0, 5)];
	const checked = await verified(reordered);
	expect(checked).toMatchObject({ rings: [], rows: [], behind: ROWS - 18 });
	expect(checked.summary).toMatchObject({ rows: ROWS, byStatus: { completed: 20, pending: 10 } });
});

test.each([
	['in a plain cell', 8],
	['between quotes', 18],
])('a line that is torn %s is a row that is not there yet', async (_, length) => {
	const { lines, verified } = await killedRun(20);
	expect((await verified(lines.slice(0, 10), lines[10]?.slice(0, length))).rows).toEqual([]);
});

test('results that are not there yet break no promise, unless rows were due', async () => {
	const young = await killedRun(3);
	rmSync(young.results);
	expect(await young.verifiedAsItIs()).toMatchObject({ rows: [], behind: ROWS });
	const old = await killedRun(3, 2);
	rmSync(old.results);
	expect((await old.verifiedAsItIs()).rows).toEqual(['the row at line 2 is missing', 'the row at line 3 is missing']);
});

test('a row that was settled long before the end is lost when it is missing', async () => {
	const { lines, verified } = await killedRun(20, 10);
	expect(await verified([...lines.slice(0, 3), ...lines.slice(4, 15)])).toMatchObject({
		rows: ['the row at line 5 is missing'],
		behind: ROWS - 14,
	});
});

test('a run that began within the last minute may have been writing them anew', async () => {
	const run: JournalRecord = {
		type: 'run',
		at: 2 * MINUTE_MS,
		pid: 1,
		host: 'h',
		version: '0.0.0',
		rows: ROWS,
	};
	const { lines, verified } = await killedRun(20, 10, [run]);
	expect(await verified(lines.slice(4))).toMatchObject({ rows: [], behind: ROWS - 16 });
});

test.each([
	['another status', (line: string) => line.replace('completed', 'failed')],
	['another number', (line: string) => line.replace(/^\+1/, '+44')],
])('a row with %s contradicts the checkpoint', async (_, change) => {
	const { lines, verified } = await killedRun(20);
	const changed = lines.map((line, index) => (index === 7 ? change(line) : line));
	const { rows } = await verified(changed);
	expect(rows).toEqual([`a row contradicts the checkpoint: ${change(lines[7] ?? '')}`]);
});

test('a row that stands there twice contradicts it', async () => {
	const { lines, verified } = await killedRun(20);
	expect((await verified([...lines, lines[4] ?? ''])).rows).toEqual([`a row contradicts the checkpoint: ${lines[4]}`]);
});

test('results of another file are told as such', async () => {
	const { lines, results, verifiedAsItIs } = await killedRun(20);
	writeFileSync(results, `phone,call_to\n${lines.join('\n')}\n`);
	expect((await verifiedAsItIs()).rows).toEqual([expect.stringContaining('does not begin with the header')]);
});

test('somebody who was rung twice is told whatever became of the results', async () => {
	const { lines, verified, seal } = await killedRun(20);
	seal([{ ...intent(99, 1), at: 2 * MINUTE_MS }]);
	const { rings } = await verified(lines.slice(3));
	expect(rings.join()).toContain(numberOf(1));
});

test('after an orderly end every row has to be in its place', async () => {
	const { lines, verified, seal } = await killedRun(20);
	seal([{ type: 'run_ended', at: 2 * MINUTE_MS, why: 'interrupted' }]);
	const { rows, behind } = await verified([...lines].reverse());
	expect(behind).toBeUndefined();
	expect(rows).toHaveLength(21);
	expect(rows.at(-1)).toMatch(/^and \d+ more$/);
});
