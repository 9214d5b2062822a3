import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lineOf } from '../../src/journal/line.js';
import type { JournalRecord } from '../../src/journal/record.js';
import type { MockServer } from '../../src/mock/server.js';
import { temporaryFolder } from '../helpers/campaign.js';
import { writeContacts } from '../helpers/contacts.js';
import type { Running } from '../helpers/program.js';
import { CANARY } from '../helpers/written.js';

export const ENV = { RETELL_API_KEY: CANARY, RETELL_PHONE_NUMBER: '+12025550100' };

/** Calls so long that they are still live whenever a test looks. */
export const LONG_CALLS = { ring: { min: '1s', max: '1s' }, talk: { min: '10m', max: '10m' } };
export const SHORT_CALLS = { ring: { min: '50ms', max: '50ms' }, talk: { min: '50ms', max: '50ms' } };

/** A campaign's files, in a folder of their own that goes with the test. */
export interface Files {
	readonly folder: string;
	readonly contacts: string;
	readonly checkpoint: string;
	readonly results: string;
}

/** `content`: a number of rows, or the whole contacts file. */
export function campaignFiles(content: number | string): Files {
	const folder = temporaryFolder();
	const files = {
		folder,
		contacts: join(folder, 'contacts.csv'),
		checkpoint: join(folder, 'contacts.checkpoint.ndjson'),
		results: join(folder, 'contacts.results.csv'),
	};
	if (typeof content === 'string') writeFileSync(files.contacts, content);
	else writeContacts(files.contacts, content);
	return files;
}

/** `run` with real calls, as the program sees it, to the provider at `url`. */
export function runArguments(url: string, files: Files, ...more: string[]): string[] {
	return ['run', files.contacts, '--yes', '--base-url', url, '--rate', '200/s', '--settle', '1s', ...more];
}

/** Writes a checkpoint anew, as if these records had happened. */
export function writeRecords(files: Files, records: readonly JournalRecord[]): void {
	let text = '';
	for (const record of records) text += lineOf(record, Buffer.byteLength(text));
	writeFileSync(files.checkpoint, text);
}

/** The checkpoint's whole records. */
export function recordsOf(files: Files): JournalRecord[] {
	const lines = readFileSync(files.checkpoint, 'utf8').split('\n').slice(0, -1);
	return lines.map((line) => JSON.parse(line, (name, value) => (name === 'sum' ? undefined : value)));
}

/** Everything that stands in any file of the campaign's folder. */
export function everythingWritten(files: Files): string {
	const { folder } = files;
	return readdirSync(folder)
		.map((name) => readFileSync(join(dirname(files.contacts), name), 'utf8'))
		.join('\n');
}

/** Resolves when `condition` holds, or the run is over. */
export async function until(condition: () => boolean, run: Running): Promise<void> {
	while (!condition() && run.process.exitCode === null && run.process.signalCode === null)
		await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Everything that the mock was asked, of any kind. */
export function requestsTo(mock: MockServer): number {
	const { creates, reads } = mock.truth();
	return creates + reads.get + reads.list + reads.concurrency;
}
