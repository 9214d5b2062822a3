import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AdaptiveBench } from './adaptive-bench.js';
import { LATENCY_MS } from './adaptive-driver.js';
import { scenario } from './adaptive-steps.js';

const HOUR_MS = 3_600_000;

test('silences are kept, waits are sensible and every slot is counted, whatever happens', () => {
	let starts = 0;
	fc.assert(
		fc.property(scenario, (options) => {
			const bench = AdaptiveBench.run(options);
			starts += bench.starts;
			expect(bench.breaches).toEqual([]);
		}),
		{ numRuns: 1_500 },
	);
	expect(starts).toBeGreaterThan(4_000);
});

test('no start makes more calls live than are allowed, told and shared', () => {
	let starts = 0;
	fc.assert(
		fc.property(scenario, (options) => {
			const bench = AdaptiveBench.run(options);
			starts += bench.starts;
			expect(bench.excesses).toEqual([]);
		}),
		{ numRuns: 1_500 },
	);
	expect(starts).toBeGreaterThan(4_000);
});

test('whatever was refused, with nothing under way a start is admitted within two hours, and the next ones are', () => {
	fc.assert(
		fc.property(scenario, (options) => {
			const bench = AdaptiveBench.run(options);
			bench.settle();
			expect(bench.governor.snapshot().live).toBe(0);
			for (let call = 0; call < 3; call += 1) {
				const ticket = bench.admitWithin(2 * HOUR_MS);
				bench.now += LATENCY_MS;
				bench.governor.accepted(ticket, bench.now);
				bench.now += 60_000;
				bench.settle();
			}
		}),
		{ numRuns: 1_000 },
	);
});
