import { expect, test } from 'vitest';
import { parseScenario } from '../../src/mock/scenario.js';
import { allowanceOf } from './allowance.js';
import { Meter } from './measures.js';

const MINUTE = 60_000;

/** A meter for a provider with these limits, late from the first minute on. */
function meter(limits: object, changesMs: readonly number[] = []): Meter {
	const allowance = allowanceOf(parseScenario({ limits }, 'test'), 1, 10 * MINUTE);
	return new Meter({ allowance, lateFromMs: MINUTE, changesMs });
}

test('of slots the use is the time for which they are taken', () => {
	const measured = meter({ slots: 2 });
	measured.accepted(0, 2 * MINUTE);
	measured.accepted(30_000, 2 * MINUTE);
	const { use, lateUse, starts, t90 } = measured.measures(2 * MINUTE);
	expect(use).toBeCloseTo((120 + 90) / 240, 9);
	expect(lateUse).toBe(1);
	expect(starts).toBe(2);
	expect(t90).toBe(78);
});

test('calls beyond a limit that fell use no more than all of it', () => {
	const slots = [
		{ at: '0s', slots: 2 },
		{ at: '1m', slots: 1 },
	];
	const measured = meter({ slots }, [MINUTE]);
	for (const now of [0, 1]) measured.accepted(now, 10 * MINUTE);
	for (const now of [MINUTE + 1, 2 * MINUTE, 9 * MINUTE]) measured.refused(now);
	const { use, overshoot, refusedAfterChange, t90AfterChange } = measured.measures(10 * MINUTE);
	expect(use).toBeCloseTo(1, 4);
	expect(overshoot).toBe(2);
	expect(refusedAfterChange).toEqual([2]);
	expect(t90AfterChange).toEqual([10]);
});

test('after a change the use counts that lies wholly after it', () => {
	const slots = [
		{ at: '0s', slots: 1 },
		{ at: '1m', slots: 2 },
	];
	const measured = meter({ slots }, [MINUTE]);
	measured.accepted(0, 10 * MINUTE);
	measured.accepted(MINUTE + 20_000, 10 * MINUTE);
	expect(measured.measures(5 * MINUTE).t90AfterChange).toEqual([28]);
});

test('slots that others take are not there to be used', () => {
	const measured = meter({ slots: 3, outside: { min: 1, max: 1, period: '1m' } });
	measured.accepted(0, MINUTE);
	expect(measured.measures(MINUTE).use).toBeCloseTo(1 / 2, 9);
});

test('of a rate the use is what was accepted of what its mean allows', () => {
	const measured = meter({ rate: { algorithm: 'fixed', calls: 6, per: '1m' } });
	for (let now = 0; now < 2 * MINUTE; now += 20_000) measured.accepted(now, now + 1);
	const { use, lateUse, t90 } = measured.measures(2 * MINUTE);
	expect(use).toBeCloseTo(0.5, 9);
	expect(lateUse).toBeCloseTo(0.5, 9);
	expect(t90).toBe(Number.POSITIVE_INFINITY);
});

test('the longest pause is the longest time without a call, also at the beginning and at the end', () => {
	const pauseOf = (accepted: readonly number[], end: number) => {
		const measured = meter({ slots: 9 });
		for (const now of accepted) measured.accepted(now, now + 1);
		return measured.measures(end).longestPause;
	};
	expect(pauseOf([5_000, 6_000], 7_000)).toBe(5);
	expect(pauseOf([1_000, 4_500], 7_000)).toBe(3.5);
	expect(pauseOf([1_000, 2_000], 7_000)).toBe(5);
});

test('refusals are counted as a share of all starts and in the worst minute', () => {
	const measured = meter({ slots: 1 });
	measured.accepted(0, 10 * MINUTE);
	for (const now of [1, 30_000, MINUTE, MINUTE + 1, 3 * MINUTE]) measured.refused(now);
	measured.failed(4 * MINUTE);
	const measures = measured.measures(5 * MINUTE);
	expect(measures).toMatchObject({ starts: 7, accepted: 1, refused: 5, worstMinute: 3 });
	expect(measures.refusedShare).toBeCloseTo(5 / 7, 9);
	expect(measures.lateRefusedShare).toBeCloseTo(3 / 4, 9);
});

test('under both kinds of limit the measure is what could be done at best', () => {
	const limits = { slots: 3, rate: { algorithm: 'bucket', calls: 1, per: '10s', burst: 1 } };
	const calls = { ring: { min: '0s', max: '0s' }, talk: { min: '20s', max: '20s' }, outcomes: { user_hangup: 1 } };
	const { inSecond } = allowanceOf(parseScenario({ limits, calls }, 'test'), 1, MINUTE);
	expect([0, 9, 10, 59].map(inSecond)).toEqual([1_000, 1_000, 2_000, 2_000]);
});
