import { expect, test } from 'vitest';
import { TakenLog } from '../../../src/governor/taken-log.js';

test('what was taken after the first moment and up to the second is counted', () => {
	const log = new TakenLog();
	for (const at of [100, 200, 200, 300]) log.add(at);
	expect(log.between(0, 1_000)).toBe(4);
	expect(log.between(100, 200)).toBe(2);
	expect(log.between(300, 400)).toBe(0);
});

test('an empty log counts nothing, however long the time', () => {
	expect(new TakenLog().between(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)).toBe(0);
});

test('the newest 2 048 moments are kept', () => {
	const log = new TakenLog();
	for (let at = 1; at <= 3_000; at += 1) log.add(at);
	expect(log.between(0, 3_000)).toBe(2_048);
	expect(log.between(2_900, 3_000)).toBe(100);
	expect(log.between(0, 952)).toBe(0);
});

test('when the first of all was taken is remembered, also when it is no longer kept', () => {
	const log = new TakenLog();
	expect(log.first).toBe(Number.POSITIVE_INFINITY);
	for (let at = 1; at <= 3_000; at += 1) log.add(at);
	expect(log.first).toBe(1);
});

test('it is known from when on nothing is missing', () => {
	const log = new TakenLog();
	for (let at = 1; at <= 2_048; at += 1) log.add(at);
	expect(log.complete).toBe(Number.NEGATIVE_INFINITY);
	for (let at = 2_049; at <= 3_000; at += 1) log.add(at);
	expect(log.between(log.complete, 3_000)).toBe(3_000 - log.complete);
});
