import { expect, test } from 'vitest';
import { ALONE } from '../../../src/governor/governor.js';
import { SlotGateBench } from './slot-gate-driver.js';

const INFINITY = Number.POSITIVE_INFINITY;

test('a refusal with no ceiling known sets it there, and tells so', () => {
	const bench = new SlotGateBench().climb(10);
	bench.refuse();
	expect(bench.gate.ceiling.cap).toBe(10);
	expect(bench.changes).toMatchObject([{ what: 'slots', from: undefined, to: 10 }]);
	expect(bench.changes[0]?.why).toMatch(/^refused at 10 live calls; one more is tried in \d+ s$/);
	expect(bench.purpose()).toEqual({
		waitMs: INFINITY,
		why: { code: 'slots', text: 'all 10 slots are in use' },
	});
});

test('beyond what is proven it waits for the last starts to be confirmed', () => {
	const bench = new SlotGateBench().climb(5);
	expect(bench.gate.purpose(6, 1, 0)).toEqual({
		waitMs: INFINITY,
		why: { code: 'slots', text: 'the last starts are not confirmed yet' },
	});
});

test('one call above the ceiling is tried when the hold is over, if the budget affords it', () => {
	const bench = new SlotGateBench().climb(10);
	bench.refuse();
	bench.now = bench.holdMs - 1;
	bench.earn();
	expect(bench.purpose()).toMatchObject({ why: { code: 'slots' } });
	bench.now += 1;
	expect(bench.purpose()).toBe('slot_probe');
	expect(bench.gate.purpose(9, 0, bench.now)).toBe('ordinary');
	expect(bench.gate.purpose(10, 1, bench.now)).toMatchObject({ why: { code: 'slots' } });
	bench.spend();
	expect(bench.purpose()).toMatchObject({ why: { code: 'slots' } });
});

test('with the ceiling full it waits until the look above it is due, where the budget affords one', () => {
	const bench = new SlotGateBench().climb(10);
	bench.refuse();
	expect(bench.wait(10).waitMs).toBe(INFINITY);
	bench.earn();
	expect(bench.wait(10).waitMs).toBe(bench.holdMs);
	bench.now = 1_000;
	expect(bench.wait(10)).toEqual({
		waitMs: bench.holdMs - 1_000,
		why: { code: 'slots', text: 'all 10 slots are in use' },
	});
});

test('where another has its turn to look, only the end of a call ends the wait', () => {
	const bench = new SlotGateBench().climb(10);
	bench.refuse();
	bench.earn();
	bench.gate.share({ ...ALONE, mayProbe: false });
	expect(bench.wait(10).waitMs).toBe(INFINITY);
});

test('the first look at a ceiling that may be another kind of limit needs no budget', () => {
	const bench = new SlotGateBench().climb(10);
	bench.gate.found(10, 0, true);
	bench.now = bench.holdMs;
	expect(bench.budget.affords).toBe(false);
	expect(bench.purpose()).toBe('slot_probe');
});

test('a probe that is refused is paid for and changes nothing', () => {
	const bench = new SlotGateBench().climb(10);
	bench.refuse();
	bench.now = bench.holdMs;
	bench.earn();
	bench.changes.length = 0;
	bench.refuse();
	expect(bench.changes).toEqual([]);
	expect(bench.gate).toMatchObject({ searching: false, ceiling: { cap: 10 } });
	expect(bench.budget.affords).toBe(false);
	expect(bench.purpose()).toMatchObject({ why: { code: 'slots' } });
});

test('a probe that is taken may have found a slot whose call had ended; two show that the ceiling has risen', () => {
	const bench = new SlotGateBench().climb(10);
	bench.refuse();
	bench.now = bench.holdMs;
	bench.earn();
	bench.take();
	expect(bench.gate.ceiling.cap).toBe(10);
	bench.now += 5_000;
	bench.take();
	expect(bench.gate.ceiling.cap).toBeUndefined();
	expect(bench.changes.at(-1)).toMatchObject({ from: 10, to: undefined, why: 'calls above the ceiling were taken' });
	expect(bench.purpose()).toBe('ordinary');
});

test('a ceiling that is given up is climbed from there', () => {
	const bench = new SlotGateBench().climb(10);
	bench.refuse();
	bench.now = bench.holdMs;
	bench.earn();
	for (let call = 0; call < 6; call += 1) {
		bench.take();
		bench.now += 5_000;
	}
	bench.refuse();
	expect(bench.gate.ceiling.cap).toBe(16);
	expect(bench.changes.at(-1)).toMatchObject({ from: undefined, to: 16 });
});

test('in doubt whether the ceiling was one, it is looked at soon, without a budget', () => {
	const bench = new SlotGateBench().climb(10);
	bench.refuse();
	bench.gate.doubt(0);
	bench.now = bench.holdMs;
	expect(bench.purpose()).toBe('slot_probe');
});

test('without a ceiling there is nothing to doubt', () => {
	const bench = new SlotGateBench().climb(10);
	bench.gate.doubt(0);
	expect(bench.purpose()).toBe('ordinary');
});

test('a told limit replaces the ceiling and is told on; the same one again is not', () => {
	const bench = new SlotGateBench(50).climb(10);
	bench.gate.told(8);
	bench.gate.told(8);
	bench.gate.told(60);
	expect(bench.changes).toEqual([
		{ what: 'slots', from: 50, to: 8, why: 'the provider allows us 8' },
		{ what: 'slots', from: 8, to: 50, why: 'the provider allows us 60' },
	]);
});

test('a ceiling known from before holds until it is looked at; the same one again is no change', () => {
	const bench = new SlotGateBench();
	bench.gate.restore(12, 0);
	bench.gate.restore(12, 0);
	expect(bench.changes).toEqual([{ what: 'slots', from: undefined, to: 12, why: 'known from before: 12 live calls' }]);
	expect(bench.wait(12).waitMs).toBe(INFINITY);
	bench.now = bench.holdMs;
	bench.earn();
	expect(bench.gate.purpose(12, 0, bench.now)).toBe('slot_probe');
});

test("levels are the account's: what others hold is taken off", () => {
	const bench = new SlotGateBench().climb(4);
	bench.gate.share({ ...ALONE, othersLive: 6 });
	bench.refuse();
	expect(bench.gate.ceiling).toMatchObject({ cap: 10, others: 6, proven: 4, usable: 4 });
	bench.gate.share({ ...ALONE, othersLive: 3 });
	expect(bench.purpose()).toBe('ordinary');
});
