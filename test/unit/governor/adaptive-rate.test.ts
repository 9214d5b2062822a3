import { expect, test } from 'vitest';
import { Line } from './adaptive-driver.js';
import { type Provider, slotsOf, windowOf } from './simulated-providers.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const CALL_MS = 30_000;

test.each([
	['unknown', 1, 1_000],
	['unknown', 5, 1_000],
	['unknown', 10, MINUTE_MS],
	['unknown', 60, MINUTE_MS],
	['unknown', 30, 10 * MINUTE_MS],
	['unknown', 200, HOUR_MS],
	['rate', 1, 1_000],
	['rate', 5, 1_000],
	['rate', 10, MINUTE_MS],
	['rate', 60, MINUTE_MS],
] as const)('refusals for %s: %i starts in %i ms are found, used up and not knocked at', (kind, starts, windowMs) => {
	const line = new Line();
	const provider = windowOf(starts, windowMs, kind);
	line.run(3 * HOUR_MS, CALL_MS, provider);
	const second = line.run(3 * HOUR_MS, CALL_MS, provider);
	const allowed = (starts * 3 * HOUR_MS) / windowMs;
	expect(second.taken).toBeGreaterThan(0.95 * allowed);
	expect(second.refused).toBeLessThanOrEqual(1 + 0.01 * second.taken);
	const { pacePerSecond = 0, windowMs: foundMs } = line.governor.learned();
	expect((pacePerSecond * windowMs) / 1_000 / starts).toBeGreaterThan(0.93);
	expect((pacePerSecond * windowMs) / 1_000 / starts).toBeLessThan(1.1);
	expect(foundMs).toBe(windowMs);
});

test('a window that is found is told, with how long starts were refused', () => {
	const line = new Line();
	line.run(HOUR_MS, CALL_MS, windowOf(60, MINUTE_MS));
	const [found] = line.governor.changes();
	expect(found).toMatchObject({ what: 'pace', from: undefined });
	expect(found?.why).toMatch(/^refused for [\d.]+ s, however many calls were live$/);
	expect(found?.to).toBeLessThanOrEqual(1);
});

test('while an unexplained refusal is looked into, it says at how many live calls', () => {
	const line = new Line().climb(12);
	line.refuse({ kind: 'unknown' });
	expect(line.wait()).toMatchObject({ why: { code: 'refused', text: 'refused at 12 live calls' } });
	line.start();
	expect(line.wait()).toMatchObject({ waitMs: Number.POSITIVE_INFINITY, why: { code: 'trial' } });
});

test('a refusal for the rate with nothing known tells no pace yet: one start is tried, and its answer does', () => {
	const line = new Line().climb(5);
	line.refuse({ kind: 'rate' });
	expect(line.governor.learned()).toMatchObject({ ceiling: undefined, pacePerSecond: undefined });
	expect(line.wait()).toMatchObject({ why: { code: 'refused', text: 'refused at 5 live calls' } });
	line.refuse({ kind: 'rate' });
	line.end(2);
	const refusedAt = line.now;
	line.take(line.start());
	expect(line.now - refusedAt).toBeGreaterThan(1_000);
	expect(line.governor.learned()).toMatchObject({ ceiling: undefined, pacePerSecond: expect.any(Number) });
});

test.each([
	[10, true],
	[1, false],
])(
	'refused below a ceiling after %i starts in a second, and taken when tried again: a rate is known: %s',
	(burst, known) => {
		const line = new Line();
		line.governor.told(40);
		for (const calls of [1, 28, burst]) {
			line.now += 5_000;
			const tickets = Array.from({ length: calls }, () => line.start());
			for (const ticket of tickets) line.governor.accepted(ticket, line.now);
		}
		line.refuse({ kind: 'unknown' });
		line.take(line.start());
		expect(line.governor.learned().pacePerSecond !== undefined).toBe(known);
	},
);

test('slots and a pace are found beside each other', () => {
	const line = new Line();
	const [slots, pace] = [slotsOf(20), windowOf(1, 1_000)];
	const both: Provider = (live, now) => slots(live, now) ?? pace(live, now);
	line.run(HOUR_MS, MINUTE_MS, both);
	const second = line.run(HOUR_MS, MINUTE_MS, both);
	expect(line.governor.learned()).toMatchObject({ ceiling: 20, windowMs: 1_000 });
	expect(second.liveMs).toBeGreaterThan(0.97 * 20 * HOUR_MS);
	expect(second.refused).toBeLessThanOrEqual(0.01 * second.taken);
});

test('a pace that becomes slower is followed; one that becomes faster is found in time', () => {
	const line = new Line();
	line.run(HOUR_MS, CALL_MS, windowOf(60, MINUTE_MS));
	line.run(HOUR_MS, CALL_MS, windowOf(20, MINUTE_MS));
	const slower = line.run(HOUR_MS, CALL_MS, windowOf(20, MINUTE_MS));
	expect(slower.taken).toBeGreaterThan(0.9 * 20 * 60);
	expect(slower.refused).toBeLessThanOrEqual(0.02 * slower.taken);
	line.run(3 * HOUR_MS, CALL_MS, windowOf(60, MINUTE_MS));
	const faster = line.run(HOUR_MS, CALL_MS, windowOf(60, MINUTE_MS));
	expect(faster.taken).toBeGreaterThan(0.9 * 60 * 60);
});

test('the configured pace holds in a trial, too', () => {
	const line = new Line({ pacePerSecond: 0.1 }).climb(3);
	const refused = line.start();
	const startedAt = line.now;
	line.governor.refused(refused, line.now, { kind: 'unknown' });
	line.end(1);
	line.start();
	expect(line.now - startedAt).toBeGreaterThanOrEqual(10_000);
});

test('the configured pace is never exceeded, whatever is found', () => {
	const line = new Line({ pacePerSecond: 2 });
	const run = line.run(HOUR_MS, CALL_MS, slotsOf(500));
	expect(run.taken).toBeLessThanOrEqual(2 * 3_600 + 1);
	expect(run.taken).toBeGreaterThan(0.98 * 2 * 3_600);
	expect(line.governor.snapshot().pacePerSecond).toBe(2);
	expect(line.governor.learned().pacePerSecond).toBeUndefined();
});
