import { describe, expect, test } from 'vitest';
import { CallerPace } from '../../../src/governor/caller-pace.js';

const [ANN, BOB, CAT] = ['+12025550101', '+12025550102', '+12025550103'];

test('numbers without a pace of their own are used in turn', () => {
	const callers = new CallerPace([ANN, BOB], undefined);
	expect(callers.perSecond).toBeUndefined();
	expect(callers.waitMs(0)).toBe(0);
	expect(Array.from({ length: 5 }, () => callers.take(0).number)).toEqual([ANN, BOB, ANN, BOB, ANN]);
	expect(callers.waitMs(0)).toBe(0);
});

test('a number given twice has one turn, not two', () => {
	const callers = new CallerPace([ANN, ANN, BOB], 1);
	expect(callers.perSecond).toBe(2);
	expect([callers.take(0).number, callers.take(0).number]).toEqual([ANN, BOB]);
	expect(callers.waitMs(0)).toBe(1_000);
});

describe('with one start per second', () => {
	test('each number waits its second, to the last millisecond', () => {
		const callers = new CallerPace([ANN, BOB], 1);
		expect(callers.take(0).number).toBe(ANN);
		expect(callers.take(400).number).toBe(BOB);
		expect(callers.waitMs(400)).toBe(600);
		expect(callers.waitMs(999)).toBe(1);
		expect(callers.waitMs(1_000)).toBe(0);
		expect(callers.take(1_000).number).toBe(ANN);
		expect(callers.waitMs(1_000)).toBe(400);
	});

	test('a start that came late is not made up for', () => {
		const callers = new CallerPace([ANN], 1);
		callers.take(0);
		callers.take(1_900);
		expect(callers.waitMs(1_900)).toBe(1_000);
	});

	test('no number starts before its time', () => {
		const callers = new CallerPace([ANN], 1);
		callers.take(0);
		expect(() => callers.take(999)).toThrow(RangeError);
	});

	test('a turn that was given back is the next one, at once', () => {
		const callers = new CallerPace([ANN, BOB, CAT], 1);
		const turn = callers.take(0);
		callers.take(0);
		callers.giveBack(turn);
		expect(callers.waitMs(10)).toBe(0);
		expect([callers.take(10).number, callers.take(10).number]).toEqual([ANN, CAT]);
		expect(callers.waitMs(10)).toBe(990);
	});

	test('a turn that is given back late, after the number has started again, changes nothing', () => {
		const callers = new CallerPace([ANN], 1);
		const turn = callers.take(0);
		callers.take(1_000);
		callers.giveBack(turn);
		callers.giveBack(turn);
		expect(callers.waitMs(1_000)).toBe(1_000);
	});
});

test.each([
	[1, 'each caller number starts 1 call per second at most'],
	[5, 'each caller number starts 5 calls per second at most'],
	[0.5, 'each caller number starts 30 calls per minute at most'],
])('the reason to wait at %d per second is told in words', (perSecond, text) => {
	expect(new CallerPace([ANN], perSecond).why).toEqual({ code: 'pace', text });
});
