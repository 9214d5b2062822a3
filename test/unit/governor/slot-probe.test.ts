import { expect, test } from 'vitest';
import { SlotProbe } from '../../../src/governor/slot-probe.js';

const MINUTE_MS = 60_000;
const LONG_AGO = Number.NEGATIVE_INFINITY;

/** A ceiling was found at 0 ms. */
function found(verify = false): SlotProbe {
	const probe = new SlotProbe();
	probe.found(0, verify);
	return probe;
}

/** Waits for the next look and is refused, so many times. @returns how long each wait was, ms. */
function refusedAgain(probe: SlotProbe, times: number, moves: boolean): number[] {
	const holds: number[] = [];
	let now = probe.waitMs(0);
	for (let time = 0; time < times; time += 1) {
		probe.refused(now, moves);
		holds.push(probe.waitMs(now));
		now += probe.waitMs(now);
	}
	return holds;
}

test('without a ceiling there is nothing to look for', () => {
	expect(new SlotProbe().isDue(LONG_AGO, 24 * 60 * MINUTE_MS)).toBe(false);
});

test('the first look comes when the hold is over, not sooner', () => {
	const probe = found();
	const hold = probe.waitMs(0);
	expect(hold).toBeGreaterThanOrEqual(MINUTE_MS);
	expect([probe.isDue(LONG_AGO, hold - 1), probe.isDue(LONG_AGO, hold)]).toEqual([false, true]);
});

test('every look that is refused doubles the hold, up to a quarter of an hour', () => {
	const probe = found();
	const first = probe.waitMs(0);
	expect(refusedAgain(probe, 5, false)).toEqual([2, 4, 8, 16, 32].map((n) => Math.min(n * first, 15 * MINUTE_MS)));
});

test('while the ceiling moves it is looked for every five minutes at the least', () => {
	expect(refusedAgain(found(), 5, true).at(-1)).toBe(5 * MINUTE_MS);
});

test('a ceiling that is found anew begins with the shortest hold', () => {
	const probe = found();
	const first = probe.waitMs(0);
	refusedAgain(probe, 4, false);
	probe.found(60 * MINUTE_MS, false);
	expect(probe.waitMs(60 * MINUTE_MS)).toBe(first);
});

test('just after a call ended a slot may be free without our knowing: no look for a second', () => {
	const probe = found();
	const at = probe.waitMs(0);
	expect([probe.isDue(at, at), probe.isDue(at, at + 999), probe.isDue(at, at + 1_000)]).toEqual([false, false, true]);
});

test('a ceiling that may be another kind of limit is to be verified, until a look is refused', () => {
	expect(found().verified).toBe(true);
	const probe = found(true);
	expect(probe.verified).toBe(false);
	probe.refused(0, false);
	expect(probe.verified).toBe(true);
});

test('after a look that was taken the next one follows at once, and is to be verified', () => {
	const probe = found();
	const at = probe.waitMs(0);
	probe.taken(at);
	expect(probe.verified).toBe(false);
	expect(probe.waitMs(at)).toBeGreaterThan(0);
	expect(probe.waitMs(at)).toBeLessThan(5_000);
});

test('two looks in a row that are taken: it is searched for again', () => {
	const probe = found();
	expect([probe.taken(0), probe.taken(1_200)]).toEqual([false, true]);
});

test('a refusal in between begins the row anew', () => {
	const probe = found();
	probe.taken(0);
	probe.refused(1_200, false);
	expect(probe.taken(10 * MINUTE_MS)).toBe(false);
});
