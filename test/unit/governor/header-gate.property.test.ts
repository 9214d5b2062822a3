import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ObservedRate } from '../../../src/governor/governor.js';
import { HeaderGate } from '../../../src/governor/header-gate.js';
import { seededRandom } from '../../../src/runtime/random.js';
import { dialThroughGate, type Rule, type Setting } from './rate-limited-provider.js';

const WINDOWS = 8;

const latency = fc.record({ least: fc.integer({ min: 1, max: 100 }), spread: fc.nat(250), seed: fc.nat() });

function rule(shortestMs: number, longestMs: number): fc.Arbitrary<Rule> {
	return fc.record({
		limit: fc.integer({ min: 1, max: 80 }),
		windowMs: fc.integer({ min: shortestMs, max: longestMs }),
		phaseMs: fc.nat(longestMs),
	});
}

/** ms that a request or an answer is under way, at random. */
function latencyOf({ least, spread, seed }: { least: number; spread: number; seed: number }): () => number {
	const random = seededRandom(seed);
	return () => least + spread * random();
}

/** Runs from the beginning of a window to the end of one, over several of the longest. */
function dial(rules: readonly Rule[], setting: Omit<Setting, 'rules' | 'runMs'>) {
	const longestMs = Math.max(...rules.map(({ windowMs }) => windowMs));
	return dialThroughGate({ ...setting, rules, runMs: WINDOWS * longestMs });
}

test.each([
	['in epoch seconds', 1],
	['in epoch seconds', 2],
	['in seconds from now', 3],
	['exactly', 4],
] as const)('60 per minute, resets told %s: all is used and nothing refused (seed %i)', (told, seed) => {
	const minute = { limit: 60, windowMs: 60_000, phaseMs: Math.floor(seededRandom(seed)() * 60_000) };
	const met = dialThroughGate({
		rules: [minute],
		told,
		latency: latencyOf({ least: 20, spread: 130, seed }),
		runMs: minute.phaseMs + 20 * minute.windowMs,
	});
	// The run begins with a window that is cut short.
	expect(met.taken / (21 * minute.limit)).toBeGreaterThanOrEqual(0.97);
	expect(met.refused).toBe(0);
});

test('10 per minute in a sliding window of which the length is told: nothing refused', () => {
	const sliding = { limit: 10, windowMs: 60_000, phaseMs: 'sliding' as const };
	const met = dialThroughGate({
		rules: [sliding],
		told: 'as a length',
		latency: latencyOf({ least: 20, spread: 130, seed: 1 }),
		runMs: 20 * sliding.windowMs,
	});
	expect(met.taken / (20 * sliding.limit)).toBeGreaterThanOrEqual(0.97);
	expect(met.refused).toBe(0);
});

test('whatever the window and the latency, no start is made beyond what is left', () => {
	fc.assert(
		fc.property(rule(1_000, 90_000), latency, (one, delays) => {
			expect(dial([one], { told: 'exactly', latency: latencyOf(delays) }).refused).toBe(0);
		}),
	);
});

const coarse = fc.constantFrom<Setting['told'][]>('in epoch seconds', 'in seconds from now');

test('nor with resets in whole seconds, where the window is longer than what they can tell', () => {
	fc.assert(
		fc.property(rule(5_000, 90_000), latency, coarse, (one, delays, told) => {
			expect(dial([one], { told, latency: latencyOf(delays) }).refused).toBe(0);
		}),
	);
});

test('nor with several policies at once', () => {
	fc.assert(
		fc.property(fc.array(rule(5_000, 60_000), { minLength: 2, maxLength: 4 }), latency, (rules, delays) => {
			expect(dial(rules, { told: 'exactly', latency: latencyOf(delays) }).refused).toBe(0);
		}),
	);
});

test('nor where every other answer tells nothing, while answers keep their order', () => {
	const enough = rule(5_000, 60_000).filter(({ limit }) => limit >= 4);
	fc.assert(
		fc.property(enough, fc.integer({ min: 1, max: 300 }), (one, delayMs) => {
			let answers = 0;
			const silent = () => answers++ % 2 === 1;
			expect(dial([one], { told: 'exactly', latency: () => delayMs, silent }).refused).toBe(0);
		}),
	);
});

const anyRate: fc.Arbitrary<Omit<ObservedRate, 'policy'>> = fc.record(
	{ limit: fc.nat(50), remaining: fc.nat(50), resetMs: fc.nat(90_000), windowMs: fc.integer({ min: 1, max: 90_000 }) },
	{ requiredKeys: [] },
);

test('the strictest policy decides, in whatever order they are told', () => {
	fc.assert(
		fc.property(fc.array(anyRate, { maxLength: 8 }), fc.nat(10), fc.nat(100_000), (rates, unanswered, later) => {
			const policies = rates.map((rate, index) => ({ ...rate, policy: `${index}` }));
			const waitOf = (observed: readonly ObservedRate[]) => {
				const gate = new HeaderGate();
				gate.observe({ rates: observed }, unanswered, 0);
				return gate.waitMs(later);
			};
			const strictest = Math.max(0, ...policies.map((policy) => waitOf([policy])));
			expect(waitOf(policies)).toBe(strictest);
			expect(waitOf(policies.toReversed())).toBe(strictest);
		}),
	);
});

test('whatever is told, a wait ends, and the pace is no negative number', () => {
	const step = fc.record({ rates: fc.array(anyRate, { maxLength: 3 }), afterMs: fc.nat(20_000), start: fc.boolean() });
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
			const gate = new HeaderGate();
			let now = 0;
			for (const { rates, afterMs, start } of steps) {
				now += afterMs;
				const policies = rates.map((rate, policy) => ({ ...rate, policy: `${policy}` }));
				gate.observe({ rates: policies }, 0, now);
				const wait = gate.waitMs(now);
				expect(wait).toBeGreaterThanOrEqual(0);
				expect(wait).toBeLessThanOrEqual(2 * 90_000);
				expect(gate.perSecond(now) ?? 0).toBeGreaterThanOrEqual(0);
				if (start && wait === 0) gate.started(now);
			}
			expect(gate.waitMs(now + 5 * 90_000)).toBe(0);
		}),
	);
});
