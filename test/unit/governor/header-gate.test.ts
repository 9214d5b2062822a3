import { expect, test } from 'vitest';
import { HeaderGate } from '../../../src/governor/header-gate.js';

/** Starts as soon as the gate lets it, until the given moment; the moments of the starts. */
function starts(gate: HeaderGate, from: number, to: number): number[] {
	const started: number[] = [];
	for (let now = from; now < to; ) {
		const wait = gate.waitMs(now);
		now += wait;
		if (now >= to) break;
		gate.started(now);
		started.push(Math.round(now));
		if (started.length > 100) break;
	}
	return started;
}

test('a provider that tells nothing is not waited for', () => {
	const gate = new HeaderGate();
	gate.observe({}, 3, 0);
	gate.observe({ limit: 5, remaining: 0 }, 3, 0);
	gate.observe({ resetMs: 60_000 }, 3, 0);
	expect(gate.waitMs(0)).toBe(0);
});

test('with nothing left everything waits for the reset', () => {
	const gate = new HeaderGate();
	gate.observe({ remaining: 0, resetMs: 10_000 }, 0, 1_000);
	expect(gate.waitMs(1_000)).toBe(10_060);
	expect(gate.waitMs(11_059)).toBe(1);
	expect(gate.waitMs(11_060)).toBe(0);
});

test('what is left is spread over the rest of the window, and nothing more is started before the reset', () => {
	const gate = new HeaderGate();
	gate.observe({ remaining: 4, resetMs: 10_000 }, 0, 0);
	const [first, second, third, fourth, fifth] = starts(gate, 0, 10_061);
	expect([first, second, third, fourth, fifth]).toEqual([0, 2_500, 5_000, 7_500, 10_060]);
});

test('starts under way count against what is left', () => {
	const gate = new HeaderGate();
	gate.observe({ remaining: 3, resetMs: 10_000 }, 3, 0);
	expect(gate.waitMs(0)).toBe(10_060);
});

test('answers that overtake each other: within one window the smallest number counts', () => {
	const gate = new HeaderGate();
	gate.observe({ remaining: 0, resetMs: 9_900 }, 0, 100);
	gate.observe({ remaining: 1, resetMs: 9_800 }, 0, 200);
	expect(gate.waitMs(200)).toBe(9_860);
});

test('a new window replaces the old one', () => {
	const gate = new HeaderGate();
	gate.observe({ remaining: 0, resetMs: 1_000 }, 0, 0);
	gate.observe({ remaining: 50, resetMs: 1_000 }, 0, 1_020);
	expect(gate.waitMs(1_020)).toBe(0);
});

test('a reset that moves far away is another window, with another number', () => {
	const gate = new HeaderGate();
	gate.observe({ remaining: 0, resetMs: 5_000 }, 0, 0);
	gate.observe({ remaining: 10, resetMs: 60_000 }, 0, 100);
	expect(gate.waitMs(100)).toBe(0);
});

test('when the window is over and nothing new was told, nothing holds starts back', () => {
	const gate = new HeaderGate();
	gate.observe({ remaining: 1, resetMs: 1_000 }, 0, 0);
	expect(starts(gate, 1_060, 1_061)).toHaveLength(101);
});
