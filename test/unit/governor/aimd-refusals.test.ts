import { expect, test } from 'vitest';
import { fill, fillTaken, governor, one, ticketOf, waitOf } from './driver.js';

const LIMIT = { kind: 'unknown' } as const;

test('a refusal frees its slot, halves the slots and makes the whole queue wait', () => {
	const aimd = governor({ slots: { start: 10 } });
	const tickets = fillTaken(aimd, 0).slice(0, 9);
	aimd.ended(one(tickets));
	const refused = ticketOf(aimd.admit(100));
	aimd.refused(refused, 150, LIMIT);
	expect(aimd.snapshot()).toMatchObject({ slots: 5, live: 9 });
	expect(aimd.changes()).toEqual([{ what: 'slots', from: 10, to: 5, why: 'refused at 10 live calls' }]);
	expect(waitOf(aimd.admit(150))).toEqual({
		waitMs: 1_000,
		why: { code: 'refused', text: 'the provider refused once' },
	});
});

test('several starts refused in one episode shrink the slots once and wait once', () => {
	const aimd = governor({ slots: { start: 16 } });
	const tickets = fill(aimd, 0);
	for (const ticket of tickets.slice(0, 10)) aimd.accepted(ticket);
	for (const [index, ticket] of tickets.slice(10).entries()) aimd.refused(ticket, 100 + index, LIMIT);
	expect(aimd.snapshot()).toMatchObject({ slots: 8, live: 10 });
	expect(aimd.changes()).toMatchObject([{ from: 16, to: 8, why: 'refused at 16 live calls' }]);
	expect(waitOf(aimd.admit(105))).toMatchObject({ waitMs: 995, why: { text: 'the provider refused 6 times' } });
});

test('the slots are halved from the calls that are live, the refused one among them', () => {
	const aimd = governor({ slots: { start: 16 } });
	aimd.refused(one(fill(aimd, 0), 5), 100, LIMIT);
	expect(aimd.snapshot()).toMatchObject({ slots: 8, live: 15 });
});

test('after the wait one call is tried; the others follow when it is taken', () => {
	const aimd = governor({ slots: { start: 8 } });
	for (const ticket of fill(aimd, 0).reverse()) aimd.refused(ticket, 100, LIMIT);
	const trial = ticketOf(aimd.admit(1_100));
	expect(waitOf(aimd.admit(1_100))).toMatchObject({ waitMs: Number.POSITIVE_INFINITY, why: { code: 'trial' } });
	aimd.accepted(trial);
	expect(fill(aimd, 1_200)).toHaveLength(3);
});

test('a trial that is refused doubles the wait, and shrinks the slots of its own episode', () => {
	const aimd = governor({ slots: { start: 8 } });
	const live = fillTaken(aimd, 0);
	for (const ticket of live.slice(0, 4)) aimd.ended(ticket);
	aimd.refused(ticketOf(aimd.admit(0)), 100, LIMIT);
	expect(aimd.snapshot()).toMatchObject({ slots: 2, live: 4 });
	for (const ticket of live) aimd.ended(ticket);
	aimd.refused(ticketOf(aimd.admit(1_100)), 1_200, LIMIT);
	expect(aimd.snapshot().slots).toBe(1);
	expect(waitOf(aimd.admit(1_200)).waitMs).toBe(2_000);
});

test('each attempt gives one signal: what comes after its end is not heard', () => {
	const aimd = governor({ slots: { start: 8 } });
	const ticket = ticketOf(aimd.admit(0));
	aimd.ended(ticket);
	aimd.refused(ticket, 10, { kind: 'unknown', retryAfterMs: 60_000 });
	aimd.accepted(ticket);
	for (let failure = 0; failure < 3; failure += 1) aimd.failed(ticket, 10, 'unreachable');
	expect(aimd.snapshot()).toMatchObject({ slots: 8, live: 0, downSince: undefined });
	expect(aimd.changes()).toEqual([]);
	expect(fill(aimd, 10)).toHaveLength(8);
});

test('a call that was taken and then ended for a limit is a refusal too', () => {
	const aimd = governor({ slots: { start: 8 } });
	aimd.refused(one(fillTaken(aimd, 0), -1), 3_000, { kind: 'slots' });
	expect(aimd.snapshot()).toMatchObject({ slots: 4, live: 7 });
});

test('a 503 is tried again once at once, then with waits, and costs no slots', () => {
	const aimd = governor({ slots: { start: 8 } });
	aimd.refused(ticketOf(aimd.admit(0)), 100, { kind: 'busy' });
	aimd.refused(ticketOf(aimd.admit(100)), 200, { kind: 'busy' });
	expect(waitOf(aimd.admit(200)).waitMs).toBe(1_000);
	aimd.refused(ticketOf(aimd.admit(1_200)), 1_300, { kind: 'busy' });
	expect(waitOf(aimd.admit(1_300)).waitMs).toBe(2_000);
	expect(aimd.snapshot().slots).toBe(8);
});

test('after 503s to several calls of one moment one alone is tried at once', () => {
	const aimd = governor();
	for (const ticket of fill(aimd, 0)) aimd.refused(ticket, 100, { kind: 'busy' });
	expect(fill(aimd, 100)).toHaveLength(1);
});

test('a quota that is used up makes everything wait, and costs no slots', () => {
	const aimd = governor();
	aimd.refused(ticketOf(aimd.admit(0)), 0, { kind: 'quota', retryAfterMs: 3_600_000 });
	expect(aimd.snapshot().slots).toBe(5);
	expect(waitOf(aimd.admit(0))).toEqual({
		waitMs: 3_600_000,
		why: { code: 'quota', text: 'the allowance of this account is used up' },
	});
});

test('told to wait for an hour or more it is an allowance that is used up, whatever it is called', () => {
	for (const kind of ['slots', 'rate', 'busy', 'unknown'] as const) {
		const aimd = governor();
		aimd.refused(ticketOf(aimd.admit(0)), 0, { kind, retryAfterMs: 7_200_000 });
		expect(aimd.snapshot().slots).toBe(5);
		expect(waitOf(aimd.admit(0))).toMatchObject({ waitMs: 7_200_000, why: { code: 'quota' } });
	}
});

test('Retry-After holds for the whole queue, and for every other request as well', () => {
	const aimd = governor();
	const tickets = fill(aimd, 0);
	aimd.refused(one(tickets), 100, { kind: 'unknown', retryAfterMs: 30_000 });
	aimd.accepted(one(tickets, 1));
	expect(waitOf(aimd.admit(30_099))).toMatchObject({ why: { code: 'refused' } });
	expect(aimd.silence(30_099)).toBeGreaterThan(0);
	expect(aimd.silence(30_160)).toBe(0);
});

test('a wait of our own choosing is no silence: calls that are live may be asked after', () => {
	const aimd = governor();
	aimd.refused(ticketOf(aimd.admit(0)), 0, LIMIT);
	expect(aimd.silence(0)).toBe(0);
});

test('Retry-After is obeyed whatever response it came with', () => {
	const aimd = governor();
	const ticket = ticketOf(aimd.admit(0));
	aimd.observe({ retryAfterMs: 20_000 }, 100);
	aimd.failed(ticket, 100, 'in_doubt');
	expect(aimd.silence(100)).toBe(20_060);
	expect(waitOf(aimd.admit(100))).toEqual({
		waitMs: 20_060,
		why: { code: 'refused', text: 'the provider asked to wait' },
	});
	ticketOf(aimd.admit(20_160));
});

test('slots do not grow back while nothing may be started', () => {
	const aimd = governor({ slots: { start: 10 } });
	aimd.refused(one(fillTaken(aimd, 0), -1), 100, { kind: 'unknown', retryAfterMs: 60_000 });
	for (let now = 1_000; now < 65_000; now += 1_000) aimd.admit(now);
	expect(aimd.snapshot()).toMatchObject({ slots: 5, live: 9 });
});
