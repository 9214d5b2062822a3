import { expect, test } from 'vitest';
import { ALONE } from '../../../src/governor/governor.js';
import { fill, fillTaken, freshGovernor, governor, one, ticketOf, waitOf } from './driver.js';

const INFINITY = Number.POSITIVE_INFINITY;

test('the live calls of others take slots, and a share bounds what is left', () => {
	const aimd = governor({ slots: { start: 8 } });
	aimd.share({ ...ALONE, othersLive: 3 });
	expect(aimd.snapshot().slots).toBe(5);
	expect(fillTaken(aimd, 0)).toHaveLength(5);
	aimd.share({ ...ALONE, othersLive: 3, slots: 2 });
	expect(aimd.snapshot().slots).toBe(2);
});

test('where others use all slots, that is why it waits', () => {
	const aimd = governor({ slots: { start: 4 } });
	aimd.share({ ...ALONE, othersLive: 6 });
	expect(waitOf(aimd.admit(0))).toEqual({
		waitMs: INFINITY,
		why: { code: 'slots', text: 'other dialers on the account use all slots' },
	});
});

test("slots that are full through others' calls are full, but grow only in one's own turn", () => {
	const aimd = governor();
	const shared = { ...ALONE, othersLive: 3 };
	aimd.share({ ...shared, mayProbe: false });
	fillTaken(aimd, 0);
	expect(fill(aimd, 10_000)).toHaveLength(0);
	aimd.share(shared);
	aimd.admit(10_000);
	expect(fill(aimd, 20_000)).toHaveLength(1);
});

test("a refusal is measured at the account's calls: those of others count", () => {
	const aimd = governor({ slots: { start: 20 } });
	aimd.share({ ...ALONE, othersLive: 10 });
	const tickets = fillTaken(aimd, 0);
	aimd.refused(one(tickets), 0, { kind: 'slots' });
	expect(aimd.changes()).toEqual([{ what: 'slots', from: 20, to: 10, why: 'refused at 20 live calls' }]);
	expect(aimd.snapshot().slots).toBe(0);
});

test("what it learned is the account's, not its own part of it", () => {
	const aimd = freshGovernor({ slots: { start: 8 }, pacePerSecond: 2 });
	aimd.share({ othersLive: 3, slots: 4, pace: 0.5, mayProbe: false });
	expect(aimd.learned()).toEqual({ ceiling: 8, pacePerSecond: 2, proven: 8 });
});

test('what was learned before is where it begins, and that is told', () => {
	const aimd = freshGovernor();
	aimd.restore({ ceiling: 12, proven: 12 });
	expect(aimd.changes()).toEqual([{ what: 'slots', from: 5, to: 12, why: 'an earlier run ended with 12' }]);
	aimd.accepted(ticketOf(aimd.admit(0)));
	expect(fill(aimd, 0)).toHaveLength(11);
});

test('nothing learned is nothing to begin with', () => {
	const aimd = freshGovernor();
	aimd.restore({ proven: 0 });
	expect(aimd.snapshot().slots).toBe(5);
	expect(aimd.changes()).toEqual([]);
});

test('changes are told once, in their order', () => {
	const aimd = governor();
	aimd.told(8);
	aimd.told(3);
	expect(aimd.changes().map(({ from, to }) => [from, to])).toEqual([
		[5, 8],
		[8, 3],
	]);
	expect(aimd.changes()).toEqual([]);
});
