import { expect, test } from 'vitest';
import { DecayedRate } from '../../../src/progress/decayed-rate.js';

const DAY = 86_400_000;
const SPAN = 10_000;

/** Ten events a second for a minute, on a clock that shows `offset` from the half minute on. */
function measured(offset: number): { rate: DecayedRate; now: number } {
	const rate = new DecayedRate(SPAN);
	let now = 0;
	for (let event = 0; event < 600; event += 1) {
		now = event * 100 + (event < 300 ? 0 : offset);
		rate.add(now);
	}
	return { rate, now };
}

test.each([
	['a clock that is left alone', 0],
	['one that was turned back by days', -3 * DAY],
	['one that was turned forward by days', 3 * DAY],
])('the rate is right on %s', (_, offset) => {
	const { rate, now } = measured(offset);
	expect(rate.perSecond(now)).toBeCloseTo(10, 0);
	expect(rate.elapsedMs(now)).toBeGreaterThanOrEqual(59_000);
});

test('a look at a moment before the last event is one at that event', () => {
	const { rate, now } = measured(0);
	expect(rate.perSecond(now - DAY)).toBe(rate.perSecond(now));
});
