import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Pace } from '../../../src/governor/pace.js';

/** Starts whenever one is due, looking at these moments; the moments of the starts. */
function starts(pace: Pace, moments: Iterable<number>): number[] {
	const started: number[] = [];
	for (const now of moments) {
		if (pace.waitMs(now) > 0) continue;
		pace.started(now);
		started.push(now);
	}
	return started;
}

function everyMs(from: number, to: number): number[] {
	return Array.from({ length: to - from }, (_, index) => from + index);
}

test('starts are evenly spaced, the first one at once', () => {
	expect(starts(new Pace(2), everyMs(100, 2_200))).toEqual([100, 590, 1_090, 1_590, 2_090]);
});

test('the wait is told exactly', () => {
	const pace = new Pace(4);
	expect(pace.waitMs(0)).toBe(0);
	pace.started(0);
	expect(pace.waitMs(40)).toBe(200);
	expect(pace.waitMs(240)).toBe(0);
});

test('what was not used is lost: after a long pause no burst follows', () => {
	const pace = new Pace(1);
	pace.started(0);
	expect(starts(pace, everyMs(60_000, 63_000))).toEqual([60_000, 60_990, 61_990, 62_990]);
});

test('starts that come a few ms late each, as timers do, still hold the pace', () => {
	const pace = new Pace(100);
	let now = 0;
	let count = 0;
	for (; now < 10_000; count += 1) {
		pace.started(now);
		now += Math.max(0, pace.waitMs(now)) + (count % 3);
	}
	expect(count).toBeGreaterThanOrEqual(1_000);
});

test('the pace is never exceeded over any time beyond the catch-up', () => {
	const gaps = fc.array(fc.double({ min: 0, max: 400, noNaN: true }), { minLength: 2, maxLength: 300 });
	fc.assert(
		fc.property(fc.double({ min: 0.2, max: 300, noNaN: true }), gaps, (perSecond, waits) => {
			let now = 0;
			const moments = waits.map((wait) => {
				now += wait;
				return now;
			});
			const started = starts(new Pace(perSecond), moments);
			for (const [first, from] of started.entries()) {
				for (const [last, to] of started.entries()) {
					if (last <= first) continue;
					const allowed = ((to - from + Pace.CATCH_UP_MS) * perSecond) / 1_000;
					expect(last - first).toBeLessThanOrEqual(allowed + 1e-6);
				}
			}
		}),
		{ numRuns: 60 },
	);
});
