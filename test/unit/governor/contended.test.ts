import { expect, test } from 'vitest';
import { Contended } from '../../../src/governor/contended.js';

const MINUTE_MS = 60_000;
/** Longer than one episode of refusals, ms. */
const EPISODE_MS = 10_000;

/** A ceiling that was found at 20, after it had moved often, at 0 ms. */
function contended(): Contended {
	const memory = new Contended();
	for (const [to, now] of [
		[30, -4 * MINUTE_MS],
		[10, -2 * MINUTE_MS],
		[20, 0],
	] as const)
		memory.moved(to, now);
	return memory;
}

test('a ceiling that moves now and then stands still in between', () => {
	const memory = new Contended();
	for (let move = 0; move < 10; move += 1) memory.moved(move, move * 15 * MINUTE_MS);
	expect(memory.limit).toBeUndefined();
});

test('three moves within twenty minutes: from then on it is followed, from where it was found', () => {
	const memory = new Contended();
	memory.moved(30, 0);
	memory.moved(10, 10 * MINUTE_MS);
	expect(memory.limit).toBeUndefined();
	memory.moved(20, 20 * MINUTE_MS);
	expect(memory.limit).toBe(20);
});

test('one move makes it worth looking for the next for an hour', () => {
	const memory = new Contended();
	expect(memory.movedLately(0)).toBe(false);
	memory.moved(10, 0);
	expect([60 * MINUTE_MS - 1, 60 * MINUTE_MS].map((now) => memory.movedLately(now))).toEqual([true, false]);
});

test('while it stands still neither refusals nor calls change anything', () => {
	const memory = new Contended();
	memory.taken(10);
	expect(memory.refused(10, 0)).toBeUndefined();
	expect(memory.limit).toBeUndefined();
});

test('a refusal takes a part of the limit, or of what was live where that is less', () => {
	const memory = contended();
	memory.refused(20, EPISODE_MS);
	const limit = memory.limit ?? 0;
	expect(limit).toBeLessThan(20);
	expect(limit).toBeGreaterThan(15);
	memory.refused(5, 2 * EPISODE_MS);
	expect(memory.limit).toBeLessThan(5);
});

test('refusals of one episode take it once', () => {
	const memory = contended();
	memory.refused(20, EPISODE_MS);
	const { limit } = memory;
	for (const ms of [1, 100, 1_000]) memory.refused(20, EPISODE_MS + ms);
	expect(memory.limit).toBe(limit);
});

test('one call always remains', () => {
	const memory = contended();
	for (let episode = 1; episode < 7; episode += 1) memory.refused(0, episode * EPISODE_MS);
	expect(memory.limit).toBe(1);
});

test('a full round of calls taken makes it one more; calls far below the limit make it no more', () => {
	const memory = contended();
	for (let call = 0; call < 100; call += 1) memory.taken(10);
	expect(memory.limit).toBe(20);
	for (let call = 0; call < 21; call += 1) memory.taken(20);
	expect(memory.limit).toBe(21);
});

test('refusals at about the same level again and again: it stands still there', () => {
	const memory = contended();
	const levels = [30, 12, 13, 12, 13, 12, 13, 12];
	for (const [episode, level] of levels.entries()) {
		expect(memory.refused(level, (episode + 1) * EPISODE_MS)).toBeUndefined();
	}
	// The 30 is the ninth last: eight in a row agree.
	expect(memory.refused(13, 9 * EPISODE_MS)).toBe(13);
	expect(memory.limit).toBeUndefined();
});

test('it moves on after it stood still: three more moves are needed', () => {
	const memory = contended();
	for (let episode = 1; episode <= 8; episode += 1) memory.refused(12, episode * EPISODE_MS);
	expect(memory.limit).toBeUndefined();
	for (const [to, limit] of [
		[30, undefined],
		[10, undefined],
		[20, 20],
	] as const) {
		memory.moved(to, 2 * MINUTE_MS);
		expect(memory.limit).toBe(limit);
	}
});
