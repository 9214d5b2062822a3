import { expect, test } from 'vitest';
import { fill, fillTaken, freshGovernor, governor, one, ticketOf, waitOf } from './driver.js';

test('five calls at once at the start; the sixth waits for one that ends, without a time', () => {
	const aimd = governor();
	expect(fillTaken(aimd, 0)).toHaveLength(5);
	expect(waitOf(aimd.admit(0))).toEqual({
		waitMs: Number.POSITIVE_INFINITY,
		why: { code: 'slots', text: 'all 5 slots are in use' },
	});
	expect(aimd.snapshot()).toMatchObject({ slots: 5, live: 5 });
});

test('a call keeps its slot from the request to its end', () => {
	const aimd = governor({ slots: { start: 1 } });
	const ticket = ticketOf(aimd.admit(0));
	expect(waitOf(aimd.admit(0)).why.code).toBe('slots');
	aimd.accepted(ticket);
	expect(waitOf(aimd.admit(0)).why.code).toBe('slots');
	aimd.ended(ticket);
	expect(ticketOf(aimd.admit(0)).epoch).toBe(0);
	expect(aimd.snapshot().live).toBe(1);
});

test('an attempt in doubt keeps its slot until it is known what became of it', () => {
	const aimd = governor({ slots: { start: 1 } });
	const ticket = ticketOf(aimd.admit(0));
	aimd.failed(ticket, 10, 'in_doubt');
	expect(aimd.snapshot().live).toBe(1);
	expect(waitOf(aimd.admit(10)).why.code).toBe('slots');
	aimd.ended(ticket);
	expect(aimd.snapshot().live).toBe(0);
	ticketOf(aimd.admit(10));
});

test.each(['rejected', 'unreachable'] as const)('an attempt that was %s frees its slot at once', (failure) => {
	const aimd = governor({ slots: { start: 1 } });
	aimd.failed(ticketOf(aimd.admit(0)), 10, failure);
	expect(aimd.snapshot().live).toBe(0);
	ticketOf(aimd.admit(10));
});

test('a call of an earlier run takes a slot, beyond the limit if it must', () => {
	const aimd = governor({ slots: { start: 2 } });
	const adopted = [aimd.adopt(0), aimd.adopt(0), aimd.adopt(0)];
	expect(aimd.snapshot()).toMatchObject({ slots: 2, live: 3 });
	aimd.ended(one(adopted));
	expect(waitOf(aimd.admit(0)).why.code).toBe('slots');
	aimd.ended(one(adopted, 1));
	ticketOf(aimd.admit(0));
});

test('a call of an earlier run is no start without an answer: it does not hold up the trial after a refusal', () => {
	const aimd = governor();
	aimd.adopt(0);
	aimd.refused(ticketOf(aimd.admit(0)), 10, { kind: 'busy' });
	ticketOf(aimd.admit(1_010));
});

test('slots grow by one after a quiet period in which all were in use, and that is told', () => {
	const aimd = governor();
	fillTaken(aimd, 0);
	expect(fillTaken(aimd, 4_999)).toHaveLength(0);
	expect(fillTaken(aimd, 5_000)).toHaveLength(1);
	expect(aimd.snapshot()).toMatchObject({ slots: 6, live: 6 });
	expect(aimd.changes()).toMatchObject([{ what: 'slots', from: 5, to: 6 }]);
});

test('while the pace keeps slots free they do not grow', () => {
	const aimd = freshGovernor({ pacePerSecond: 1 });
	for (let now = 0; now < 60_000; now += 100) for (const ticket of fillTaken(aimd, now)) aimd.ended(ticket);
	expect(aimd.snapshot().slots).toBe(5);
	expect(aimd.changes()).toEqual([]);
});

test('a limit that the provider tells is where it starts, and where it stays', () => {
	const aimd = governor();
	aimd.told(8);
	expect(fillTaken(aimd, 0)).toHaveLength(8);
	for (let now = 0; now <= 60_000; now += 1_000) expect(fill(aimd, now)).toHaveLength(0);
	expect(aimd.snapshot().slots).toBe(8);
	expect(aimd.changes()).toMatchObject([{ what: 'slots', from: 5, to: 8 }]);
});
