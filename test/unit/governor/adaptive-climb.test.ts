import { expect, test } from 'vitest';
import { LATENCY_MS, Line } from './adaptive-driver.js';

const FOREVER = Number.POSITIVE_INFINITY;

test('one call is tried first, however many may be started', () => {
	const line = new Line({ start: 10 });
	const first = line.start();
	line.now += 60_000;
	expect(line.wait()).toEqual({ waitMs: FOREVER, why: { code: 'trial', text: 'one call is tried first' } });
	line.accept(first);
	expect(line.starts(5_000)).toHaveLength(9);
});

test('a call that is answered with an error of its own is an answer too', () => {
	const line = new Line({ start: 10 });
	line.governor.failed(line.start(), line.now, 'rejected');
	expect(line.starts(5_000)).toHaveLength(10);
});

test('below twenty, one call at a time is started beyond what is proven', () => {
	const line = new Line();
	line.climb(12);
	expect(line.starts(5_000)).toHaveLength(1);
	expect(line.wait()).toEqual({
		waitMs: FOREVER,
		why: { code: 'slots', text: 'the last starts are not confirmed yet' },
	});
});

test('from twenty on, a tenth of what is proven is under way', () => {
	const line = new Line();
	line.climb(40);
	const starts = line.starts(5_000);
	expect(starts).toHaveLength(4);
	for (const ticket of starts) line.accept(ticket);
	expect(line.starts(5_000)).toHaveLength(4);
});

test('up to what is proven, calls that end are replaced without waiting for confirmations', () => {
	const line = new Line();
	line.climb(12);
	line.end(8);
	expect(line.starts(5_000)).toHaveLength(8);
});

test('the climb ends at the most that is allowed', () => {
	const line = new Line({ max: 4 });
	line.climb(4);
	expect(line.wait()).toEqual({ waitMs: FOREVER, why: { code: 'slots', text: 'all 4 slots are in use' } });
});

test('a told limit is used at once, without a climb', () => {
	const line = new Line();
	line.climb(1);
	line.governor.told(15);
	expect(line.starts(5_000)).toHaveLength(14);
	expect(line.governor.snapshot()).toMatchObject({
		slots: 15,
		live: 15,
		change: { from: 200, to: 15, why: 'the provider tells a limit of 15' },
	});
});

test('a told limit that falls ends no call, and one that rises is used', () => {
	const line = new Line();
	line.climb(8);
	line.governor.told(5);
	expect(line.wait().why.text).toBe('all 5 slots are in use');
	expect(line.governor.snapshot()).toMatchObject({ slots: 5, live: 8 });
	line.governor.told(12);
	expect(line.starts(5_000)).toHaveLength(4);
});

test('calls of an earlier run hold their slots and are given back like others', () => {
	const line = new Line({ start: 3 });
	const adopted = [line.governor.adopt(0), line.governor.adopt(0)];
	expect(line.governor.snapshot().live).toBe(2);
	line.climb(1);
	line.governor.told(3);
	expect(line.wait().why.code).toBe('slots');
	for (const ticket of adopted) line.governor.ended(ticket, line.now);
	expect(line.starts(5_000)).toHaveLength(2);
});

test('more adopted calls than slots hold back every start', () => {
	const line = new Line({ max: 2 });
	for (let call = 0; call < 5; call += 1) line.governor.adopt(0);
	expect(line.wait().why.text).toBe('all 2 slots are in use');
});

test('a configured pace holds from the first start on, for tries after a refusal as well', () => {
	const line = new Line({ pacePerSecond: 0.1 });
	line.take();
	expect(line.now).toBe(LATENCY_MS);
	expect(line.wait()).toEqual({ waitMs: 9_740, why: { code: 'pace', text: '0.1 starts per second at most' } });
	line.refuse('unknown');
	const refusedAt = line.now;
	line.start();
	expect(line.now - refusedAt).toBeGreaterThan(9_000);
});
