import { expect, test } from 'vitest';
import type { Outcome } from '../../bench/governor/outcome.js';
import { dominates, type Result, summarize, verdicts } from '../../bench/governor/results.js';
import { type Marks, readScenarioFile } from '../../scenarios/scenario-file.js';

const OUTCOME: Outcome = {
	use: 0.9,
	lateUse: 0.9,
	refusedShare: 0.01,
	lateRefusedShare: 0.01,
	starts: 100,
	accepted: 99,
	refused: 1,
	worstMinute: 1,
	t90: 60,
	overshoot: 0,
	refusedAfterChange: [],
	t90AfterChange: [],
	longestPause: 0,
	rungTwice: 0,
	violations: 0,
	unproven: Number.NaN,
	stopped: undefined,
	jain: 1,
	lost: 0,
};

function result(outcomes: readonly Partial<Outcome>[], marks: Partial<Marks> = {}): Result {
	const file = readScenarioFile('b1-slots-10');
	const scenario = { ...file, marks: { stops: false, ...marks } };
	return { contender: 'one', scenario, outcomes: outcomes.map((outcome) => ({ ...OUTCOME, ...outcome })) };
}

test('the worst and its seed, and of an even number the worse in the middle', () => {
	const use = result([{ use: 0.7 }, { use: 0.9 }, { use: 0.8 }, { use: 0.6 }]);
	expect(summarize(use, 'use')).toEqual({ median: 0.7, worst: 0.6, worstSeed: 4 });
	const t90 = result([{ t90: Number.POSITIVE_INFINITY }, { t90: 60 }, { t90: Number.POSITIVE_INFINITY }]);
	expect(summarize(t90, 't90')).toMatchObject({ median: Number.POSITIVE_INFINITY });
});

test('of figures with a value for each change the largest counts', () => {
	expect(summarize(result([{ refusedAfterChange: [2, 7, 3] }]), 'refusedAfterChange').median).toBe(7);
});

test('a mark is reached by the median; of shares the worst seed may miss five points', () => {
	const runs = [{ use: 0.9 }, { use: 0.9 }, { use: 0.86 }];
	expect(verdicts(result(runs, { use: 0.9, refusedShare: 0.009 }))).toEqual([
		{ figure: 'use', mark: 'use >= 0.9', reached: true },
		{ figure: 'refusedShare', mark: 'refusedShare <= 0.009', reached: false },
	]);
	expect(verdicts(result([...runs, { use: 0.8 }, {}], { use: 0.9 }))).toEqual([
		{ figure: 'use', mark: 'use >= 0.9 (worst seed)', reached: false },
	]);
});

test('what is asked in every scenario is named where it is missed', () => {
	const missed = (outcomes: Partial<Outcome>[], stops = false) => verdicts(result(outcomes, { stops }));
	const stopped = { at: 3_600, why: 'the daily quota is used up' };
	expect(missed([{}, { rungTwice: 1 }])).toMatchObject([{ mark: 'nobody rung twice', reached: false }]);
	expect(missed([{}, { stopped }])).toHaveLength(1);
	expect(missed([{}, { stopped }], true)).toHaveLength(1);
	expect(missed([{ stopped }], true)).toEqual([]);
});

test('better in one alone is no dominance', () => {
	const own = result([{}]);
	expect(dominates(result([{ use: 0.95, refusedShare: 0.005 }]), own)).toBe(true);
	expect(dominates(result([{ use: 0.95 }]), own)).toBe(false);
	expect(dominates(result([{ refusedShare: 0 }]), own)).toBe(false);
});
