import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRateLimit, type RateLimit } from '../../../src/mock/limits.js';
import type { RateRule } from '../../../src/mock/scenario-schema.js';
import { seededRandom } from '../../../src/runtime/random.js';

function limit(rule: Partial<RateRule> & Pick<RateRule, 'algorithm'>): RateLimit {
	return createRateLimit({ calls: 3, per: 1_000, countRefused: false, name: 'rate', ...rule }, seededRandom(1));
}

/** Knocks at each moment, as a server does, and returns the moments at which it was let in. */
function knock(rule: RateLimit, moments: readonly number[]): number[] {
	return moments.filter((now) => {
		const isOpen = rule.waitMs(now) === 0;
		if (isOpen) rule.take(now);
		else rule.refuse(now);
		return isOpen;
	});
}

const moments = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 }).map((gaps) => {
	let now = 0;
	return gaps.map((gap) => {
		now += gap;
		return now;
	});
});
const calls = fc.integer({ min: 1, max: 8 });

describe('fixed windows', () => {
	test("are aligned to the start: two windows' calls may touch at their border", () => {
		expect(knock(limit({ algorithm: 'fixed' }), [900, 910, 920, 930, 1_000, 1_001, 1_002, 1_003])).toEqual([
			900, 910, 920, 1_000, 1_001, 1_002,
		]);
	});

	test('may be well under way when the server starts', () => {
		const rule = limit({ algorithm: 'fixed', phase: 700 });
		expect(knock(rule, [0, 100, 200, 299, 300, 310, 320, 1_299, 1_300])).toEqual([0, 100, 200, 300, 310, 320, 1_300]);
		expect(rule.standing(1_400).resetMs).toBe(900);
	});

	test('begin anywhere when their phase is left to chance', () => {
		const rule = limit({ algorithm: 'fixed', calls: 1, phase: 'random' });
		const [, second = 0, third = 0] = knock(
			rule,
			Array.from({ length: 300 }, (_, step) => step * 10),
		);
		expect(second % 1_000).not.toBe(0);
		expect(third - second).toBe(1_000);
	});

	test('tell how long it is to the next window', () => {
		const rule = limit({ algorithm: 'fixed', calls: 1 });
		rule.take(2_300);
		expect(rule.waitMs(2_400)).toBe(600);
		expect(rule.standing(2_400)).toEqual({ quota: 1, windowMs: 1_000, remaining: 0, resetMs: 600 });
	});

	test('never let more than the quota into an aligned window', () => {
		fc.assert(
			fc.property(calls, moments, (quota, times) => {
				const perWindow = new Map<number, number>();
				for (const time of knock(limit({ algorithm: 'fixed', calls: quota }), times)) {
					const window = Math.floor(time / 1_000);
					perWindow.set(window, (perWindow.get(window) ?? 0) + 1);
				}
				expect(Math.max(...perWindow.values())).toBeLessThanOrEqual(quota);
			}),
		);
	});
});

describe('a sliding window', () => {
	test('lets the next call in when the oldest is a window old, not a moment earlier', () => {
		expect(knock(limit({ algorithm: 'sliding' }), [0, 100, 200, 999, 1_000, 1_050, 1_100])).toEqual([
			0, 100, 200, 1_000, 1_100,
		]);
	});

	test('that counts refusals keeps out whoever goes on knocking, and lets in whoever waits', () => {
		const rule = limit({ algorithm: 'sliding', calls: 1, countRefused: true });
		expect(knock(rule, [0, 600, 1_200, 1_800])).toEqual([0]);
		expect(rule.waitMs(1_900)).toBe(900);
		expect(knock(rule, [2_800])).toEqual([2_800]);
	});

	test('never lets more than the quota into any window, wherever it begins', () => {
		fc.assert(
			fc.property(calls, fc.boolean(), moments, (quota, countRefused, times) => {
				const accepted = knock(limit({ algorithm: 'sliding', calls: quota, countRefused }), times);
				for (const [index, first] of accepted.entries()) {
					const next = accepted[index + quota] ?? Number.POSITIVE_INFINITY;
					expect(next - first).toBeGreaterThanOrEqual(1_000);
				}
			}),
		);
	});
});

describe('a slope', () => {
	const burst = (second: number) => Array.from({ length: 20 }, (_, place) => second * 1_000 + place);

	/** Calls let into each second when twenty knock at its beginning. */
	function taken(seconds: readonly number[]): number[] {
		const slope = limit({ algorithm: 'slope', calls: 3, step: 2 });
		return seconds.map((second) => knock(slope, burst(second)).length);
	}

	test('takes one step more than the window before took, and never less than its calls', () => {
		expect(taken([0, 1, 2, 3])).toEqual([3, 5, 7, 9]);
	});

	test('forgets what it took before a pause of a window', () => {
		expect(taken([0, 1, 3, 4])).toEqual([3, 5, 3, 5]);
	});

	test('counts what was taken, not what knocked', () => {
		const slope = limit({ algorithm: 'slope', calls: 3, step: 2 });
		for (let times = 0; times < 50; times += 1) slope.refuse(times);
		slope.take(60);
		expect(knock(slope, burst(1))).toHaveLength(3);
		expect(slope.standing(1_100)).toEqual({ quota: 3, windowMs: 1_000, remaining: 0, resetMs: 900 });
		expect(slope.standing(2_000)).toMatchObject({ quota: 5, remaining: 5 });
	});
});

describe('a token bucket', () => {
	test('takes a burst, then one call for each token that drops in', () => {
		const rule = limit({ algorithm: 'bucket', calls: 2, burst: 4 });
		expect(knock(rule, [0, 0, 0, 0, 0, 499, 500, 999, 1_000])).toEqual([0, 0, 0, 0, 500, 1_000]);
	});

	test('fills up to its size only, which is the number of calls unless a burst is set', () => {
		const rule = limit({ algorithm: 'bucket', calls: 2 });
		expect(knock(rule, [60_000, 60_000, 60_000])).toEqual([60_000, 60_000]);
		expect(rule.standing(60_000)).toEqual({ quota: 2, windowMs: 1_000, remaining: 0, resetMs: 500 });
	});

	test('never lets in more than the burst and what has dropped in since', () => {
		fc.assert(
			fc.property(calls, fc.integer({ min: 1, max: 8 }), moments, (quota, burst, times) => {
				const accepted = knock(limit({ algorithm: 'bucket', calls: quota, burst }), times);
				for (const [from, first] of accepted.entries()) {
					for (const [further, last] of accepted.slice(from).entries()) {
						expect(further + 1).toBeLessThanOrEqual(burst + ((last - first) * quota) / 1_000 + 0.001);
					}
				}
			}),
		);
	});
});

test.each(['fixed', 'sliding', 'bucket', 'slope'] as const)(
	'%s: whoever waits as long as told is let in',
	(algorithm) => {
		fc.assert(
			fc.property(calls, moments, (quota, times) => {
				const rule = limit({ algorithm, calls: quota, ...(algorithm === 'slope' ? { step: 1 } : {}) });
				knock(rule, times);
				const now = times.at(-1) ?? 0;
				expect(rule.waitMs(now + Math.ceil(rule.waitMs(now)))).toBe(0);
			}),
		);
	},
);
