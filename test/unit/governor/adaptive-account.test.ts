import { expect, test } from 'vitest';
import { ALONE } from '../../../src/governor/governor.js';
import { Line } from './adaptive-driver.js';
import { generous, slotsOf } from './simulated-providers.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

test('an attempt in doubt keeps its slot until it is known what became of it', () => {
	const line = new Line();
	line.governor.told(1);
	const ticket = line.start();
	line.governor.failed(ticket, 100, 'in_doubt');
	expect(line.governor.snapshot().live).toBe(1);
	expect(line.wait()).toEqual({
		waitMs: Number.POSITIVE_INFINITY,
		why: { code: 'slots', text: 'the only slot is in use' },
	});
	line.governor.ended(ticket, 200);
	expect(line.governor.snapshot().live).toBe(0);
	line.start();
});

test('an attempt in doubt that is found to be live counts for what it is', () => {
	const line = new Line().climb(2);
	const ticket = line.start();
	line.governor.failed(ticket, line.now, 'in_doubt');
	expect(line.governor.learned().proven).toBe(2);
	line.governor.accepted(ticket, line.now);
	line.climb(3);
	expect(line.governor.learned().proven).toBe(4);
});

test('beyond what is proven nothing is started while an attempt is in doubt', () => {
	const line = new Line().climb(2);
	const ticket = line.start();
	line.governor.failed(ticket, line.now, 'in_doubt');
	expect(line.wait()).toEqual({
		waitMs: Number.POSITIVE_INFINITY,
		why: { code: 'slots', text: 'the last starts are not confirmed yet' },
	});
	line.governor.ended(ticket, line.now);
	line.start();
});

test.each(['rejected', 'unreachable'] as const)('an attempt that was %s frees its slot at once', (failure) => {
	const line = new Line();
	line.governor.failed(line.start(), 100, failure);
	expect(line.governor.snapshot().live).toBe(0);
	line.start();
});

test('each attempt gives one signal: what comes after its end is not heard', () => {
	const line = new Line().climb(3);
	const ticket = line.start();
	line.governor.ended(ticket, line.now);
	line.governor.refused(ticket, line.now, { kind: 'slots', retryAfterMs: HOUR_MS });
	line.governor.accepted(ticket, line.now);
	line.governor.failed(ticket, line.now, 'in_doubt');
	line.governor.ended(ticket, line.now);
	expect(line.governor.snapshot()).toMatchObject({ live: 3, downSince: undefined });
	expect(line.governor.silence(line.now)).toBe(0);
	expect(line.governor.changes()).toEqual([]);
});

test('calls of an earlier run take slots', () => {
	const line = new Line();
	line.governor.told(4);
	const adopted = [line.governor.adopt(0), line.governor.adopt(0), line.governor.adopt(0)];
	expect(line.governor.snapshot().live).toBe(3);
	line.climb(1);
	expect(line.wait()).toMatchObject({ why: { text: 'all 4 slots are in use' } });
	for (const ticket of adopted) line.governor.ended(ticket, line.now);
	expect(line.fill()).toHaveLength(3);
});

test('they are live at a refusal too', () => {
	const line = new Line();
	for (let call = 0; call < 5; call += 1) line.governor.adopt(0);
	line.climb(2);
	line.refuse({ kind: 'slots' });
	expect(line.governor.learned().ceiling).toBe(7);
});

test('what others hold is taken off the ceiling, which is measured with them', () => {
	const line = new Line().climb(4);
	line.governor.share({ ...ALONE, othersLive: 6 }, line.now);
	line.refuse({ kind: 'slots' });
	expect(line.governor.learned().ceiling).toBe(10);
	line.governor.share({ ...ALONE, othersLive: 7 }, line.now);
	expect(line.governor.snapshot().slots).toBe(3);
	line.governor.share({ ...ALONE, othersLive: 2 }, line.now);
	expect(line.start()).toBeDefined();
});

test('a share is never exceeded, and one of nothing says why it waits', () => {
	const line = new Line();
	line.governor.share({ ...ALONE, othersLive: 8, slots: 6 }, line.now);
	expect(line.run(HOUR_MS, MINUTE_MS, generous).mostLive).toBe(6);
	const idle = new Line();
	idle.governor.share({ ...ALONE, othersLive: 8, slots: 0 }, idle.now);
	expect(idle.wait()).toMatchObject({ why: { code: 'slots', text: 'other dialers on the account use all slots' } });
});

test('where another has its turn to look, nothing above the ceiling is tried', () => {
	const line = new Line();
	line.run(HOUR_MS, MINUTE_MS, slotsOf(10));
	line.governor.share({ ...ALONE, mayProbe: false }, line.now);
	expect(line.run(HOUR_MS, MINUTE_MS, slotsOf(10)).refused).toBe(0);
});

test("a part of the pace is this dialer's; what it learned is the account's", () => {
	const line = new Line();
	line.governor.restore({ pacePerSecond: 2, windowMs: MINUTE_MS, proven: 0 }, 0);
	line.governor.share({ ...ALONE, pace: 0.25 }, line.now);
	const { taken } = line.run(10 * MINUTE_MS, 1_000, generous);
	// A faster pace is looked for meanwhile.
	expect(taken).toBeGreaterThan(0.25 * 2 * 600 - 5);
	expect(taken).toBeLessThan(0.25 * 2 * 600 * 1.5);
	expect(line.governor.learned().pacePerSecond).toBeGreaterThanOrEqual(2);
});

test('a faster pace that is being tried is not handed on', () => {
	const line = new Line();
	line.governor.restore({ pacePerSecond: 2, windowMs: MINUTE_MS, proven: 0 }, 0);
	while (line.governor.snapshot().pacePerSecond === 2) line.run(1_000, 1_000, generous);
	expect(line.governor.learned().pacePerSecond).toBe(2);
});

test('a start that a small part of the pace put far off is made soon once the part is larger', () => {
	const line = new Line();
	line.governor.restore({ pacePerSecond: 1, windowMs: MINUTE_MS, proven: 0 }, 0);
	line.governor.share({ ...ALONE, pace: 0.01 }, 0);
	line.climb(1);
	line.now += 5_000;
	line.governor.share(ALONE, line.now);
	const { now } = line;
	line.start();
	expect(line.now - now).toBeLessThan(1_200);
});

test('it begins with what was found out before, and tells so', () => {
	const line = new Line();
	line.governor.restore({ ceiling: 30, pacePerSecond: 5, windowMs: 1_000, proven: 28 }, 0);
	expect(line.governor.changes()).toEqual([
		{ what: 'slots', from: undefined, to: 30, why: 'known from before: 30 live calls' },
		{ what: 'pace', from: undefined, to: 5, why: 'known from before' },
	]);
	expect(line.governor.learned()).toEqual({ ceiling: 30, pacePerSecond: 5, windowMs: 1_000, proven: 0 });
	const run = line.run(10 * MINUTE_MS, MINUTE_MS, slotsOf(30));
	expect(run.liveMs).toBeGreaterThan(0.9 * 30 * 10 * MINUTE_MS);
	expect(run.refused).toBeLessThanOrEqual(3);
});

test('nothing that was found out is nothing to begin with', () => {
	const line = new Line();
	line.governor.restore({ proven: 0 }, 0);
	expect(line.governor.changes()).toEqual([]);
	expect(line.governor.learned()).toEqual({ proven: 0 });
});

test('one campaign begins where another ended', () => {
	const line = new Line();
	line.run(HOUR_MS, MINUTE_MS, slotsOf(12));
	const next = new Line();
	next.governor.restore(line.governor.learned(), 0);
	const run = next.run(HOUR_MS, MINUTE_MS, slotsOf(12));
	expect(run.refused).toBeLessThanOrEqual(0.01 * run.taken);
	expect(run.liveMs).toBeGreaterThan(0.98 * 12 * HOUR_MS);
});
