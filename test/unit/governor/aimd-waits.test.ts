import { expect, test } from 'vitest';
import type { AimdGovernor } from '../../../src/governor/aimd.js';
import { fill, freshGovernor, governor, ticketOf, waitOf } from './driver.js';

/** Starts a call that must be allowed, and that is taken. */
function start(aimd: AimdGovernor, now: number): void {
	aimd.accepted(ticketOf(aimd.admit(now)));
}

test('starts follow the pace', () => {
	const aimd = freshGovernor({ pacePerSecond: 4 });
	start(aimd, 0);
	expect(waitOf(aimd.admit(0))).toEqual({
		waitMs: 240,
		why: { code: 'pace', text: '4 starts per second at most' },
	});
	start(aimd, 240);
	expect(aimd.snapshot().pacePerSecond).toBe(4);
	expect(freshGovernor().snapshot().pacePerSecond).toBeUndefined();
});

test('a wait costs nothing: asking again and again takes neither slots nor starts from the pace', () => {
	const aimd = freshGovernor({ pacePerSecond: 1 });
	start(aimd, 0);
	for (let now = 0; now < 990; now += 1) expect(waitOf(aimd.admit(now)).waitMs).toBe(990 - now);
	expect(aimd.snapshot().live).toBe(1);
	start(aimd, 990);
});

test('until the provider has answered once, calls are started one at a time', () => {
	const aimd = freshGovernor();
	aimd.adopt(0);
	aimd.failed(ticketOf(aimd.admit(0)), 0, 'unreachable');
	aimd.ended(ticketOf(aimd.admit(0)));
	const first = ticketOf(aimd.admit(0));
	expect(waitOf(aimd.admit(0))).toMatchObject({ waitMs: Number.POSITIVE_INFINITY, why: { code: 'trial' } });
	aimd.failed(first, 0, 'rejected');
	expect(fill(aimd, 0)).toHaveLength(4);
});

test('of several reasons to wait the one that lasts longest, whatever else happens, is told', () => {
	const aimd = freshGovernor({ pacePerSecond: 1, slots: { start: 1 } });
	const ticket = ticketOf(aimd.admit(0));
	aimd.accepted(ticket);
	expect(waitOf(aimd.admit(0)).why.code).toBe('slots');
	aimd.observe({ rates: [{ policy: '', remaining: 0, resetMs: 90_000 }] }, 0);
	expect(waitOf(aimd.admit(0)).why.code).toBe('headers');
	aimd.refused(ticket, 0, { kind: 'rate' });
	expect(waitOf(aimd.admit(0)).why.code).toBe('refused');
	for (let failure = 0; failure < 3; failure += 1) aimd.observeRead(false, 0);
	expect(waitOf(aimd.admit(0)).why.code).toBe('unreachable');
});

test('the trial after a refusal waits for every start that has no answer yet', () => {
	const aimd = governor({ slots: { start: 8 } });
	const tickets = fill(aimd, 0);
	for (const ticket of tickets.slice(2).reverse()) aimd.refused(ticket, 10, { kind: 'slots' });
	for (const ticket of tickets.slice(0, 2)) {
		expect(waitOf(aimd.admit(1_010)).why.code).toBe('trial');
		aimd.accepted(ticket);
	}
	expect(fill(aimd, 1_010)).toHaveLength(1);
});
