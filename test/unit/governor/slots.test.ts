import { expect, test } from 'vitest';
import { DEFAULT_SLOTS, Slots, type SlotsOptions } from '../../../src/governor/slots.js';

function slots(options: Partial<SlotsOptions> = {}): Slots {
	return new Slots({ ...DEFAULT_SLOTS, ...options });
}

test('five slots at the start, at most fifty', () => {
	expect(slots().allowed).toBe(5);
	expect(slots({ start: 80 }).allowed).toBe(50);
	expect(slots({ start: 0, max: 0 }).allowed).toBe(1);
});

test('one slot is added after a quiet period in which all were in use', () => {
	const aimd = slots();
	expect(aimd.consider(5, 0)).toBeUndefined();
	expect(aimd.consider(2, 4_999)).toBeUndefined();
	expect(aimd.consider(2, 5_000)).toEqual({
		what: 'slots',
		from: 5,
		to: 6,
		why: 'no refusal for 5 s with all slots in use',
	});
});

test('without all slots in use no quiet is long enough: a limit that was not touched was not tested', () => {
	const aimd = slots();
	for (let now = 0; now < 3_600_000; now += 500) expect(aimd.consider(4, now)).toBeUndefined();
	expect(aimd.consider(5, 3_600_000)).toMatchObject({ from: 5, to: 6 });
});

test('every further slot needs a quiet period of its own, with all slots in use', () => {
	const aimd = slots();
	const grewAt: number[] = [];
	for (let now = 0; now <= 20_000; now += 100) if (aimd.consider(50, now) !== undefined) grewAt.push(now);
	expect(grewAt).toEqual([5_000, 10_000, 15_000, 20_000]);
	expect(aimd.allowed).toBe(9);
	expect(aimd.consider(8, 30_000)).toBeUndefined();
});

test('they never grow beyond the most that was asked for', () => {
	const aimd = slots({ start: 49 });
	for (let now = 0; now <= 60_000; now += 1_000) aimd.consider(50, now);
	expect(aimd.allowed).toBe(50);
});

test('a refusal halves what was proven to be too much', () => {
	const aimd = slots({ start: 20 });
	expect(aimd.refused(0, 21, 0)).toEqual({ what: 'slots', from: 20, to: 10, why: 'refused at 21 live calls' });
	const few = slots({ start: 20 });
	expect(few.refused(0, 9, 0)).toMatchObject({ from: 20, to: 4 });
});

test('one slot always remains', () => {
	const aimd = slots({ start: 1 });
	expect(aimd.refused(0, 1, 0)).toBeUndefined();
	expect(aimd.allowed).toBe(1);
});

test('one episode shrinks them once: refusals of starts made before the decrease tell nothing new', () => {
	const aimd = slots({ start: 40 });
	const before = aimd.epoch;
	aimd.refused(before, 40, 0);
	for (const now of [1, 2, 3]) expect(aimd.refused(before, 39, now)).toBeUndefined();
	expect(aimd.allowed).toBe(20);
	expect(aimd.refused(aimd.epoch, 20, 100)).toMatchObject({ from: 20, to: 10 });
});

test('every refusal begins the quiet period anew, also one that does not shrink them', () => {
	const aimd = slots({ start: 10 });
	aimd.consider(10, 0);
	aimd.refused(0, 10, 4_000);
	aimd.consider(5, 4_100);
	aimd.refused(0, 5, 6_000);
	aimd.consider(5, 6_100);
	expect(aimd.consider(5, 10_999)).toBeUndefined();
	expect(aimd.consider(5, 11_000)).toMatchObject({ from: 5, to: 6 });
});

test('slots that were full before a refusal prove nothing after it', () => {
	const aimd = slots({ start: 10 });
	aimd.consider(10, 0);
	aimd.refused(0, 10, 1_000);
	expect(aimd.consider(4, 20_000)).toBeUndefined();
});

test('where an earlier run ended is where this one begins, within the limits', () => {
	const aimd = slots();
	expect(aimd.resume(12)).toEqual({ what: 'slots', from: 5, to: 12, why: 'an earlier run ended with 12' });
	expect(aimd.resume(12)).toBeUndefined();
	expect(aimd.resume(1_000)).toMatchObject({ to: 50 });
});

test('a limit that the provider tells is taken at once, up or down, and never exceeded', () => {
	const aimd = slots();
	expect(aimd.told(20)).toEqual({ what: 'slots', from: 5, to: 20, why: 'the provider tells a limit of 20' });
	for (let now = 0; now <= 60_000; now += 1_000) aimd.consider(20, now);
	expect(aimd.allowed).toBe(20);
	expect(aimd.told(3)).toMatchObject({ from: 20, to: 3 });
	expect(aimd.told(3)).toBeUndefined();
	expect(aimd.told(1_000)).toMatchObject({ to: 50 });
	expect(aimd.told(0)).toMatchObject({ to: 1 });
});
