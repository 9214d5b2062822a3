import { expect, test } from 'vitest';
import { LatencySpread } from '../../../src/governor/latency-spread.js';

function spreadOf(latencies: readonly number[]): number {
	const spread = new LatencySpread();
	for (const ms of latencies) spread.add(ms);
	return spread.ms;
}

/** So many answers that took between the two, ms, in turn. */
function between(short: number, long: number, answers: number): number[] {
	return Array.from({ length: answers }, (_, index) => (index % 2 === 0 ? short : long));
}

test('before anything was answered there is no spread', () => {
	expect(spreadOf([])).toBe(0);
});

test("of the first answers a part of the longest one's time is assumed", () => {
	expect(spreadOf([300])).toBeGreaterThan(0);
	expect(spreadOf([300, 100])).toBe(spreadOf([300]));
	expect(spreadOf([300])).toBeLessThan(300);
});

test('answers that take equally long come as they are sent', () => {
	expect(spreadOf(between(250, 250, 32))).toBe(0);
});

test('it is half of the range', () => {
	expect(spreadOf(between(200, 300, 32))).toBe(50);
	expect(spreadOf([200, 220, 280, 300])).toBe(50);
});

test('of many answers one that hung and one that was quick say nothing', () => {
	expect(spreadOf([...between(200, 300, 30), 1, 9_000])).toBe(50);
});

test('of a few answers every one counts', () => {
	expect(spreadOf([200, 200, 200, 1_200])).toBe(500);
});

test('what is long past is forgotten', () => {
	expect(spreadOf([...between(100, 2_100, 32), ...between(200, 300, 32)])).toBe(50);
});
