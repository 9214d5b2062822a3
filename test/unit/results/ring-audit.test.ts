import { expect, test } from 'vitest';
import type { JournalRecord } from '../../../src/journal/record.js';
import { RingAudit } from '../../../src/results/ring-audit.js';
import { CAMPAIGN, ended, intent, numberOf } from '../journal/records.js';

function of(attempt: number, contact = attempt) {
	return { at: 1, attempt: `c0ffee.${attempt}`, contact: numberOf(contact) };
}

function refused(attempt: number, contact = attempt): JournalRecord {
	return { type: 'refused', ...of(attempt, contact), kind: 'rate', why: '429' };
}

function accepted(attempt: number, contact = attempt, call = `call_${attempt}`): JournalRecord {
	return { type: 'accepted', ...of(attempt, contact), call };
}

/** The call is placed, and that is all that is waited for. */
function placed(attempt: number): JournalRecord {
	const result = { status: 'placed', to: numberOf(attempt), attempts: 1, refusals: 0 } as const;
	return { type: 'accepted', ...of(attempt), call: `call_${attempt}`, result };
}

function inDoubt(attempt: number): JournalRecord {
	return { type: 'in_doubt', ...of(attempt), why: 'timeout' };
}

function notPlaced(attempt: number): JournalRecord {
	return { type: 'not_placed', ...of(attempt), why: 'absent' };
}

/** An audit of these records, which stand on the lines 2, 3, ... behind the campaign's. */
function audit(records: readonly JournalRecord[], allowed = 1): RingAudit {
	const ring = new RingAudit(allowed);
	for (const [index, record] of [CAMPAIGN, ...records].entries()) ring.record(record, index + 1);
	return ring;
}

test.each<[string, JournalRecord[]]>([
	['a call that ended', [intent(1), accepted(1), ended(1)]],
	['a call that was settled when it was placed', [intent(1), placed(1)]],
	['a contact that the provider refused', [intent(1), ended(1, 1, { status: 'failed' })]],
	[
		'refusals before the call',
		[intent(1), refused(1), intent(2, 1), refused(2, 1), intent(3, 1), accepted(3, 1), ended(3, 1)],
	],
	['a call that was taken and then refused', [intent(1), accepted(1), refused(1), intent(2, 1), ended(2, 1)]],
	['a doubt that was cleared up', [intent(1), inDoubt(1), accepted(1), ended(1)]],
	['an attempt that was never placed', [intent(1), inDoubt(1), notPlaced(1), intent(2, 1), ended(2, 1)]],
	['attempts under way', [intent(1), intent(2), intent(3), inDoubt(2), accepted(3)]],
	['records of no contact', [{ type: 'run_ended', at: 1, why: 'done' }]],
])('%s keeps the promise', (_, records) => {
	expect(audit(records).findings()).toEqual([]);
});

const AGAIN = `${numberOf(1)} may have been rung 2 times, 1 allowed`;

test.each<[string, JournalRecord[], string[]]>([
	[
		'a second call after the first one ended',
		[intent(1), ended(1), intent(2, 1)],
		[`line 4: contact ${numberOf(1)} is attempted after it was settled`, `line 4: ${AGAIN}`],
	],
	['a second call while the first one is under way', [intent(1), intent(2, 1)], [`line 3: ${AGAIN}`]],
	['a second call while the first one is in doubt', [intent(1), inDoubt(1), intent(2, 1)], [`line 4: ${AGAIN}`]],
	[
		'the same number for two contacts',
		[
			{ ...intent(1), contact: 'id:1' },
			{ ...intent(2), contact: 'id:2', to: numberOf(1) },
		],
		[`line 3: ${AGAIN}`],
	],
	[
		'an attempt that begins twice',
		[intent(1), intent(1)],
		['line 3: attempt c0ffee.1 begins twice', `line 3: ${AGAIN}`],
	],
	['an end without a beginning', [ended(1)], ['line 2: attempt c0ffee.1 was not under way']],
	['a call taken that was never placed', [accepted(1)], ['line 2: attempt c0ffee.1 was not under way']],
	['a doubt without an attempt', [inDoubt(1)], ['line 2: attempt c0ffee.1 was not under way']],
	['a refusal without an attempt', [refused(1)], ['line 2: attempt c0ffee.1 was not under way']],
	[
		'an attempt that is freed twice',
		[intent(1), refused(1), notPlaced(1)],
		['line 4: attempt c0ffee.1 was not under way', 'line 4: attempt c0ffee.1 was not under way'],
	],
	[
		'an attempt that is freed after its end',
		[intent(1), ended(1), refused(1)],
		['line 4: attempt c0ffee.1 was not under way'],
	],
	[
		'a contact that is settled twice',
		[intent(1), ended(1), ended(1)],
		['line 4: attempt c0ffee.1 was not under way', `line 4: contact ${numberOf(1)} is settled twice`],
	],
	[
		'a contact that is settled by its placing and again by its end',
		[intent(1), placed(1), ended(1)],
		['line 4: attempt c0ffee.1 was not under way', `line 4: contact ${numberOf(1)} is settled twice`],
	],
	[
		'a record of an attempt that names another contact',
		[intent(1), refused(1, 2)],
		[`line 3: attempt c0ffee.1 was for ${numberOf(1)}, not for ${numberOf(2)}`],
	],
	[
		'an attempt with two calls',
		[intent(1), accepted(1), accepted(1, 1, 'call_2')],
		['line 4: attempt c0ffee.1 has two calls, call_1 and call_2'],
	],
	[
		'a call of two attempts',
		[intent(1), accepted(1), intent(2), accepted(2, 2, 'call_1')],
		['line 5: call call_1 belongs to two attempts'],
	],
	[
		'a call taken that is then said not to have been placed',
		[intent(1), accepted(1), notPlaced(1)],
		['line 4: attempt c0ffee.1 was placed, and then said not to have been'],
	],
	[
		'a result with another number than was rung',
		[intent(1), ended(1, 1, { to: numberOf(2) })],
		[`line 3: attempt c0ffee.1 rang ${numberOf(1)}, its result says ${numberOf(2)}`],
	],
	[
		'a result with another number of attempts than there were',
		[intent(1), ended(1, 1, { attempts: 2 })],
		[`line 3: ${numberOf(1)} has 1 attempts, its result says 2`],
	],
])('%s is found', (_, records, findings) => {
	expect(audit(records).findings()).toEqual(findings);
});

test('as many attempts as are allowed are no finding, one more is', () => {
	const records = [intent(1), intent(2, 1), intent(3, 1)];
	expect(audit(records, 3).findings()).toEqual([]);
	expect(audit(records, 2).findings()).toEqual([`line 4: ${numberOf(1)} may have been rung 3 times, 2 allowed`]);
});

test('numbers that rang or may have are counted once each, refused ones are not', () => {
	expect(audit([intent(1), ended(1), intent(2), inDoubt(2), intent(3), refused(3), intent(4)]).numbers).toBe(3);
});

test('a file that is broken throughout gives a list of bearable length', () => {
	const findings = audit(Array.from({ length: 50 }, (_, index) => ended(index))).findings();
	expect(findings).toHaveLength(21);
	expect(findings.at(-1)).toBe('and 30 more of this kind');
});
