import { expect, test } from 'vitest';
import { LearnedRate } from '../../../src/governor/learned-rate.js';
import { RateProbe } from '../../../src/governor/rate-probe.js';

const WINDOW_MS = 10_000;
const MINUTE_MS = 60_000;

interface Probed {
	readonly rate: LearnedRate;
	readonly probe: RateProbe;
}

/** Two starts a second, found at 0 ms. */
function found(windowMs = WINDOW_MS): Probed {
	const rate = new LearnedRate();
	rate.set(2, windowMs);
	const probe = new RateProbe(rate);
	probe.found(0);
	return { rate, probe };
}

/** So many starts, all of which had to wait for the pace, or none. */
function starts({ probe }: Probed, times: number, waited: boolean, now: number): void {
	for (let start = 0; start < times; start += 1) {
		if (waited) probe.waited();
		probe.started(now);
	}
}

/** When the next probe is due, ms. */
function dueFrom({ probe }: Probed, now: number): number {
	let at = now;
	while (!probe.isDue(at)) {
		at += 1_000;
		if (at > now + 60 * MINUTE_MS) throw new Error('no probe is ever due');
	}
	return at;
}

/** Probes, with success. @returns how much faster it was, as a share, and when it ended, ms. */
function succeed({ rate, probe }: Probed, now: number): { step: number; endedAt: number } {
	const before = rate.perSecond ?? 0;
	probe.begin(now);
	const step = (rate.perSecond ?? 0) / before - 1;
	for (let at = now; ; at += 1_000) if (probe.taken(at)) return { step, endedAt: at };
}

test('a pace just found is looked at soon, and not before it was seen how it goes', () => {
	const probed = found();
	expect(probed.probe.verified).toBe(false);
	const due = dueFrom(probed, 0);
	expect(due).toBeGreaterThanOrEqual(2 * WINDOW_MS);
	expect(due).toBeLessThan(MINUTE_MS);
	expect(dueFrom(found(MINUTE_MS), 0)).toBe(2 * MINUTE_MS);
});

test('a pace that does not hold starts back is not looked at', () => {
	const probed = found();
	starts(probed, 10, false, 1_000);
	expect(probed.probe.boundSince).toBeUndefined();
	expect(probed.probe.isDue(MINUTE_MS)).toBe(false);
	starts(probed, 30, true, 70_000);
	expect(probed.probe.boundSince).toBe(70_000);
	expect(probed.probe.isDue(MINUTE_MS)).toBe(true);
});

test('a start now and then that need not wait changes nothing', () => {
	const probed = found();
	for (let round = 0; round < 20; round += 1) {
		starts(probed, 9, true, round);
		starts(probed, 1, false, round);
	}
	expect(probed.probe.boundSince).toBe(0);
});

test('none is due while one is under way, or while starts are refused', () => {
	const probed = found();
	probed.rate.refused(MINUTE_MS);
	expect(probed.probe.isDue(MINUTE_MS)).toBe(false);
	probed.rate.unblock(MINUTE_MS);
	probed.probe.begin(MINUTE_MS);
	expect([probed.probe.active, probed.probe.isDue(2 * MINUTE_MS)]).toEqual([true, false]);
});

test('for a while starts come a little closer; with nothing refused that pace stays, and the next probe is due', () => {
	const probed = found();
	const { step, endedAt } = succeed(probed, MINUTE_MS);
	expect(step).toBeGreaterThan(0.01);
	expect(step).toBeLessThan(0.1);
	expect(endedAt - MINUTE_MS).toBeGreaterThanOrEqual(1.5 * WINDOW_MS);
	expect(probed.rate.perSecond).toBeCloseTo(2 * (1 + step));
	expect([probed.probe.active, probed.probe.isDue(endedAt)]).toEqual([false, true]);
});

test('while it is under way the pace before it is known', () => {
	const probed = found();
	expect(probed.probe.base).toBeUndefined();
	probed.probe.begin(MINUTE_MS);
	expect(probed.probe.base).toBe(2);
	expect(probed.rate.perSecond).toBeGreaterThan(2);
	probed.probe.refused(MINUTE_MS);
	expect(probed.probe.base).toBeUndefined();
});

test('each success doubles the step, up to the largest', () => {
	const probed = found();
	const steps: number[] = [];
	for (let now = MINUTE_MS; steps.length < 6; ) {
		const { step, endedAt } = succeed(probed, now);
		steps.push(step);
		now = endedAt;
	}
	const [first = 0] = steps;
	for (const [index, step] of steps.entries()) expect(step).toBeCloseTo(Math.min(0.3, first * 2 ** index));
});

test('a slow pace is probed for long enough that more starts come of it', () => {
	const probed = found();
	probed.rate.set(0.02);
	const { step, endedAt } = succeed(probed, MINUTE_MS);
	expect(((endedAt - MINUTE_MS) / 1_000) * 0.02 * step).toBeGreaterThanOrEqual(3);
});

test('refused, the pace before it holds, and the hold until the next one doubles, up to a quarter of an hour', () => {
	const probed = found();
	const holds: number[] = [];
	for (let now = MINUTE_MS; holds.length < 6; now += holds.at(-1) ?? 0) {
		probed.probe.begin(now);
		probed.probe.refused(now);
		expect(probed.rate.perSecond).toBe(2);
		expect(probed.probe).toMatchObject({ active: false, verified: true });
		holds.push(dueFrom(probed, now) - now);
	}
	const [first = 0] = holds;
	expect(holds).toEqual([1, 2, 4, 8, 16, 32].map((times) => Math.min(times * first, 15 * MINUTE_MS)));
});

test('refused, a slow pace is tried with smaller steps, in case the one before was too large; taken, with large ones', () => {
	const probed = found();
	probed.rate.set(0.1);
	const stepOf = () => {
		probed.probe.begin(MINUTE_MS);
		return (probed.rate.perSecond ?? 0) / (probed.probe.base ?? 0) - 1;
	};
	const steps = Array.from({ length: 6 }, () => {
		const step = stepOf();
		probed.probe.refused(MINUTE_MS);
		return step;
	});
	const [first = 0, second = 0, third = 0] = steps;
	expect([second, third].every((step, index) => step < (steps[index] ?? 0))).toBe(true);
	expect(steps.at(-1)).toBeGreaterThan(0.01);
	expect(steps.at(-1)).toBe(steps.at(-2));
	succeed(probed, MINUTE_MS);
	probed.rate.set(0.1);
	expect(stepOf()).toBeCloseTo(first);
});

test('what was not used up was not tried: the pace before it holds', () => {
	const probed = found();
	probed.probe.begin(MINUTE_MS);
	starts(probed, 10, false, MINUTE_MS);
	expect(probed.probe.taken(10 * MINUTE_MS)).toBe(false);
	expect(probed.rate.perSecond).toBe(2);
	expect(probed.probe.active).toBe(false);
});

test('a pace that was lowered is held, and lowered by much it is to be looked at in any case', () => {
	const probed = found();
	probed.probe.begin(0);
	probed.probe.refused(0);
	for (const [share, verified] of [
		[0.93, true],
		[0.4, false],
	] as const) {
		probed.probe.lowered(share, MINUTE_MS);
		expect(probed.probe.verified).toBe(verified);
		expect(dueFrom(probed, MINUTE_MS)).toBeGreaterThanOrEqual(2 * MINUTE_MS);
	}
});
