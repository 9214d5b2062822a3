import { expect, test } from 'vitest';
import { Backoff } from '../../../src/governor/backoff.js';

/** The waits after refusals one after the other, each of a start that was made when the wait before was over. */
function waits(backoff: Backoff, count: number, busy = false): number[] {
	let now = 0;
	return Array.from({ length: count }, () => {
		const startedAt = now;
		now += 50;
		backoff.refused(startedAt, now, undefined, busy);
		const wait = backoff.waitMs(now);
		now += wait;
		return wait;
	});
}

test('waits double from one second to a minute', () => {
	expect(waits(new Backoff(() => 0), 9)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 48_000, 48_000, 48_000]);
});

test('jitter lengthens every wait, the longest too, and none beyond a minute', () => {
	const most = waits(new Backoff(() => 1 - Number.EPSILON), 12).map(Math.round);
	expect(most).toEqual([1_250, 2_500, 5_000, 10_000, 20_000, 40_000, ...new Array(6).fill(60_000)]);
	expect(waits(new Backoff(() => 0.5), 12).every((wait) => wait >= 1_000 && wait <= 60_000)).toBe(true);
});

test('no number of refusals is too many', () => {
	expect(waits(new Backoff(() => 0), 2_000).at(-1)).toBe(48_000);
});

test('several starts of one moment that are refused together are one reason to wait', () => {
	const backoff = new Backoff(() => 0);
	for (const now of [100, 101, 102, 103]) backoff.refused(0, now, undefined, false);
	expect(backoff.waitMs(100)).toBe(1_000);
	expect(backoff.refusals).toBe(4);
	backoff.refused(1_100, 1_150, undefined, false);
	expect(backoff.waitMs(1_150)).toBe(2_000);
});

test('a start that is taken ends it, but not one that was made before the last refusal', () => {
	const backoff = new Backoff(() => 0);
	backoff.refused(10, 100, undefined, false);
	backoff.accepted(20);
	expect([backoff.active, backoff.since, backoff.refusals]).toEqual([true, 100, 1]);
	backoff.accepted(1_100);
	expect([backoff.active, backoff.since, backoff.refusals]).toEqual([false, undefined, 0]);
	backoff.refused(2_000, 2_050, undefined, false);
	expect(backoff.waitMs(2_050)).toBe(1_000);
});

test('a busy provider is tried again once at once, and then with waits', () => {
	expect(waits(new Backoff(() => 0), 5, true)).toEqual([0, 1_000, 2_000, 4_000, 8_000]);
});

test('what the provider asks for is obeyed in full, however long, and never shortened by a later refusal', () => {
	const backoff = new Backoff(() => 0);
	backoff.refused(0, 100, 7_200_000, false);
	expect(backoff.waitMs(100)).toBe(7_200_060);
	backoff.refused(50, 200, 1_000, false);
	backoff.refused(60, 300, undefined, false);
	expect(backoff.waitMs(100)).toBe(7_200_060);
	expect(backoff.toldMs(100)).toBe(7_200_060);
});

test('a short wait that the provider asks for does not shorten our own', () => {
	const backoff = new Backoff(() => 0);
	backoff.refused(0, 0, 100, false);
	expect([backoff.waitMs(0), backoff.toldMs(0)]).toEqual([1_000, 160]);
});

test('only what the provider asked for is silence', () => {
	const backoff = new Backoff(() => 0);
	backoff.refused(0, 0, undefined, false);
	expect(backoff.toldMs(0)).toBe(0);
});

test('a busy provider that names a time is not tried before it', () => {
	const backoff = new Backoff(() => 0);
	backoff.refused(0, 0, 3_000, true);
	expect(backoff.waitMs(0)).toBe(3_060);
});

test('a wait asked for without a refusal is obeyed too', () => {
	const backoff = new Backoff(() => 0);
	backoff.told(5_000, 100);
	expect([backoff.waitMs(100), backoff.toldMs(100), backoff.active]).toEqual([5_060, 5_060, false]);
});

test('what was asked may turn out to hold for starts alone', () => {
	const backoff = new Backoff(() => 0.5);
	backoff.refused(0, 100, 30_000, false);
	const wait = backoff.waitMs(100);
	backoff.endSilence();
	expect(backoff.toldMs(100)).toBe(0);
	expect(backoff.waitMs(100)).toBe(wait);
	backoff.told(5_000, 200);
	expect(backoff.toldMs(200)).toBeGreaterThanOrEqual(5_000);
});
