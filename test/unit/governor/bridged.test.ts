import { describe, expect, test } from 'vitest';
import { BridgedGovernor, type BridgeLimits } from '../../../src/governor/bridged.js';
import type { Ticket } from '../../../src/governor/governor.js';
import { governor, one, ticketOf, waitOf } from './driver.js';

/** A governor of `start` slots that is through with its first call, with a carrier behind it. */
function bridged(limits: BridgeLimits, start = 10): BridgedGovernor {
	return new BridgedGovernor(governor({ slots: { start, max: start } }), limits);
}

/** Starts calls until one has to wait, all of which are taken. */
function fill(governed: BridgedGovernor, now: number): Ticket[] {
	const tickets: Ticket[] = [];
	for (let admission = governed.admit(now); 'ticket' in admission; admission = governed.admit(now)) {
		governed.accepted(admission.ticket, now);
		tickets.push(admission.ticket);
	}
	return tickets;
}

describe('the stricter of both decides and says why', () => {
	test('the live calls of the carrier', () => {
		const governed = bridged({ slots: 3 });
		expect(fill(governed, 0)).toHaveLength(3);
		expect(waitOf(governed.admit(0))).toEqual({
			waitMs: Number.POSITIVE_INFINITY,
			why: { code: 'slots', text: 'the carrier allows 3 live calls' },
		});
	});

	test('the live calls of the provider', () => {
		const governed = bridged({ slots: 30, perSecond: 100 }, 1);
		fill(governed, 0);
		expect(waitOf(governed.admit(1_000)).why.code).toBe('slots');
		expect(waitOf(governed.admit(1_000)).why.text).not.toContain('carrier');
	});

	test('the pace of the carrier', () => {
		const governed = bridged({ perSecond: 1 });
		fill(governed, 0);
		expect(waitOf(governed.admit(400))).toEqual({
			waitMs: 590,
			why: { code: 'pace', text: 'the carrier allows 1 start per second' },
		});
		expect(fill(governed, 1_000)).toHaveLength(1);
	});

	test('nothing of the carrier where it has no limits', () => {
		expect(fill(bridged({}), 0)).toHaveLength(10);
	});
});

describe('a place at the carrier is free again', () => {
	const free: Record<string, (governed: BridgedGovernor, ticket: Ticket) => void> = {
		'when the call has ended': (governed, ticket) => {
			governed.accepted(ticket, 0);
			governed.ended(ticket, 0);
		},
		'when the provider refused it': (governed, ticket) => governed.refused(ticket, 0, { kind: 'busy' }),
		'when it was rejected': (governed, ticket) => governed.failed(ticket, 0, 'rejected'),
		'when it was not sent': (governed, ticket) => governed.failed(ticket, 0, 'unreachable'),
		'when it is known that a doubtful one was not placed': (governed, ticket) => {
			governed.failed(ticket, 0, 'in_doubt');
			expect(waitOf(governed.admit(0)).why.text).toBe('the carrier allows 1 live call');
			governed.ended(ticket, 0);
		},
	};

	test.each(Object.keys(free))('%s', (how) => {
		const governed = bridged({ slots: 1 });
		const ticket = ticketOf(governed.admit(0));
		expect(waitOf(governed.admit(0)).why.text).toBe('the carrier allows 1 live call');
		free[how]?.(governed, ticket);
		expect(governed.snapshot(0).live).toBe(0);
		// Longer than any wait after a refusal.
		expect('ticket' in governed.admit(120_000)).toBe(true);
	});

	test('when a call of an earlier run, which took one, has ended', () => {
		const governed = bridged({ slots: 1 });
		const ticket = governed.adopt(0);
		expect(waitOf(governed.admit(0)).why.code).toBe('slots');
		governed.ended(ticket, 0);
		expect('ticket' in governed.admit(0)).toBe(true);
	});
});

test('a start that the provider does not admit uses up none of the pace of the carrier', () => {
	const governed = bridged({ perSecond: 1 }, 1);
	const ticket = ticketOf(governed.admit(0));
	governed.accepted(ticket, 0);
	expect(waitOf(governed.admit(2_000)).why.text).not.toContain('carrier');
	governed.ended(ticket, 2_000);
	expect('ticket' in governed.admit(2_000)).toBe(true);
});

describe('what is shown and told', () => {
	test('is the stricter of both', () => {
		expect(bridged({ slots: 3, perSecond: 2 }).snapshot(0)).toMatchObject({ slots: 3, pacePerSecond: 2 });
		expect(bridged({ slots: 30 }).snapshot(0)).toMatchObject({ slots: 10, pacePerSecond: undefined });
		const fast = new BridgedGovernor(new BridgedGovernor(governor(), { perSecond: 1 }), { perSecond: 2 });
		expect(fast.snapshot(0).pacePerSecond).toBe(1);
	});

	test('changes, and is learned, by the provider alone', () => {
		const governed = bridged({ slots: 3 });
		governed.told(7, 0);
		expect(one(governed.changes())).toMatchObject({ what: 'slots', from: 10, to: 7 });
		expect(governed.changes()).toEqual([]);
		expect(governed.learned(0).ceiling).toBe(7);
		governed.restore({ ceiling: 5, proven: 5 }, 0);
		expect(governed.learned(0).ceiling).toBe(5);
		governed.share({ othersLive: 0, slots: 2, pace: 1, mayProbe: true }, 0);
		expect(governed.snapshot(0).slots).toBe(2);
	});

	test('a wait that the provider asks for holds for both', () => {
		const governed = bridged({ slots: 3 });
		governed.observe({ retryAfterMs: 5_000 }, 0);
		expect(governed.silence(0)).toBeGreaterThanOrEqual(5_000);
		expect(waitOf(governed.admit(0)).why.code).toBe('refused');
		const down = bridged({ slots: 3 });
		for (let time = 0; time < 10; time += 1) down.observeRead(false, time);
		expect(down.snapshot(10).downSince).toBe(0);
	});
});
