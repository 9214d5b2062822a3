import { expect, test } from 'vitest';
import { Frequency } from '../../../src/governor/frequency.js';

/** What happened `times` times, every `gapMs`, the last time at 0 ms. */
function every(gapMs: number, times: number): Frequency {
	const frequency = new Frequency();
	for (let time = times - 1; time >= 0; time -= 1) frequency.add(-time * gapMs);
	return frequency;
}

test.each([0, 1])('what happened %i times has no frequency', (times) => {
	expect(every(500, times).at(0)).toBe(0);
});

test('what happens evenly has the frequency of its gaps', () => {
	expect(every(500, 2).at(0)).toBeCloseTo(1 / 500);
	expect(every(500, 50).at(0)).toBeCloseTo(1 / 500);
});

test('one gap that is unlike the others changes little, many change it for good', () => {
	const frequency = every(500, 20);
	frequency.add(1_500);
	expect(1 / frequency.at(1_500)).toBeGreaterThan(500);
	expect(1 / frequency.at(1_500)).toBeLessThan(600);
	for (let now = 3_000; now <= 300_000; now += 1_500) frequency.add(now);
	expect(1 / frequency.at(300_000)).toBeCloseTo(1_500, -1);
});

test('a silence counts while it lasts', () => {
	const frequency = every(500, 20);
	expect(frequency.at(400)).toBeCloseTo(1 / 500);
	expect(frequency.at(60_000)).toBeCloseTo(1 / 60_000);
});

test('what happens within one ms is not infinitely frequent', () => {
	expect(every(0, 10).at(0)).toBe(1);
});
