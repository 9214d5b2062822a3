import { expect, test } from 'vitest';
import { Trial } from '../../../src/governor/trial.js';

interface Refusal {
	/** Calls that were live. */
	readonly level: number;
	/** Starts taken within the second before. */
	readonly lately?: number;
	/** Whether the provider told when to come again. */
	readonly told?: boolean;
	/** Whether it said that a rate was exceeded. */
	readonly isRate?: boolean;
	readonly notBefore?: number;
}

/** A trial without jitter that began at 0 ms. */
function trialAt(refusal: Refusal, random = () => 0): Trial {
	return new Trial({ lately: 1, told: false, isRate: false, notBefore: 0, ...refusal, now: 0, random });
}

/** When it is tried the next times, ms, each try refused with so many calls live. */
function triesFrom(trial: Trial, now: number, level: number, times: number): number[] {
	const tries = [];
	for (let at = now + trial.waitMs(now); tries.length < times; at += trial.waitMs(at)) {
		tries.push(at);
		trial.refused(level, false, at, 0);
	}
	return tries;
}

test('the first try comes when a limit per second has opened again, the sooner the more were taken', () => {
	const few = trialAt({ level: 10, lately: 1 }).waitMs(0);
	const many = trialAt({ level: 10, lately: 50 }).waitMs(0);
	expect(few).toBeGreaterThan(2_000);
	expect(many).toBeGreaterThan(1_000);
	expect(many).toBeLessThan(few);
});

test('where nothing was taken just before, no limit per second is likely: no quick try', () => {
	expect(trialAt({ level: 100, lately: 0 }).waitMs(0)).toBeGreaterThan(5_000);
});

test('later tries come just after usual windows have opened, the later the fewer calls may end until then', () => {
	const usual = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600].map((s) => s * 1_000 + 250);
	const tries = [1, 3, 100].map((level) => triesFrom(trialAt({ level }), 0, level, 3).slice(1));
	for (const [later = 0, last = 0] of tries) {
		expect(usual).toContain(later);
		expect(usual).toContain(last);
		expect(last).toBeGreaterThan(later);
	}
	const [few = 0, some = 0, many = 0] = tries.map(([later]) => later);
	expect(few).toBeGreaterThan(some);
	expect(some).toBeGreaterThan(many);
});

test('after the last boundary it is tried every hour', () => {
	const trial = trialAt({ level: 100 });
	trial.refused(100, false, 5_000_000, 0);
	expect(trial.waitMs(5_000_000)).toBe(3_600_250);
});

test('boundaries are missed by a little, so that several dialers do not come back together', () => {
	const late = trialAt({ level: 100, lately: 0 }, () => 0.999);
	const early = trialAt({ level: 100, lately: 0 });
	expect(late.waitMs(0)).toBeGreaterThan(early.waitMs(0));
	expect(late.waitMs(0)).toBeLessThan(6_000);
});

test('no try is made before the provider allows', () => {
	const trial = trialAt({ level: 10, notBefore: 20_000 });
	expect(trial.waitMs(0)).toBe(20_000);
	trial.refused(10, false, 20_000, 90_000);
	trial.ended();
	expect(trial.waitMs(20_000)).toBe(70_000);
});

test('a call that ended brings the try forward; it waits longer once that was in vain', () => {
	const trial = trialAt({ level: 10, lately: 0 });
	trial.ended();
	const first = trial.waitMs(0);
	expect(first).toBeLessThan(2_000);
	trial.refused(9, false, first, 0);
	trial.ended();
	expect(trial.waitMs(first)).toBeGreaterThan(2 * first);
	expect(trial.waitMs(first)).toBeLessThan(10_000);
});

test('refused below twice, although calls had ended: only boundaries are tried, all of them', () => {
	const trial = trialAt({ level: 10 });
	trial.refused(9, false, 2_200, 0);
	trial.refused(8, false, 7_500, 0);
	trial.ended();
	expect(triesFrom(trial, 7_500, 8, 3)).toEqual([10_250, 15_250, 30_250]);
	expect(trial.taken(7, 60_250)).toEqual({ kind: 'unclear', from: 0, level: 10 });
});

test('with many live there is always word of an end on its way: two below is not below', () => {
	const trial = trialAt({ level: 60 });
	for (const now of [3_000, 6_000]) trial.refused(58, false, now, 0);
	expect(trial.taken(57, 11_000)).toEqual({ kind: 'slots', from: 0, level: 60 });
});

test('taken when a call had ended: slots, at the level of the refusal', () => {
	expect(trialAt({ level: 10 }).taken(9, 2_000)).toEqual({ kind: 'slots', from: 0, level: 10 });
	const again = trialAt({ level: 10 });
	again.refused(10, false, 2_000, 0);
	expect(again.taken(9, 9_000)).toEqual({ kind: 'slots', from: 0, level: 10 });
});

test('taken with as many live as when it was refused: a rate, of a short window when the first try was taken', () => {
	expect(trialAt({ level: 10 }).taken(10, 2_200)).toEqual({ kind: 'rate', from: 0, to: 2_200, quick: true });
});

test('taken so only later, word of an end may be on its way: a few more calls have to be taken to make it a rate', () => {
	const later = trialAt({ level: 10 });
	later.refused(10, false, 2_200, 0);
	const verdict = later.taken(10, 30_250);
	expect(verdict).toMatchObject({ kind: 'unclear', from: 0 });
	expect('level' in verdict ? verdict.level : 0).toBeGreaterThan(11);
});

test('what was under way at the refusal and was taken stood in its way too', () => {
	const trial = trialAt({ level: 10 });
	trial.raise(12);
	trial.raise(11);
	expect(trial.level).toBe(12);
	expect(trial.taken(11, 2_000)).toEqual({ kind: 'slots', from: 0, level: 12 });
});

test.each([
	[12, 9, 'unclear'],
	[12, 10, 'slots'],
	[40, 30, 'unclear'],
	[40, 31, 'slots'],
	[1, 0, 'rate'],
	[0, 0, 'rate'],
])('refused at %i and once more with %i live, then taken with one less: %s', (level, again, kind) => {
	const trial = trialAt({ level });
	trial.refused(again, false, 2_200, 0);
	expect(trial.taken(Math.max(0, again - 1), 60_250).kind).toBe(kind);
});

test('refused with no call live: no ceiling does that, and every boundary is tried', () => {
	const trial = trialAt({ level: 0, lately: 0 });
	expect(triesFrom(trial, 0, 0, 3)).toEqual([5_250, 10_250, 15_250]);
	expect(trial.taken(0, 30_250)).toMatchObject({ kind: 'rate', quick: false });
});

test('the very first call refused once tells nothing', () => {
	expect(trialAt({ level: 0, lately: 0 }).taken(0, 5_250)).toEqual({ kind: 'chance' });
});

test('refused once with word of when to come again it is no chance', () => {
	expect(trialAt({ level: 0, lately: 0, told: true }).taken(0, 5_250)).toMatchObject({ kind: 'rate' });
});

test('refused for a rate, as the provider says: every boundary is tried, and no call that ends brings one forward', () => {
	const trial = trialAt({ level: 3, lately: 0, isRate: true });
	trial.ended();
	expect(triesFrom(trial, 0, 2, 3)).toEqual([5_250, 10_250, 15_250]);
	expect(trial.taken(1, 30_250)).toEqual({ kind: 'rate', from: 0, to: 30_250, quick: false });
});

test('told when to come again, a rate is none of a short window', () => {
	const trial = trialAt({ level: 10, told: true, isRate: true });
	expect(trial.taken(10, 2_200)).toEqual({ kind: 'rate', from: 0, to: 2_200, quick: false });
});

test('what the provider says at a later try is believed as well', () => {
	const trial = trialAt({ level: 10 });
	trial.refused(9, true, 2_200, 0);
	expect(trial.taken(8, 10_250)).toMatchObject({ kind: 'rate', to: 10_250 });
});

test('a rate that was over within a moment is one of a short window, whichever try was taken', () => {
	const trial = trialAt({ level: 10 });
	trial.refused(10, false, 300, 0);
	expect(trial.waitMs(300)).toBe(trialAt({ level: 10 }).waitMs(300));
	expect(trial.taken(10, 2_200)).toMatchObject({ kind: 'rate', quick: true });
});

test('told when to come again it is not clear, neither with as many calls live nor with one less', () => {
	expect(trialAt({ level: 10, told: true }).taken(10, 2_200)).toMatchObject({ kind: 'unclear', from: 0 });
	expect(trialAt({ level: 10, told: true }).taken(9, 2_200)).toEqual({ kind: 'unclear', from: 0, level: 10 });
});
