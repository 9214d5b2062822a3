import { expect, test } from 'vitest';
import { Trial } from '../../../src/governor/trial.js';

/** A trial without jitter that began at 0 ms, refused with so many calls live. */
function trialAt(level: number, notBefore = 0): Trial {
	return new Trial(level, 0, notBefore, () => 0.5);
}

test('tries come after 2, 4.4, 9.7 s, each from the refusal before it', () => {
	const trial = trialAt(10);
	expect(trial.waitMs(0)).toBe(2_000);
	expect(trial.refused(10, 2_000, 0)).toBeUndefined();
	expect(trial.waitMs(2_000)).toBeCloseTo(4_400);
	trial.refused(10, 6_400, 0);
	expect(trial.waitMs(6_400)).toBeCloseTo(9_680);
});

test('tries are spread by a fifth, and never wait longer than ten minutes by their own choice', () => {
	expect(new Trial(10, 0, 0, () => 0).waitMs(0)).toBe(1_600);
	const trial = trialAt(10);
	for (let refusal = 0; refusal < 20; refusal += 1) trial.refused(10, 0, 0);
	expect(trial.waitMs(0)).toBe(600_000);
});

test('no try is made before the provider allows', () => {
	const trial = trialAt(10, 30_000);
	expect(trial.waitMs(0)).toBe(30_000);
	trial.refused(10, 30_000, 90_000);
	expect(trial.waitMs(30_000)).toBe(60_000);
});

test('a call that ends brings the try forward, to half of its wait', () => {
	const early = trialAt(10);
	early.released(300);
	expect(early.waitMs(300)).toBe(700);
	const late = trialAt(10);
	late.released(1_500);
	expect(late.waitMs(1_500)).toBe(0);
});

test('taken, then refused at the edge: slots', () => {
	const trial = trialAt(10);
	expect(trial.taken(9, 2_000)).toBeUndefined();
	expect(trial.blocked).toBe(false);
	expect(trial.refused(10, 6_000, 0)).toBe('slots');
});

test('the edge is tested a while after the try: at least 2 s, and half as long again as the block', () => {
	const short = trialAt(10);
	short.taken(9, 1_000);
	expect([short.allows(10, 1_000), short.allows(11, 2_999), short.allows(11, 3_000)]).toEqual([true, false, true]);
	expect(short.edgeWaitMs(1_000)).toBe(2_000);
	const long = trialAt(10);
	long.taken(9, 60_000);
	expect([long.allows(11, 149_999), long.allows(11, 150_000)]).toEqual([false, true]);
});

test('taken above the edge: a blip after one refusal, a rate after several', () => {
	const once = trialAt(10);
	once.taken(10, 2_000);
	expect(once.taken(10, 6_000)).toBeUndefined();
	expect(once.taken(11, 6_300)).toBe('blip');
	const twice = trialAt(10);
	twice.refused(10, 2_000, 0);
	twice.taken(10, 7_000);
	expect(twice.taken(11, 20_000)).toBe('rate');
});

test('a single refusal whose level is not reached again is a blip in the end', () => {
	const trial = trialAt(10);
	trial.taken(4, 2_000);
	expect(trial.taken(5, 17_000)).toBeUndefined();
	expect(trial.taken(5, 17_001)).toBe('blip');
});

test.each([
	[12, 9],
	[40, 30],
	[3, 0],
	[1, 0],
])('refused at %i and again with only %i calls live: a rate, once a try is taken', (level, again) => {
	const trial = trialAt(level);
	trial.refused(again, 2_000, 0);
	expect(trial.taken(again, 5_000)).toBe('rate');
});

test.each([
	[12, 10],
	[40, 31],
])('refused at %i and again at %i says nothing against slots', (level, again) => {
	const trial = trialAt(level);
	trial.refused(again, 2_000, 0);
	expect(trial.taken(again, 7_000)).toBeUndefined();
});

test('when a rate is suspected, tries wait for the moments at which windows open, not for calls that end', () => {
	const trial = trialAt(20);
	trial.refused(3, 2_000, 0);
	expect(trial.waitMs(2_000)).toBe(3_250);
	trial.released(2_100);
	expect(trial.waitMs(2_000)).toBe(3_250);
	trial.refused(3, 31_000, 0);
	expect(trial.waitMs(31_000)).toBe(29_250);
	trial.refused(3, 3_700_000, 0);
	expect(trial.waitMs(3_700_000)).toBe(3_600_250);
});
