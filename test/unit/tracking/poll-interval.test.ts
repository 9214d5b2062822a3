import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PollInterval } from '../../../src/tracking/poll-interval.js';

test('as long as no call has ended, reads become rarer, down to one in five seconds', () => {
	const interval = new PollInterval();
	const waits: number[] = [];
	for (let read = 0; read < 8; read += 1) {
		waits.push(interval.ms(true));
		interval.foundNothing();
	}
	expect(waits).toEqual([500, 750, 1_125, 1_687.5, 2_531.25, 3_796.875, 5_000, 5_000]);
});

test.each([
	[500, 100],
	[10_000, 400],
	[60_000, 2_400],
	[3_600_000, 5_000],
])('calls of %i ms are asked for every %i ms', (length, wait) => {
	const interval = new PollInterval();
	interval.sawCallOf(length);
	expect(interval.ms(true)).toBe(wait);
});

test('while no start waits for a slot, reads are rarer', () => {
	const interval = new PollInterval();
	interval.sawCallOf(10_000);
	expect([interval.ms(true), interval.ms(false)]).toEqual([400, 2_000]);
	interval.sawCallOf(3_600_000);
	expect(interval.ms(false)).toBe(10_000);
});

test('once the length of calls is known, reads that find nothing change nothing', () => {
	const interval = new PollInterval();
	interval.sawCallOf(10_000);
	for (let read = 0; read < 20; read += 1) interval.foundNothing();
	expect(interval.ms(true)).toBe(400);
});

test('one odd call hardly moves it, many do', () => {
	const interval = new PollInterval();
	interval.sawCallOf(10_000);
	interval.sawCallOf(60_000);
	expect(interval.ms(true)).toBe(600);
	for (let call = 0; call < 100; call += 1) interval.sawCallOf(60_000);
	expect(interval.ms(true)).toBeCloseTo(2_400, -1);
});

test('whatever is seen, the wait lies between a tenth of a second and five seconds', () => {
	const seen = fc.array(fc.option(fc.nat(10_000_000), { nil: undefined }), { maxLength: 50 });
	fc.assert(
		fc.property(seen, (lengths) => {
			const interval = new PollInterval();
			for (const length of lengths) {
				if (length === undefined) interval.foundNothing();
				else interval.sawCallOf(length);
				expect(interval.ms(true)).toBeGreaterThanOrEqual(100);
				expect(interval.ms(true)).toBeLessThanOrEqual(5_000);
			}
		}),
	);
});

test('when it matters reads follow each other closely for a while, but never less so than they would anyway', () => {
	const slow = new PollInterval();
	slow.sawCallOf(120_000);
	slow.hurry();
	const waits = Array.from({ length: 10 }, () => slow.ms(true));
	expect(waits).toEqual([500, 500, 500, 500, 500, 500, 500, 500, 4_800, 4_800]);
	const fast = new PollInterval();
	fast.sawCallOf(1_000);
	fast.hurry();
	expect(fast.ms(true)).toBe(100);
});
