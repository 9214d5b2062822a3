import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lineOf as sealedLine } from '../../../src/journal/line.js';
import type {
	CampaignRecord,
	ContactResult,
	EndedRecord,
	IntentRecord,
	JournalRecord,
} from '../../../src/journal/record.js';
import { tempFolder } from '../runtime/temp-folder.js';

/** Builders of valid records; only what a test is about has to be said. The campaign's is of the version without checksums. */

export const CAMPAIGN: CampaignRecord = {
	type: 'campaign',
	v: 1,
	at: 1_000,
	campaign: 'c0ffee',
	provider: 'retell',
	dryRun: false,
	identity: 'phone',
	account: '5ca1ab1e5ca1ab1e',
	reading: {},
	file: { name: 'contacts.csv', sha256: 'ab'.repeat(32), rows: 3 },
};

/** The attempt with this number at the contact with this number. */
export function intent(attempt: number, contact = attempt): IntentRecord {
	const to = numberOf(contact);
	return { type: 'intent', at: 2_000 + attempt, attempt: `c0ffee.${attempt}`, contact: to, to, from: '+14155550100' };
}

export function ended(attempt: number, contact = attempt, result: Partial<ContactResult> = {}): EndedRecord {
	const to = numberOf(contact);
	return {
		type: 'ended',
		at: 3_000 + attempt,
		attempt: `c0ffee.${attempt}`,
		contact: to,
		result: { status: 'completed', to, outcome: 'answered', attempts: 1, refusals: 0, ...result },
	};
}

export function numberOf(contact: number): string {
	return `+1212555${String(contact).padStart(4, '0')}`;
}

/** The records as a journal writes them, from `offset` on. */
export function written(records: readonly JournalRecord[], offset = 0): string {
	let text = '';
	for (const record of records) text += sealedLine(record, offset + Buffer.byteLength(text));
	return text;
}

/** A record as the first versions wrote it: without a checksum. */
export function lineOf(record: JournalRecord): string {
	return `${JSON.stringify(record)}\n`;
}

/** A checkpoint of this content, in a folder of its own. */
export async function checkpoint(content: string | Uint8Array | readonly JournalRecord[]): Promise<string> {
	const path = join(await tempFolder(), 'contacts.checkpoint.ndjson');
	const isText = typeof content === 'string' || content instanceof Uint8Array;
	await writeFile(path, isText ? content : content.map(lineOf).join(''));
	return path;
}
