import { expect, test } from 'vitest';
import { BatchGovernor } from '../../../src/governor/batch.js';
import type { Ticket } from '../../../src/governor/governor.js';

function governorOf(size: number) {
	const governor = new BatchGovernor({ size, random: () => 0 });
	/** Starts as many as are admitted at this moment. */
	const fill = (now: number): Ticket[] => {
		const tickets: Ticket[] = [];
		for (let admission = governor.admit(now); 'ticket' in admission; admission = governor.admit(now))
			tickets.push(admission.ticket);
		return tickets;
	};
	const why = (now: number) => {
		const admission = governor.admit(now);
		return 'why' in admission ? `${admission.why.code}: ${admission.why.text}` : 'admitted';
	};
	return { governor, fill, why };
}

test('a batch is admitted back to back, and the next when all of its calls are over', () => {
	const { governor, fill, why } = governorOf(3);
	const tickets = fill(0);
	expect(tickets).toHaveLength(3);
	for (const ticket of tickets) governor.accepted(ticket);
	expect(why(10)).toBe('batch: a batch of 3 is under way, 0 ended');
	for (const ticket of tickets.slice(0, 2)) governor.ended(ticket);
	expect(why(20)).toBe('batch: a batch of 3 is under way, 2 ended');
	governor.ended(tickets[2] as Ticket);
	expect(fill(30)).toHaveLength(3);
});

test('a batch that was answered takes no more, however few it has', () => {
	const { governor, why } = governorOf(3);
	const first = governor.admit(0);
	if (!('ticket' in first)) throw new Error('expected to be admitted');
	governor.accepted(first.ticket);
	expect(why(1)).toBe('batch: a batch of 1 is under way, 0 ended');
});

test('what an earlier run left live is waited for', () => {
	const { governor, fill, why } = governorOf(3);
	const adopted = governor.adopt(0);
	expect(why(0)).toBe('batch: a batch of 1 is under way, 0 ended');
	governor.ended(adopted);
	expect(fill(1)).toHaveLength(3);
});

test('an upload that is refused is one refusal, and is waited for as the provider asks', () => {
	const { governor, fill, why } = governorOf(5);
	governor.observe({ retryAfterMs: 10_000 }, 0);
	expect(governor.silence(1)).toBeGreaterThan(9_000);
	for (const ticket of fill(11_000)) governor.refused(ticket, 11_000, { kind: 'unknown', retryAfterMs: 10_000 });
	expect(why(15_000)).toBe('refused: the provider refused once and asked to wait');
	expect(fill(30_000)).toHaveLength(5);
});

test('calls that are skipped later are refusals of their own, and their places are free', () => {
	const { governor, fill, why } = governorOf(2);
	const tickets = fill(0);
	for (const ticket of tickets) governor.accepted(ticket);
	for (const ticket of tickets) governor.refused(ticket, 5_000, { kind: 'slots' });
	expect(governor.snapshot().live).toBe(0);
	expect(why(5_001)).toBe('refused: the provider refused 2 times');
});

test('a lost upload is one failure, and keeps its places until it is known what became of it', () => {
	const { governor, fill, why } = governorOf(9);
	const tickets = fill(0);
	for (const ticket of tickets) governor.failed(ticket, 1_000, 'in_doubt');
	expect(governor.snapshot()).toMatchObject({ live: 9, downSince: undefined });
	expect(why(2_000)).toBe('batch: a batch of 9 is under way, 0 ended');
	for (const ticket of tickets) governor.ended(ticket);
	expect(fill(3_000)).toHaveLength(9);
});

test('headers hold back a batch, never a part of one', () => {
	const { governor, fill } = governorOf(4);
	governor.observe({ rates: [{ policy: '', limit: 100, remaining: 1, resetMs: 60_000, windowMs: 60_000 }] }, 0);
	expect(fill(1)).toHaveLength(4);
});

test('what was known of the account stays as it was', () => {
	const { governor } = governorOf(4);
	governor.restore({ ceiling: 7, proven: 6 });
	expect(governor.learned()).toEqual({ ceiling: 7, proven: 6 });
});
