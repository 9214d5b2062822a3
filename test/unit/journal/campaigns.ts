import fc from 'fast-check';
import type { ContactResult, JournalRecord } from '../../../src/journal/record.js';
import { CAMPAIGN, numberOf } from './records.js';

/** How far a contact is in the model. */
type Stage =
	| { readonly at: 'idle' | 'settled' }
	| { readonly at: 'intended' | 'accepted' | 'in_doubt'; attempt: string };

/** What may come next for a contact, by its stage. */
const MOVES = {
	idle: ['intent'],
	intended: ['accepted', 'placed', 'refused', 'in_doubt', 'ended'],
	accepted: ['ended', 'refused'],
	in_doubt: ['accepted', 'placed', 'not_placed'],
	settled: [],
} as const;

type Move = (typeof MOVES)[keyof typeof MOVES][number];

const STAGE_AFTER = {
	intent: 'intended',
	accepted: 'accepted',
	placed: 'settled',
	refused: 'idle',
	not_placed: 'idle',
	in_doubt: 'in_doubt',
	ended: 'settled',
} as const;

export const CONTACTS = 6;

interface Step {
	readonly contact: number;
	readonly choice: number;
	readonly text: string;
	readonly gap: number;
}

const step: fc.Arbitrary<Step> = fc.record({
	contact: fc.nat(CONTACTS + 1),
	choice: fc.nat(20),
	text: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 4 })),
	gap: fc.nat(60_000),
});

/**
 * Campaigns as they may stand in a checkpoint: every record fits the ones before it. Contacts with an even number go
 * by their number, the others by an id.
 */
export const campaignRecords: fc.Arbitrary<JournalRecord[]> = fc.array(step, { maxLength: 80 }).map((steps) => {
	const stages = new Map<number, Stage>();
	let attempts = 0;
	let at = CAMPAIGN.at;
	const records: JournalRecord[] = [CAMPAIGN];
	for (const { contact, choice, text, gap } of steps) {
		at += gap;
		if (contact >= CONTACTS) {
			records.push(aside(at, choice, text));
			continue;
		}
		const stage = stages.get(contact) ?? { at: 'idle' };
		const moves: readonly Move[] = MOVES[stage.at];
		const move = moves[choice % Math.max(1, moves.length)];
		if (move === undefined) continue;
		if (move === 'intent') attempts += 1;
		const attempt = 'attempt' in stage ? stage.attempt : `c0ffee.${attempts}`;
		records.push(recordOf(move, { at, attempt, contact: keyOf(contact), to: numberOf(contact) }, text));
		const after = STAGE_AFTER[move];
		stages.set(contact, after === 'idle' || after === 'settled' ? { at: after } : { at: after, attempt });
	}
	return records;
});

function keyOf(contact: number): string {
	return contact % 2 === 0 ? numberOf(contact) : `id:${contact}`;
}

interface Attempt {
	readonly at: number;
	readonly attempt: string;
	readonly contact: string;
	readonly to: string;
}

function recordOf(move: Move, { to, ...attempt }: Attempt, text: string): JournalRecord {
	const call = `call_${text}`;
	switch (move) {
		case 'intent':
			return { type: 'intent', ...attempt, to, from: '+14155550100' };
		case 'accepted':
			return { type: 'accepted', ...attempt, call };
		case 'placed':
			return { type: 'accepted', ...attempt, call, result: resultOf('placed', to, text) };
		case 'refused':
			return { type: 'refused', ...attempt, kind: 'rate', why: text };
		case 'not_placed':
			return { type: 'not_placed', ...attempt, why: text };
		case 'in_doubt':
			return { type: 'in_doubt', ...attempt, why: text };
		case 'ended':
			return { type: 'ended', ...attempt, result: resultOf(text.length % 2 === 0 ? 'completed' : 'failed', to, text) };
	}
}

function resultOf(status: ContactResult['status'], to: string, message: string): ContactResult {
	return { status, to, call: 'call', attempts: 1, refusals: 0, message };
}

/** The last one as in checkpoints that knew of no other limit than the slots. */
const LIMITS = [{ what: 'slots', from: 5 }, { what: 'pace' }, { from: 5 }] as const;

/** A record that belongs to no contact. */
function aside(at: number, choice: number, why: string): JournalRecord {
	if (choice % 3 === 0) return { type: 'run', at, pid: 7, host: 'here', version: '1.0.0', rows: choice };
	if (choice % 3 === 1) return { type: 'limit', at, ...LIMITS[why.length % LIMITS.length], to: choice, why };
	return { type: 'run_ended', at, why };
}
