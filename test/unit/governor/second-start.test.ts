import { expect, test } from 'vitest';
import { SecondStart } from '../../../src/governor/second-start.js';

test('before the first start is answered it says nothing', () => {
	expect(new SecondStart().waitMs(5_000)).toBe(0);
});

test('the second waits the longer the further away the provider is, up to a second and a half', () => {
	const waits = [5, 50, 200, 5_000].map((latencyMs) => {
		const second = new SecondStart();
		second.taken(latencyMs, 10_000);
		return second.waitMs(10_000);
	});
	expect(waits.every((wait, index) => index === 0 || wait > (waits[index - 1] ?? 0))).toBe(true);
	expect(waits[0]).toBeLessThan(50);
	expect(waits.at(-1)).toBe(1_500);
});

test('it is counted from the answer to the first', () => {
	const second = new SecondStart();
	second.taken(5_000, 10_000);
	second.taken(5_000, 11_000);
	expect([10_500, 11_500, 20_000].map((now) => second.waitMs(now))).toEqual([1_000, 0, 0]);
});
