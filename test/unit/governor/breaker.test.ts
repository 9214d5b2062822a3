import { expect, test } from 'vitest';
import { Breaker } from '../../../src/governor/breaker.js';

/** A breaker after three failures at 0 ms. */
function tripped(): Breaker {
	const breaker = new Breaker();
	for (let failure = 0; failure < 3; failure += 1) breaker.failed(0);
	return breaker;
}

test('three failures in a row open it, two do not', () => {
	const breaker = new Breaker();
	breaker.failed(0);
	breaker.failed(10);
	expect([breaker.open, breaker.waitMs(10)]).toEqual([false, 0]);
	breaker.failed(20);
	expect([breaker.open, breaker.waitMs(20)]).toEqual([true, 1_000]);
});

test('an answer in between starts the count over', () => {
	const breaker = new Breaker();
	breaker.failed(0);
	breaker.failed(1);
	breaker.answered();
	breaker.failed(2);
	breaker.failed(3);
	expect(breaker.open).toBe(false);
});

test('after every failed try it waits twice as long, up to half a minute', () => {
	const breaker = tripped();
	let now = 0;
	const waits: number[] = [];
	for (let tries = 0; tries < 8; tries += 1) {
		waits.push(breaker.waitMs(now));
		now += breaker.waitMs(now);
		breaker.failed(now);
	}
	expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test('calls that fail together while it waits do not lengthen this wait, nor the next one', () => {
	const breaker = tripped();
	for (let failure = 0; failure < 20; failure += 1) breaker.failed(500);
	expect(breaker.waitMs(500)).toBe(500);
	breaker.failed(1_000);
	expect(breaker.waitMs(1_000)).toBe(2_000);
});

test('any answer closes it at once, and the waits begin from the first again', () => {
	const breaker = tripped();
	breaker.failed(1_000);
	breaker.answered();
	expect([breaker.open, breaker.waitMs(1_000)]).toEqual([false, 0]);
	for (let failure = 0; failure < 3; failure += 1) breaker.failed(5_000);
	expect(breaker.waitMs(5_000)).toBe(1_000);
});

test('once it is open it knows since when there has been no answer', () => {
	const breaker = new Breaker();
	expect(breaker.downSince).toBeUndefined();
	breaker.failed(70);
	breaker.failed(90);
	expect(breaker.downSince).toBeUndefined();
	breaker.failed(110);
	expect(breaker.downSince).toBe(70);
	breaker.answered();
	expect(breaker.downSince).toBeUndefined();
});
