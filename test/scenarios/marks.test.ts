import { expect, test } from 'vitest';
import { missedMarks } from './marks.js';
import type { Figures } from './run-scenarios.js';
import type { Marks } from './scenario-file.js';
import type { VirtualRun } from './virtual-campaign.js';

const GOOD: Figures = {
	use: 0.99,
	lateUse: 0.99,
	refusedShare: 0.001,
	lateRefusedShare: 0.001,
	starts: 100,
	refused: 1,
	worstMinute: 1,
	longestPause: 10,
	t90: 60,
	overshoot: 1,
	refusedAfterChange: Number.NaN,
	t90AfterChange: Number.NaN,
	unproven: Number.NaN,
	jain: Number.NaN,
	rungTwice: 0,
	violations: 0,
};

function missed(marks: Partial<Marks>, median: Partial<Figures>, worst: Partial<Figures> = {}, stopped?: string) {
	const run = { stopped: stopped === undefined ? undefined : { at: 1, why: stopped } } as VirtualRun;
	return missedMarks({ stops: false, ...marks }, { ...GOOD, ...median }, { ...GOOD, ...median, ...worst }, [run]);
}

test('a mark is reached by the median that is just there, from whichever side', () => {
	expect(
		missed({ use: 0.95, refusedShare: 0.01, t90: 60, jain: 0.95 }, { use: 0.95, refusedShare: 0.01, jain: 1 }),
	).toEqual([]);
	expect(missed({ use: 0.95, refusedShare: 0.01 }, { use: 0.949, refusedShare: 0.011 })).toEqual([
		'use >= 0.95',
		'refusedShare <= 0.01',
	]);
});

test('the worst seed may miss a share by five points and not by more, and a count by any number', () => {
	const marks = { use: 0.95, refusedShare: 0.01, t90: 60 };
	expect(missed(marks, {}, { use: 0.9, refusedShare: 0.06, t90: 900 })).toEqual([]);
	expect(missed(marks, {}, { use: 0.899, refusedShare: 0.061 })).toEqual([
		'use >= 0.95 (worst seed)',
		'refusedShare <= 0.01 (worst seed)',
	]);
});

test('what was never reached, or never measured, is missed', () => {
	expect(missed({ t90: 60 }, { t90: Number.POSITIVE_INFINITY })).toEqual(['t90 <= 60']);
	expect(missed({ refusedAfterChange: 8 }, {})).toEqual(['refusedAfterChange <= 8']);
});

test('nobody has to ask that no seed rings twice, breaks a silence or ends early', () => {
	expect(missed({}, {}, { rungTwice: 1, violations: 1 }, 'the provider is down')).toEqual([
		'nobody rung twice',
		'silent when told',
		'does not stop',
	]);
	expect(missed({ stops: true }, {})).toEqual(['stops']);
	expect(missed({ stops: true }, {}, {}, 'the daily quota is used up')).toEqual([]);
});
