import { describe, expect, test } from 'vitest';
import type { JournalRecord } from '../../../src/journal/record.js';
import { CampaignState } from '../../../src/journal/state.js';
import { CAMPAIGN, ended, intent, numberOf } from './records.js';

const FIRST = { at: 5_000, attempt: 'c0ffee.1', contact: numberOf(1) };

/** The state after these records, which stand at the bytes 0, 10, 20, ... */
function stateAfter(...records: JournalRecord[]): CampaignState {
	const state = new CampaignState();
	for (const [index, record] of records.entries()) state.apply(record, index * 10);
	return state;
}

test('an intent opens an attempt that counts until it is known that nothing rang', () => {
	const state = stateAfter(intent(1));
	expect(state.open()).toEqual([
		{
			attempt: 'c0ffee.1',
			contact: numberOf(1),
			to: numberOf(1),
			intendedAt: 2_001,
			state: 'intended',
			from: '+14155550100',
		},
	]);
	expect(state.tally(numberOf(1))).toEqual({ attempts: 1, refusals: 0 });
	state.apply({ type: 'refused', ...FIRST, kind: 'rate', why: '429' }, 10);
	expect(state.open()).toEqual([]);
	expect(state.openAttempt(numberOf(1))).toBeUndefined();
	expect(state.tally(numberOf(1))).toEqual({ attempts: 0, refusals: 1 });
	expect([state.attempts, state.refusals]).toEqual([1, 1]);
});

test.each(['account', 'config', 'unreachable'] as const)('%s is no refusal for a limit and is not counted', (kind) => {
	const state = stateAfter(intent(1), { type: 'refused', ...FIRST, kind, why: 'no' });
	expect(state.tally(numberOf(1))).toEqual({ attempts: 0, refusals: 0 });
	expect([state.refusals, state.open()]).toEqual([0, []]);
});

test('an attempt found never to have been placed frees its contact, and is no refusal', () => {
	const state = stateAfter(
		intent(1),
		{ type: 'in_doubt', ...FIRST, why: 'timeout' },
		{ type: 'not_placed', ...FIRST, why: 'absent' },
	);
	expect(state.tally(numberOf(1))).toEqual({ attempts: 0, refusals: 0 });
	expect([state.attempts, state.refusals]).toEqual([1, 0]);
});

test('an accepted call stays open with its id until it ends', () => {
	const state = stateAfter(intent(1), { type: 'accepted', ...FIRST, call: 'call_1' });
	expect(state.openAttempt(numberOf(1))).toMatchObject({ state: 'accepted', call: 'call_1' });
	expect(state.isSettled(numberOf(1))).toBe(false);
	state.apply(ended(1), 20);
	expect(state.open()).toEqual([]);
	expect(state.settledOffset(numberOf(1))).toBe(20);
	expect(state.settled).toEqual({ completed: 1, placed: 0, failed: 0 });
});

test('an attempt in doubt keeps why, and stays open', () => {
	const state = stateAfter(intent(1), { type: 'in_doubt', ...FIRST, why: 'no answer within 120 s' });
	expect(state.openAttempt(numberOf(1))).toMatchObject({ state: 'in_doubt', why: 'no answer within 120 s' });
});

test('an accepted record with a result settles its contact', () => {
	const result = { status: 'placed', to: numberOf(1), attempts: 1, refusals: 0 } as const;
	const state = stateAfter(intent(1), { type: 'accepted', ...FIRST, call: 'call_1', result });
	expect([state.isSettled(numberOf(1)), state.settledOffset(numberOf(1)), state.open()]).toEqual([true, 10, []]);
	expect(state.settled.placed).toBe(1);
});

test('open attempts come in the order in which they began, whatever happened to them since', () => {
	const state = stateAfter(intent(1), intent(2), intent(3), { type: 'in_doubt', ...FIRST, why: 'reset' });
	expect(state.open().map(({ attempt }) => attempt)).toEqual(['c0ffee.1', 'c0ffee.2', 'c0ffee.3']);
});

test('a number belongs to the contact for which it was rung, whatever that contact goes by', () => {
	const byId = { ...intent(1), contact: 'id:7' };
	const state = stateAfter(byId, intent(2));
	expect([state.ringerOf(numberOf(1)), state.ringerOf(numberOf(2)), state.ringerOf(numberOf(3))]).toEqual([
		'id:7',
		numberOf(2),
		undefined,
	]);
	state.apply({ ...ended(1), contact: 'id:7' }, 20);
	expect(state.ringerOf(numberOf(1))).toBe('id:7');
});

test('a number that was only ever refused belongs to nobody: it did not ring', () => {
	const refused = { type: 'refused', at: 5_000, kind: 'rate', why: '429' } as const;
	const byId = { ...intent(1), contact: 'id:7' };
	const state = stateAfter(byId, { ...refused, attempt: byId.attempt, contact: 'id:7' });
	expect(state.ringerOf(numberOf(1))).toBeUndefined();
	state.apply(intent(2), 20);
	state.apply({ ...refused, attempt: 'c0ffee.2', contact: numberOf(2) }, 30);
	expect(state.ringerOf(numberOf(2))).toBeUndefined();
	state.apply({ ...byId, attempt: 'c0ffee.3' }, 40);
	expect(state.ringerOf(numberOf(1))).toBe('id:7');
});

test('what the last run was is known: of how many rows and how it ended', () => {
	const run = { type: 'run', at: 1, pid: 1, host: 'here', version: '1.0.0', rows: 5 } as const;
	const state = stateAfter(CAMPAIGN, run);
	expect(state).toMatchObject({ campaign: CAMPAIGN, rows: 5, runEnded: undefined, lastAt: 1 });
	state.apply({ type: 'run_ended', at: 3, why: 'stopped' }, 30);
	expect(state).toMatchObject({ runEnded: 'stopped', lastAt: 3 });
	state.apply({ ...run, at: 4, rows: 6 }, 40);
	expect(state).toMatchObject({ rows: 6, runEnded: undefined, lastAt: 4 });
});

test('the last change of each limit is known', () => {
	const slots = { type: 'limit', at: 2, what: 'slots', from: 5, to: 2, why: 'refused' } as const;
	const pace = { type: 'limit', at: 3, what: 'pace', to: 1, why: 'refused in bursts' } as const;
	const state = stateAfter(CAMPAIGN, { ...slots, at: 1, to: 3 }, slots, pace);
	expect(state.limits).toEqual({ slots, pace });
	const givenUp = { type: 'limit', at: 4, what: 'pace', from: 1, why: 'faster calls were taken' } as const;
	state.apply(givenUp, 50);
	expect(state.limits).toEqual({ slots, pace: givenUp });
});

test('a limit record that does not say what moved is of the slots', () => {
	const old = { type: 'limit', at: 2, from: 5, to: 2, why: 'refused' } as const;
	expect(stateAfter(CAMPAIGN, old).limits).toEqual({ slots: old });
});

describe('records that do not fit the ones before them free nobody', () => {
	const refusalOf = (attempt: number, contact: number): JournalRecord => {
		const names = { attempt: `c0ffee.${attempt}`, contact: numberOf(contact) };
		return { type: 'refused', at: 3_000, ...names, kind: 'rate', why: 'spliced' };
	};

	test.each<[string, JournalRecord[]]>([
		['a refusal of another attempt', [intent(1), intent(2), refusalOf(1, 2)]],
		['a refusal of no attempt', [intent(2), refusalOf(9, 2)]],
		['a refusal of one of two attempts', [intent(1, 2), intent(3, 2), refusalOf(3, 2)]],
		['a refusal after the end', [intent(2), ended(2), refusalOf(2, 2)]],
		['another attempt after the end, and its refusal', [intent(2), ended(2), intent(3, 2), refusalOf(3, 2)]],
		['an end that names another contact', [intent(2), ended(2, 3)]],
	])('%s', (_, records) => {
		const state = new CampaignState();
		for (const [index, record] of records.entries()) state.apply(record, index);
		const contact = numberOf(2);
		expect(state.isSettled(contact) || state.openAttempt(contact) !== undefined).toBe(true);
		expect(state.ringerOf(contact)).toBe(contact);
	});

	test('an attempt that is written down twice is one attempt', () => {
		const state = new CampaignState();
		for (const record of [intent(2), intent(2), refusalOf(2, 2)]) state.apply(record, 0);
		expect(state.openAttempt(numberOf(2))).toBeUndefined();
		expect(state.tally(numberOf(2))).toEqual({ attempts: 0, refusals: 1 });
	});
});
