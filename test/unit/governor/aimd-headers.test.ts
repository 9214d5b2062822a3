import { expect, test } from 'vitest';
import { fill, governor, one, ticketOf, waitOf } from './driver.js';

test('when the headers say that nothing is left, everything waits for the reset', () => {
	const aimd = governor();
	const ticket = ticketOf(aimd.admit(0));
	aimd.observe({ rates: [{ policy: '', limit: 10, remaining: 0, resetMs: 40_000 }] }, 100);
	aimd.accepted(ticket);
	expect(waitOf(aimd.admit(100))).toMatchObject({ waitMs: 40_060, why: { code: 'headers' } });
	ticketOf(aimd.admit(40_160));
});

test('all that the headers allow is used: the response of a start has counted that start', () => {
	const aimd = governor({ slots: { start: 50 } });
	let started = 0;
	for (let now = 0; now < 10_000; now += 10) {
		const admission = aimd.admit(now);
		if (!('ticket' in admission)) continue;
		started += 1;
		aimd.observe({ rates: [{ policy: '', limit: 5, remaining: 5 - started, resetMs: 10_000 - now }] }, now);
		aimd.accepted(admission.ticket);
		aimd.ended(admission.ticket);
	}
	expect(started).toBe(5);
});

test('other starts under way are taken off what is left: the response cannot have counted them', () => {
	const aimd = governor();
	const tickets = fill(aimd, 0);
	aimd.observe({ rates: [{ policy: '', remaining: 4, resetMs: 10_000 }] }, 100);
	aimd.accepted(one(tickets));
	aimd.ended(one(tickets));
	expect(waitOf(aimd.admit(100))).toMatchObject({ waitMs: 9_960 + 100, why: { code: 'headers' } });
});

test('against a provider with a window of calls nothing is refused and nothing is left over', () => {
	const aimd = governor({ slots: { start: 50 } });
	const windowMs = 1_000;
	const quota = 7;
	const perWindow = new Map<number, number>();
	for (let now = 0; now < 60_000; now += 5) {
		const admission = aimd.admit(now);
		if (!('ticket' in admission)) continue;
		const window = Math.floor(now / windowMs);
		const used = (perWindow.get(window) ?? 0) + 1;
		perWindow.set(window, used);
		aimd.observe(
			{
				rates: [
					{ policy: '', limit: quota, remaining: Math.max(0, quota - used), resetMs: windowMs - (now % windowMs) },
				],
			},
			now,
		);
		aimd.accepted(admission.ticket);
		aimd.ended(admission.ticket);
	}
	const counts = [...perWindow.values()];
	expect(counts).toHaveLength(60);
	expect(Math.max(...counts)).toBe(quota);
	expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(0.95 * quota * 60);
});
