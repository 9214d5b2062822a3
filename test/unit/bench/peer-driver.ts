import type { Governor, Refused, Ticket } from '../../../src/governor/governor.js';
import { ticketOf } from '../governor/driver.js';

/** The provider answers a start this long after it, ms. */
export const ANSWER_MS = 250;

const NO: Refused = { kind: 'unknown' };

/** Starts one call, which must be admitted, and has it taken. */
export function take(peer: Governor, now: number): Ticket {
	const ticket = ticketOf(peer.admit(now));
	peer.accepted(ticket, now + ANSWER_MS);
	return ticket;
}

/** Starts one call, which must be admitted, and has it refused. */
export function refuse(peer: Governor, now: number, refusal: Refused = NO): void {
	peer.refused(ticketOf(peer.admit(now)), now + ANSWER_MS, refusal);
}

/** Starts as many calls as are admitted, and has all of them taken. */
export function fill(peer: Governor, now: number): Ticket[] {
	const tickets: Ticket[] = [];
	for (let admission = peer.admit(now); 'ticket' in admission; admission = peer.admit(now))
		tickets.push(admission.ticket);
	for (const ticket of tickets) peer.accepted(ticket, now + ANSWER_MS);
	return tickets;
}

/** Calls that it allows at once. */
export function allowed(peer: Governor, now = 0): number {
	return peer.snapshot(now).slots;
}

/** ms that it makes the next start wait. */
export function wait(peer: Governor, now: number): number {
	const admission = peer.admit(now);
	if ('ticket' in admission) throw new Error('admitted');
	return admission.waitMs;
}
