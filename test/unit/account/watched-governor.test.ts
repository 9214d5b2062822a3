import { expect, test } from 'vitest';
import { WatchedGovernor } from '../../../src/account/watched-governor.js';
import type { Admission, Governor, Ticket } from '../../../src/governor/governor.js';
import { FakeGovernor } from './fake-governor.js';

function watched() {
	const asked: Admission[] = [];
	const held: number[] = [];
	const main = new FakeGovernor();
	main.share({ othersLive: 0, slots: 2, pace: 1, mayProbe: true });
	const governor = new WatchedGovernor(main, {
		asked: (admission) => asked.push(admission),
		ended: (heldMs) => held.push(heldMs),
	});
	return { main, governor, asked, held };
}

function start(governor: Governor, now: number): Ticket {
	const admission = governor.admit(now);
	if ('ticket' in admission) return admission.ticket;
	throw new Error(admission.why.text);
}

test('every answer to the question for a start is seen, and is that of the governor itself', () => {
	const { main, governor, asked } = watched();
	start(governor, 0);
	start(governor, 0);
	expect(governor.admit(0)).toMatchObject({ why: { code: 'slots' } });
	expect(asked.map((admission) => 'ticket' in admission)).toEqual([true, true, false]);
	expect(main.snapshot().live).toBe(2);
});

test('the time for which a call held its slot is seen, also that of one in doubt or taken over', () => {
	const { governor, held } = watched();
	const [one, other] = [start(governor, 1_000), start(governor, 1_000)];
	governor.accepted(one, 1_300);
	governor.failed(other, 1_300, 'in_doubt');
	const adopted = governor.adopt(2_000);
	governor.ended(one, 61_000);
	governor.ended(other, 70_000);
	governor.ended(adopted, 80_000);
	expect(held).toEqual([60_000, 69_000, 78_000]);
});

test('what was refused or never sent held none', () => {
	const { governor, held } = watched();
	const [one, other] = [start(governor, 0), start(governor, 0)];
	governor.refused(one, 100, { kind: 'slots' });
	governor.failed(other, 100, 'rejected');
	governor.ended(one, 5_000);
	expect(held).toEqual([]);
});
