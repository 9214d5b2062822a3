import { AimdGovernor, type AimdOptions } from '../../../src/governor/aimd.js';
import type { Admission, Ticket, Wait } from '../../../src/governor/governor.js';

/** A governor without jitter that has seen no answer yet; slots alone limit it unless a test says otherwise. */
export function freshGovernor(options: Partial<AimdOptions> = {}): AimdGovernor {
	return new AimdGovernor({ random: () => 0, ...options });
}

/** The same after a first call, at 0 ms, that was taken and has ended. */
export function governor(options: Partial<Omit<AimdOptions, 'pacePerSecond'>> = {}): AimdGovernor {
	const aimd = freshGovernor(options);
	const ticket = ticketOf(aimd.admit(0));
	aimd.accepted(ticket);
	aimd.ended(ticket);
	return aimd;
}

/** The ticket of an admission that must have been given. */
export function ticketOf(admission: Admission): Ticket {
	if ('why' in admission) throw new Error(`must wait ${admission.waitMs} ms: ${admission.why.text}`);
	return admission.ticket;
}

/** The wait of an admission that must have been refused. */
export function waitOf(admission: Admission): { waitMs: number; why: Wait } {
	if ('ticket' in admission) throw new Error('admitted');
	return admission;
}

/** Starts as many calls as may be started at this moment. */
export function fill(governed: AimdGovernor, now: number): Ticket[] {
	const tickets: Ticket[] = [];
	for (let admission = governed.admit(now); 'ticket' in admission; admission = governed.admit(now)) {
		tickets.push(admission.ticket);
	}
	return tickets;
}

/** Starts as many calls as may be started, all of which are taken. */
export function fillTaken(governed: AimdGovernor, now: number): Ticket[] {
	const tickets = fill(governed, now);
	for (const ticket of tickets) governed.accepted(ticket);
	return tickets;
}

/** The one of these that must be there. */
export function one<T>(items: readonly T[], index = 0): T {
	const item = items.at(index);
	if (item === undefined) throw new Error(`no item ${index} of ${items.length}`);
	return item;
}
