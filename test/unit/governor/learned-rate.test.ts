import { expect, test } from 'vitest';
import { LearnedRate, type Measured } from '../../../src/governor/learned-rate.js';
import { TakenLog } from '../../../src/governor/taken-log.js';
import { seededRandom } from '../../../src/runtime/random.js';

const SECOND_MS = 1_000;

/** Calls taken every `gapMs` over `ms` before 0 ms; the pace holds them back since `boundSince`. */
function takenEvery(gapMs: number, ms: number, boundSince?: number): Measured {
	const log = new TakenLog();
	for (let at = gapMs / 2 - ms; at <= 0; at += gapMs) log.add(at);
	return { log, boundSince };
}

/** A pace learned from `starts` taken in the window before 0 ms. */
function learned(starts: number, windowMs: number): LearnedRate {
	const rate = new LearnedRate();
	rate.learn(0, windowMs, windowMs === SECOND_MS, takenEvery(windowMs / starts, 2 * windowMs));
	return rate;
}

/** Starts so many calls as soon as each is due. @returns when, ms. */
function startsOf(rate: LearnedRate, from: number, starts: number, lateMs: () => number = () => 0): number[] {
	const times: number[] = [];
	let now = from;
	while (times.length < starts) {
		now += rate.waitMs(now) + lateMs();
		times.push(now);
		rate.started(now);
	}
	return times;
}

test('with nothing learned starts are not spaced', () => {
	const rate = new LearnedRate();
	expect(startsOf(rate, 0, 3)).toEqual([0, 0, 0]);
	expect(rate).toMatchObject({ known: false, perSecond: undefined, blocked: false });
});

test.each([
	[1, 1_000],
	[4_000, 2_000],
	[4_900, 5_000],
	[29_000, 30_000],
	[58_000, 60_000],
	[1_750_000, 1_800_000],
	[1_900_000, 1_800_000],
])('starts were refused for %i ms: the window is the longest usual one up to that, %i ms', (blockMs, windowMs) => {
	const rate = new LearnedRate();
	rate.learn(0, blockMs, false, takenEvery(1_000, 2_000_000));
	expect(rate.windowMs).toBe(windowMs);
	expect(rate.perSecond).toBeLessThanOrEqual(1);
	expect(rate.perSecond).toBeGreaterThan(0.95);
});

test('a window that began with the first call of all lasts from then until starts are taken again', () => {
	const rate = new LearnedRate();
	rate.learn(0, 48_000, false, takenEvery(1_000, 12_000));
	expect(rate.windowMs).toBe(60_000);
	expect(rate.perSecond).toBeLessThanOrEqual(12 / 60);
});

test('taken with the first try: what was taken in the second before is the limit per second', () => {
	const rate = new LearnedRate();
	rate.learn(0, 2_200, true, takenEvery(100, 60_000));
	expect(rate.windowMs).toBe(SECOND_MS);
	expect(rate.perSecond).toBeCloseTo(10, 0);
	expect(rate.perSecond).toBeLessThan(10);
});

test('where nothing was taken a pace is left at which something is started', () => {
	const rate = new LearnedRate();
	rate.learn(0, 60_000, false, { log: new TakenLog(), boundSince: undefined });
	expect(rate.perSecond).toBeGreaterThan(0);
});

test.each([
	[1, 1_000],
	[10, 1_000],
	[3, 10_000],
	[30, 60_000],
	[500, 60_000],
	[20, 3_600_000],
])(
	'%i starts in %i ms are never exceeded, wherever the window begins and however answers are delayed',
	(starts, windowMs) => {
		const random = seededRandom(starts);
		const spreadMs = 120;
		const rate = learned(starts, windowMs);
		rate.jitter(spreadMs);
		const times = startsOf(rate, windowMs, 4 * starts + 20, () => 5 * random());
		const arrivals = times.map((at) => at + spreadMs * random()).sort((one, other) => one - other);
		for (const [index, first] of arrivals.entries()) {
			expect((arrivals[index + starts] ?? Number.POSITIVE_INFINITY) - first).toBeGreaterThanOrEqual(windowMs);
		}
		const perWindow = ((times.length - 1) * windowMs) / ((times.at(-1) ?? 0) - (times[0] ?? 0));
		expect(perWindow).toBeGreaterThan(0.95 * (starts / (1 + spreadMs / windowMs)));
	},
);

test('a late start is made up for: a little in a short window, by half a start in a long one', () => {
	for (const [windowMs, madeUpFor] of [
		[1_000, 10],
		[60_000, 3_000],
	] as const) {
		const rate = learned(10, windowMs);
		const [first = 0, second = 0] = startsOf(rate, windowMs, 2);
		const spacing = second - first;
		const late = second + 10 * spacing;
		rate.started(late);
		const catchUp = spacing - rate.waitMs(late);
		expect(catchUp / madeUpFor).toBeCloseTo(1, 1);
	}
});

test("a part of the pace is this dialer's; the pace stays the account's", () => {
	const rate = learned(30, 60_000);
	const { perSecond } = rate;
	const alone = startsOf(rate, 60_000, 2);
	rate.share(0.25, 60_000);
	const shared = startsOf(rate, 600_000, 3).slice(1);
	const gap = ([first = 0, second = 0]: number[]) => second - first;
	expect(gap(shared) / gap(alone)).toBeCloseTo(4);
	expect(rate.perSecond).toBe(perSecond);
	rate.share(0, 700_000);
	expect(Number.isFinite(rate.waitMs(700_000))).toBe(true);
});

test('a larger part brings the next start forward, a smaller one does not put it off', () => {
	const rate = new LearnedRate();
	rate.set(1, SECOND_MS);
	rate.share(0.01, 0);
	rate.started(0);
	expect(rate.waitMs(0)).toBeGreaterThan(90_000);
	rate.share(0.5, 10_000);
	expect(rate.waitMs(10_000)).toBe(2_000);
	rate.share(0.01, 11_000);
	expect(rate.waitMs(11_000)).toBe(1_000);
});

test('what was taken since the window opened has used up its part of it', () => {
	const waits = [1, 4].map((taken) => {
		const rate = new LearnedRate();
		const measured = takenEvery(1_000, 120_000);
		for (let call = 0; call < taken; call += 1) measured.log.add(60_000 + call);
		rate.learn(0, 60_000, false, measured);
		return rate.waitMs(60_000);
	});
	expect(waits[0]).toBeGreaterThan(1_000);
	expect(waits[1]).toBeCloseTo(4 * (waits[0] ?? 0));
});
