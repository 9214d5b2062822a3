import { expect, test } from 'vitest';
import { Hearing } from '../../../src/tracking/hearing.js';

test('as long as nothing was told, it is asked as ever', () => {
	expect(new Hearing().nextAsk(1_000, 200)).toBe(1_200);
});

test('word of an end puts the next question off, again and again', () => {
	const hearing = new Hearing();
	hearing.told(1_100);
	expect(hearing.nextAsk(1_000, 200)).toBe(2_100);
	hearing.told(1_500);
	expect(hearing.nextAsk(1_000, 200)).toBe(2_500);
});

test('but not for longer than half a minute, nor for less than without word', () => {
	const hearing = new Hearing();
	hearing.told(40_000);
	expect(hearing.nextAsk(1_000, 5_000)).toBe(31_000);
	expect(hearing.nextAsk(1_000, 45_000)).toBe(46_000);
});

test('silence after it brings the question near, and an end that was not told makes it as ever', () => {
	const hearing = new Hearing();
	hearing.told(1_000);
	expect(hearing.nextAsk(2_000, 200)).toBe(3_000);
	hearing.missed();
	expect([hearing.isTrusted, hearing.nextAsk(3_000, 200)]).toEqual([false, 3_200]);
	hearing.told(3_100);
	expect([hearing.isTrusted, hearing.nextAsk(3_000, 200)]).toEqual([true, 4_100]);
});

test('words that lie far apart are waited for longer', () => {
	const hearing = new Hearing();
	for (let at = 0; at <= 60_000; at += 2_000) hearing.told(at);
	const wait = hearing.nextAsk(60_000, 100) - 60_000;
	expect(wait).toBeGreaterThan(5_500);
	expect(wait).toBeLessThan(6_500);
});

test('whoever wants to know hears of every end that nobody told', () => {
	let missed = 0;
	const hearing = new Hearing(() => {
		missed += 1;
	});
	hearing.told(0);
	expect(missed).toBe(0);
	hearing.missed();
	hearing.missed();
	expect(missed).toBe(2);
});
