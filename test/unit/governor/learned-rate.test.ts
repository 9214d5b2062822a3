import { expect, test } from 'vitest';
import { LearnedRate } from '../../../src/governor/learned-rate.js';

const MINUTE_MS = 60_000;

/** A pace learned from 60 calls taken in the minute before 0 ms. */
function sixtyPerMinute(): LearnedRate {
	const rate = new LearnedRate(true);
	rate.learn(() => 60, 50_000, 0, 0);
	return rate;
}

function take(rate: LearnedRate, calls: number, now: number): void {
	for (let call = 0; call < calls; call += 1) rate.taken(now);
}

test('without a configured pace the first starts are spaced, ever less; with one they are not', () => {
	const ramping = new LearnedRate(true);
	ramping.started(0);
	const first = ramping.waitMs(0);
	ramping.started(10_000);
	expect(first).toBeGreaterThan(0);
	expect(ramping.waitMs(10_000)).toBeLessThan(first / 2);
	const configured = new LearnedRate(false);
	configured.started(0);
	expect(configured.waitMs(0)).toBe(0);
	expect(configured.perSecond).toBeUndefined();
});

test.each([
	[1, 1_000],
	[1_001, 2_000],
	[45_000, 60_000],
	[3_600_000, 3_600_000],
	[1e9, 86_400_000],
])('after a block of %i ms the first verdict counts what was taken in %i ms', (blockMs, windowMs) => {
	const rate = new LearnedRate(true);
	rate.learn((window) => window / 1_000, blockMs, 0, 0);
	expect(rate.perSecond).toBeCloseTo(0.985);
	rate.learn((window) => (window === windowMs ? 1 : 1e6), blockMs, 0, 0);
	expect(rate.perSecond).toBeCloseTo(985 / windowMs, 9);
});

test('a verdict without a taken call still leaves a pace at which something is started', () => {
	const learned = new LearnedRate(true);
	learned.learn(() => 0, MINUTE_MS, 0, 0);
	expect(learned.perSecond).toBeCloseTo(0.985 / 60);
	const measured = new LearnedRate(true);
	measured.learnMeasured(0, 0, 0);
	expect(measured.perSecond).toBeCloseTo(1);
});

test('starts are spaced evenly, and only half a start may be made up for', () => {
	const rate = new LearnedRate(true);
	rate.learn(() => 120, MINUTE_MS, 0, 0);
	const spacing = 1_000 / (rate.perSecond ?? 0);
	rate.started(0);
	expect(rate.waitMs(0)).toBeCloseTo(spacing / 2);
	rate.started(spacing / 2);
	expect(rate.waitMs(spacing / 2)).toBeCloseTo(spacing);
	rate.started(100_000);
	expect(rate.waitMs(100_000)).toBeCloseTo(spacing / 2);
});

test('in a window of a second nothing is made up for', () => {
	const rate = new LearnedRate(true);
	rate.learn(() => 4, 900, 0, 0);
	rate.started(5_000);
	expect(rate.waitMs(5_000)).toBeCloseTo(1_000 / (4 * 0.985));
});

test('a refusal lowers the pace to what was taken since the last one', () => {
	const rate = sixtyPerMinute();
	take(rate, 45, 1_000);
	rate.refused(MINUTE_MS, false);
	expect(rate.perSecond).toBeCloseTo(0.985 * 1.05 * 0.75);
});

test('one refusal lowers the pace by 7 % at the least and to 40 % at the most', () => {
	const little = sixtyPerMinute();
	take(little, 1_000, 1_000);
	little.refused(MINUTE_MS, false);
	expect(little.perSecond).toBeCloseTo(0.985 * 0.93 * 0.985);
	const much = sixtyPerMinute();
	take(much, 1, 1_000);
	much.refused(MINUTE_MS, false);
	expect(much.perSecond).toBeCloseTo(0.985 * 0.4 * 0.985);
});

test('refusals with nothing taken in between are one exhaustion, with ever longer pauses', () => {
	const rate = sixtyPerMinute();
	take(rate, 45, 1_000);
	const first = rate.refused(MINUTE_MS, false);
	const lowered = rate.perSecond;
	const pauses = [first];
	for (let retry = 1; retry < 6; retry += 1) pauses.push(rate.refused(MINUTE_MS + retry, false));
	expect(rate.perSecond).toBe(lowered);
	expect(pauses).toEqual([7_500, 15_000, 30_000, 60_000, 60_000, 60_000]);
});

test('a probe is a little faster; a longer one that is taken makes the next step larger', () => {
	const rate = sixtyPerMinute();
	const base = rate.perSecond ?? 0;
	rate.beginProbe(0);
	expect(rate).toMatchObject({ probing: true });
	expect(rate.perSecond).toBeCloseTo(1.04 * base);
	rate.taken(20 * MINUTE_MS);
	expect(rate.probing).toBe(false);
	rate.beginProbe(20 * MINUTE_MS);
	expect(rate.perSecond).toBeCloseTo(1.08 * 1.04 * base);
});

test('no step is larger than a half', () => {
	const rate = sixtyPerMinute();
	for (let probe = 0; probe < 20; probe += 1) {
		const base = rate.perSecond ?? 0;
		rate.beginProbe(probe * 3_600_000);
		expect((rate.perSecond ?? 0) / base).toBeLessThanOrEqual(1.5 + 1e-9);
		rate.taken((probe + 1) * 3_600_000);
	}
	expect(rate.perSecond).toBeGreaterThan(100);
});

test('a probe that is refused is taken back, and the next one waits', () => {
	const rate = sixtyPerMinute();
	const base = rate.perSecond;
	rate.beginProbe(0);
	rate.taken(1_000);
	rate.refused(2_000, true);
	expect(rate.perSecond).toBe(base);
	expect(rate.probing).toBe(false);
	expect(rate.probeIsDue(62_000 - 1)).toBe(false);
	expect(rate.probeIsDue(15 * MINUTE_MS + 2_000)).toBe(true);
});

test('without a pace there is nothing to probe', () => {
	const rate = new LearnedRate(true);
	rate.beginProbe(0);
	expect(rate).toMatchObject({ probing: false, known: false, perSecond: undefined });
	expect(rate.probeIsDue(1e9)).toBe(false);
});
