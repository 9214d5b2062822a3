import { expect, test } from 'vitest';
import { LearnedRate, type Measured } from '../../../src/governor/learned-rate.js';
import { TakenLog } from '../../../src/governor/taken-log.js';

const MINUTE_MS = 60_000;
const NOTHING: Measured = { log: new TakenLog(), boundSince: undefined };

/** One start a second, learned in a window of a minute. */
function oneASecond(): LearnedRate {
	const rate = new LearnedRate();
	rate.set(1, MINUTE_MS);
	return rate;
}

/** Takes so many calls, is refused once, and the next try is taken. @returns how far the pace was cut, as a share. */
function cutAfter(calls: number): number {
	const rate = oneASecond();
	for (let call = 0; call < calls; call += 1) rate.taken(0, NOTHING);
	rate.refused(0);
	rate.taken(2_000, NOTHING);
	return rate.perSecond ?? 0;
}

/** Is refused at 0 ms and twice more, until `to`; before that `taken` calls were taken since the pace began to hold. */
function cutDeep(taken: number, since: number, to: number): LearnedRate {
	const rate = oneASecond();
	const log = new TakenLog();
	for (let call = 1; call <= taken; call += 1) log.add(since + (call * -since) / (taken + 1));
	for (const now of [0, to / 4, to / 2]) rate.refused(now);
	rate.taken(to, { log, boundSince: since });
	return rate;
}

test('while it is refused one start is tried, after an eighth of the window, a quarter, half and the whole', () => {
	const rate = oneASecond();
	const waits = Array.from({ length: 4 }, (_, refusal) => {
		rate.refused(refusal * 1e6);
		return rate.waitMs(refusal * 1e6);
	});
	expect(waits).toEqual([8, 4, 2, 1].map((part) => MINUTE_MS / part));
	expect(rate.blocked).toBe(true);
});

test('refused beyond the window it is longer than it was taken for: the waits double on, up to an hour', () => {
	const rate = oneASecond();
	for (let refusal = 0; refusal < 4; refusal += 1) rate.refused(refusal * 1e6);
	const waits = Array.from({ length: 8 }, (_, refusal) => {
		rate.refused(1e7 + refusal * 1e6);
		return rate.waitMs(1e7 + refusal * 1e6);
	});
	expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60].map((minutes) => minutes * MINUTE_MS));
});

test('a try keeps two spacings off, also in a short window', () => {
	const rate = new LearnedRate();
	rate.set(1, 1_000);
	rate.refused(0);
	expect(rate.waitMs(0)).toBe(2_000);
});

test('with a small part of the pace, too, it is tried once an hour', () => {
	const rate = new LearnedRate();
	rate.set(0.02, MINUTE_MS);
	rate.share(0, 0);
	rate.refused(0);
	rate.share(1, 0);
	expect(rate.waitMs(0)).toBe(60 * MINUTE_MS);
});

test('a refusal that was over at once cuts the pace, the more the sooner it came', () => {
	const cuts = [1, 10, 100].map(cutAfter);
	expect(cuts.every((cut, index) => cut < 1 && cut > (cuts[index - 1] ?? 0))).toBe(true);
	expect(cuts[0]).toBeGreaterThan(0.5);
	expect(cuts[2]).toBeGreaterThan(0.9);
});

test('one refusal in very many calls is chance', () => {
	expect(cutAfter(1_000)).toBe(1);
});

test('a refusal that lasted sets the pace to what was taken from one opening of the window to the next', () => {
	const rate = cutDeep(70, -120_000, 20_000);
	expect(rate.perSecond).toBeLessThan(70 / 140);
	expect(rate.perSecond).toBeGreaterThan(0.97 * (70 / 140));
});

test('it is measured over two windows at least, also where the pace began to hold starts back later', () => {
	expect(cutDeep(40, -40_000, 20_000).perSecond).toBeLessThan(40 / 140);
});

test('a try that came late says nothing of how soon the window opened again: it is measured', () => {
	const rate = oneASecond();
	rate.taken(0, NOTHING);
	rate.refused(0);
	rate.taken(MINUTE_MS, NOTHING);
	expect(rate.perSecond).toBeGreaterThan(cutAfter(1));
});

test('one that lasted cuts the pace a little at the least, and to a fifth at the most', () => {
	const least = cutDeep(200, -120_000, 20_000).perSecond ?? 0;
	expect(least).toBeLessThan(1);
	expect(least).toBeGreaterThan(0.9);
	expect(cutDeep(3, -400_000, 20_000).perSecond).toBeCloseTo(0.2);
});

test('so few calls say nothing about a rate: the pace is cut a little', () => {
	expect(cutDeep(2, -400_000, 20_000).perSecond).toBe(cutDeep(200, -120_000, 20_000).perSecond);
});

test('starts refused for longer than the window show a longer window', () => {
	expect(cutDeep(30, -120_000, 20_000).windowMs).toBe(MINUTE_MS);
	expect(cutDeep(30, -120_000, 10 * MINUTE_MS).windowMs).toBe(10 * MINUTE_MS);
});

test('a refused probe leaves the pace as it was', () => {
	const rate = oneASecond();
	for (const now of [0, 10_000, 30_000]) rate.refused(now);
	rate.taken(MINUTE_MS, undefined);
	expect(rate).toMatchObject({ perSecond: 1, blocked: false });
});

test('once it is open again the starts are spaced from then on', () => {
	const rate = oneASecond();
	rate.refused(0);
	rate.unblock(10_000);
	expect(rate).toMatchObject({ perSecond: 1, blocked: false });
	expect(rate.waitMs(10_000)).toBe(1_000);
});

test('a start that is refused after the window must have opened was not refused for it', () => {
	const rate = oneASecond();
	expect(rate.outlasts(MINUTE_MS)).toBe(false);
	rate.refused(0);
	expect([MINUTE_MS, MINUTE_MS + 1].map((startedAt) => rate.outlasts(startedAt))).toEqual([false, true]);
});
