import { expect, test } from 'vitest';
import { fill, governor, ticketOf, waitOf } from './driver.js';

test('starts follow the pace', () => {
	const aimd = governor({ pacePerSecond: 4 });
	ticketOf(aimd.admit(0));
	expect(waitOf(aimd.admit(0))).toEqual({
		waitMs: 240,
		why: { code: 'pace', text: '4 starts per second at most' },
	});
	ticketOf(aimd.admit(240));
	expect(aimd.snapshot().pacePerSecond).toBe(4);
	expect(governor().snapshot().pacePerSecond).toBeUndefined();
});

test('a wait costs nothing: asking again and again takes neither slots nor starts from the pace', () => {
	const aimd = governor({ pacePerSecond: 1 });
	ticketOf(aimd.admit(0));
	for (let now = 0; now < 990; now += 1) expect(waitOf(aimd.admit(now)).waitMs).toBe(990 - now);
	expect(aimd.snapshot().live).toBe(1);
	ticketOf(aimd.admit(990));
});

test('of several reasons to wait the one that lasts whatever else happens is told', () => {
	const aimd = governor({ pacePerSecond: 1, slots: { start: 1 } });
	const ticket = ticketOf(aimd.admit(0));
	expect(waitOf(aimd.admit(0)).why.code).toBe('slots');
	aimd.observe({ remaining: 0, resetMs: 90_000 }, 0);
	expect(waitOf(aimd.admit(0)).why.code).toBe('headers');
	aimd.refused(ticket, 0, { kind: 'rate' });
	expect(waitOf(aimd.admit(0)).why.code).toBe('refused');
	for (let failure = 0; failure < 3; failure += 1) aimd.observeRead(false, 0);
	expect(waitOf(aimd.admit(0)).why.code).toBe('unreachable');
});

test('the trial after a refusal waits for every start that has no answer yet', () => {
	const aimd = governor({ slots: { start: 4 } });
	const [first, second, third] = fill(aimd, 0);
	for (const ticket of [first, second]) if (ticket !== undefined) aimd.refused(ticket, 10, { kind: 'slots' });
	expect(waitOf(aimd.admit(1_010)).why.code).toBe('trial');
	if (third !== undefined) aimd.accepted(third);
	expect(waitOf(aimd.admit(1_010)).why.code).toBe('trial');
});
