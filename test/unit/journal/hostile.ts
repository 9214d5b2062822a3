import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect } from 'vitest';
import { lineOf as sealedLine } from '../../../src/journal/line.js';
import { JOURNAL_VERSION, type JournalRecord } from '../../../src/journal/record.js';
import { replay } from '../../../src/journal/replay.js';
import type { CampaignState } from '../../../src/journal/state.js';
import { CheckpointError } from '../../../src/runtime/errors.js';
import { campaignRecords } from './campaigns.js';
import { byteMutation, recordMutation } from './mutations.js';
import { CAMPAIGN, checkpoint, written } from './records.js';

/** What became of the mutated files. */
export interface Tally {
	refused: number;
	read: number;
}

/**
 * Whatever happens to the bytes of a checkpoint: it is refused, or what was read is a campaign that was written: the whole
 * one, or its beginning where the file broke off. Nobody whom that much names is free to be called by mistake.
 */
export async function hostileBytes(numRuns: number, seed?: number): Promise<Tally> {
	const path = await checkpoint('');
	const tally = { refused: 0, read: 0 };
	const property = fc.asyncProperty(campaignRecords, byteMutation, async (records, mutate) => {
		const original = Buffer.from(written([{ ...CAMPAIGN, v: JOURNAL_VERSION }, ...records.slice(1)]));
		const mutated = mutate(original);
		await writeFile(path, mutated);
		const found = await replayed(path, tally);
		if (found === undefined || found.bytes === 0) return;
		expect(mutated.subarray(0, found.bytes).equals(original.subarray(0, found.bytes))).toBe(true);
		expect(found.bytes + found.tornBytes).toBe(mutated.length);
	});
	await fc.assert(property, { numRuns, ...(seed === undefined ? {} : { seed }) });
	return tally;
}

/**
 * Whatever valid JSON stands in a checkpoint without checksums, or under right ones: it is refused, or read into a state in
 * which every contact is free, busy or settled and nothing is left to throw. Records that are doubled, spliced or moved
 * settle nobody back to free: who is settled by a record that fits an attempt stays settled.
 */
export async function hostileRecords(numRuns: number, seed?: number): Promise<Tally> {
	const path = await checkpoint('');
	const tally = { refused: 0, read: 0 };
	const property = fc.asyncProperty(campaignRecords, recordMutation, fc.boolean(), async (records, mutate, sealed) => {
		const values = mutate(records);
		let text = '';
		for (const value of values) text += lineOfAny(value, Buffer.byteLength(text), sealed);
		await writeFile(path, text);
		const seen: JournalRecord[] = [];
		const found = await replayed(path, tally, (record) => seen.push(record));
		if (found === undefined) return;
		expect(found.bytes).toBe(Buffer.byteLength(text));
		expect(freeAlthoughRung(seen, found.state)).toEqual([]);
	});
	await fc.assert(property, { numRuns, ...(seed === undefined ? {} : { seed }) });
	return tally;
}

async function replayed(path: string, tally: Tally, visit?: (record: JournalRecord) => void) {
	try {
		const found = await replay(path, visit);
		tally.read += 1;
		return found;
	} catch (error) {
		if (!(error instanceof CheckpointError)) throw error;
		expect(error.message).toMatch(/^(The checkpoint )?\S+ (is|was) [^\n]*\.$/);
		tally.refused += 1;
		return undefined;
	}
}

function lineOfAny(value: unknown, offset: number, sealed: boolean): string {
	const isObject =
		typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
	return sealed && isObject ? sealedLine(value as JournalRecord, offset) : `${JSON.stringify(value)}\n`;
}

/**
 * Contacts that the state holds free although more attempts at them began than were said not to have rung. Counted from
 * the records alone: each attempt is freed by the first record behind it that names it and its contact.
 */
function freeAlthoughRung(records: readonly JournalRecord[], state: CampaignState): string[] {
	const open = new Map<string, string>();
	const rung = new Map<string, number>();
	for (const record of records) {
		if (record.type === 'intent') {
			if (open.get(record.attempt) === record.contact) continue;
			open.set(record.attempt, record.contact);
			rung.set(record.contact, (rung.get(record.contact) ?? 0) + 1);
		} else if (
			(record.type === 'refused' || record.type === 'not_placed') &&
			open.get(record.attempt) === record.contact
		) {
			open.delete(record.attempt);
			rung.set(record.contact, (rung.get(record.contact) ?? 1) - 1);
		}
	}
	const held = (contact: string) => state.isSettled(contact) || state.openAttempt(contact) !== undefined;
	return [...rung].filter(([contact, times]) => times > 0 && !held(contact)).map(([contact]) => contact);
}
