import { expect, test } from 'vitest';
import { ALONE } from '../../../src/governor/governor.js';
import { Line } from './adaptive-driver.js';
import { generous, slotsOf } from './simulated-providers.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

test('a told limit of live calls is used at once, and never exceeded', () => {
	const line = new Line().climb(2);
	line.governor.told(25);
	expect(line.fill()).toHaveLength(23);
	expect(line.governor.snapshot().slots).toBe(25);
	expect(line.governor.changes()).toEqual([{ what: 'slots', from: 200, to: 25, why: 'the provider allows us 25' }]);
	const other = new Line();
	other.governor.told(12);
	expect(other.run(HOUR_MS, MINUTE_MS, generous)).toMatchObject({ mostLive: 12, refused: 0 });
});

test('below a told limit a ceiling is found all the same', () => {
	const line = new Line();
	line.governor.told(30);
	line.run(HOUR_MS, MINUTE_MS, slotsOf(10));
	expect(line.governor.learned().ceiling).toBe(10);
});

test.each(['told', 'shared'] as const)('a limit that is %s holds in a trial, too', (how) => {
	const line = new Line().climb(5);
	line.refuse({ kind: 'unknown' });
	if (how === 'told') line.governor.told(3);
	else line.governor.share({ ...ALONE, slots: 3 }, line.now);
	line.now += HOUR_MS;
	expect(line.wait()).toEqual({
		waitMs: Number.POSITIVE_INFINITY,
		why: { code: 'slots', text: 'all 3 slots are in use' },
	});
	line.end(3);
	expect(line.fill()).toHaveLength(1);
});

test('Retry-After is obeyed in full, by every request; then one call is tried', () => {
	const line = new Line().climb(5);
	line.refuse({ kind: 'slots', retryAfterMs: 30_000 });
	line.end(3);
	expect(line.governor.silence(line.now)).toBeGreaterThanOrEqual(30_000);
	expect(line.wait()).toMatchObject({ why: { code: 'refused', text: 'the provider refused once and asked to wait' } });
	const refusedAt = line.now;
	line.start();
	expect(line.now - refusedAt).toBeGreaterThanOrEqual(30_000);
	expect(line.governor.silence(line.now)).toBe(0);
	expect(line.fill()).toEqual([]);
});

test('Retry-After holds for an unexplained refusal too: no try comes sooner', () => {
	const line = new Line().climb(5);
	line.refuse({ kind: 'unknown', retryAfterMs: 90_000 });
	line.end(1);
	const refusedAt = line.now;
	line.start();
	expect(line.now - refusedAt).toBeGreaterThanOrEqual(90_000);
});

test('Retry-After is obeyed whatever response it came with', () => {
	const line = new Line().climb(2);
	line.governor.observe({ retryAfterMs: 20_000 }, line.now);
	expect(line.wait()).toMatchObject({ why: { code: 'refused', text: 'the provider asked to wait' } });
	expect(line.governor.silence(line.now)).toBeGreaterThanOrEqual(20_000);
});

test('what is left of a told rate is spread until it resets', () => {
	const line = new Line().climb(2);
	line.governor.observe({ rates: [{ policy: '', limit: 10, remaining: 4, resetMs: 20_000 }] }, line.now);
	expect(line.start()).toBeDefined();
	expect(line.wait()).toMatchObject({ why: { code: 'headers' } });
});

test('a quota that is used up is waited for, an hour where it is not told how long, and costs no limit', () => {
	const line = new Line().climb(3);
	line.refuse({ kind: 'quota' });
	expect(line.wait()).toEqual({
		waitMs: HOUR_MS,
		why: { code: 'quota', text: 'the allowance of this account is used up' },
	});
	expect(line.governor.silence(line.now)).toBe(0);
	expect(line.governor.changes()).toEqual([]);
	line.now += HOUR_MS;
	expect(line.fill()).toHaveLength(1);
});

test.each(['quota', 'rate', 'slots', 'busy', 'unknown'] as const)(
	'told to wait for an hour or more (%s): an allowance is used up; live calls may still be looked at',
	(kind) => {
		const line = new Line().climb(3);
		const ticket = line.start();
		line.governor.observe({ retryAfterMs: 2 * HOUR_MS }, line.now);
		line.governor.refused(ticket, line.now, { kind, retryAfterMs: 2 * HOUR_MS });
		expect(line.wait()).toMatchObject({ waitMs: 2 * HOUR_MS, why: { code: 'quota' } });
		expect(line.governor.changes()).toEqual([]);
		expect(line.governor.silence(line.now)).toBe(0);
	},
);

test('told to wait for less than an hour, it is a refusal like any other', () => {
	const line = new Line().climb(3);
	line.refuse({ kind: 'unknown', retryAfterMs: HOUR_MS - 1_000 });
	expect(line.wait()).toMatchObject({ why: { code: 'refused' } });
});

test('an overload of the moment is tried again at once, then with waits, and costs no limit', () => {
	const line = new Line().climb(5);
	const waits = Array.from({ length: 4 }, () => {
		const before = line.now;
		const ticket = line.start();
		const waited = line.now - before;
		line.governor.refused(ticket, line.now, { kind: 'busy' });
		return waited;
	});
	expect(waits.slice(0, 2)).toEqual([0, 0]);
	expect(waits[2]).toBeGreaterThanOrEqual(1_000);
	expect(waits[3]).toBeGreaterThan(waits[2] ?? 0);
	expect(line.governor.changes()).toEqual([]);
	expect(line.governor.snapshot()).toMatchObject({ slots: 6, live: 5 });
});

test('a provider that does not answer is left alone for a while, and that is told', () => {
	const line = new Line().climb(2);
	const { now } = line;
	for (let failure = 0; failure < 20; failure += 1) line.governor.failed(line.start(), line.now, 'unreachable');
	expect(line.wait()).toMatchObject({ why: { code: 'unreachable' } });
	expect(line.governor.snapshot().downSince).toBe(now);
	line.take(line.start());
	expect(line.governor.snapshot().downSince).toBeUndefined();
});

test('so is one whose reads fail', () => {
	const line = new Line().climb(2);
	for (let failure = 0; failure < 20; failure += 1) line.governor.observeRead(false, line.now);
	expect(line.wait()).toMatchObject({ why: { code: 'unreachable' } });
	line.governor.observeRead(true, line.now);
	expect(line.fill()).toHaveLength(1);
});
