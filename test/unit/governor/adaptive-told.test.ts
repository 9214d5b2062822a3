import { expect, test } from 'vitest';
import { Line, windowOf } from './adaptive-driver.js';

const MINUTE_MS = 60_000;

/** A line with five calls live. */
function atFive(): Line {
	const line = new Line();
	line.climb(5);
	return line;
}

test('a refusal told as a rate sets a pace and leaves the slots', () => {
	const line = atFive();
	line.refuse('rate');
	expect(line.slots).toBe(200);
	expect(line.pacePerSecond).toBeGreaterThan(0);
	expect(line.wait().why.code).toBe('refused');
});

test('a window that is told as a rate is kept to', () => {
	const line = atFive();
	const run = line.run(30 * MINUTE_MS, 20_000, windowOf(5, 1_000, 'rate'));
	expect(run.refused.length).toBeLessThan(0.02 * run.taken.length);
});

test('a quota without a time waits an hour, and costs neither slots nor pace', () => {
	const line = atFive();
	line.refuse('quota');
	expect(line.wait()).toEqual({
		waitMs: 60 * MINUTE_MS,
		why: { code: 'refused', text: 'the allowance of this account is used up' },
	});
	expect(line.governor.snapshot()).toMatchObject({ slots: 200, live: 5, pacePerSecond: undefined });
	line.now += 60 * MINUTE_MS;
	line.take();
});

test('a quota with a time waits for that time', () => {
	const line = atFive();
	line.refuse('quota', 5 * MINUTE_MS);
	expect(line.wait().waitMs).toBeGreaterThanOrEqual(5 * MINUTE_MS);
	line.now += 5 * MINUTE_MS + 60;
	line.take();
});

test('a busy provider is asked again once at once, then with waits, and nothing is learned from it', () => {
	const line = atFive();
	line.refuse('busy');
	const again = line.now;
	line.refuse('busy');
	expect(line.now - again).toBe(250);
	expect(line.wait().waitMs).toBeGreaterThanOrEqual(1_000);
	expect(line.governor.snapshot()).toMatchObject({ slots: 200, pacePerSecond: undefined, change: undefined });
});

test.each(['slots', 'rate', 'quota', 'busy', 'unknown'] as const)(
	'Retry-After with "%s" silences everything',
	(kind) => {
		const line = atFive();
		line.refuse(kind, 30_000);
		expect(line.governor.silence(line.now)).toBe(30_060);
		line.end(5);
		const at = line.now;
		line.start();
		expect(line.now - at).toBeGreaterThanOrEqual(30_060);
		expect(line.governor.silence(line.now)).toBe(0);
	},
);

test('Retry-After is obeyed whatever response it came with, and stays when a call is taken', () => {
	const line = atFive();
	const ticket = line.start();
	line.governor.observe({ retryAfterMs: 20_000 }, line.now);
	line.accept(ticket);
	expect(line.governor.silence(line.now)).toBe(20_060);
	expect(line.wait()).toEqual({ waitMs: 20_060, why: { code: 'refused', text: 'the provider asked to wait' } });
});

test('a refusal without Retry-After is no silence: calls that are live may be asked after', () => {
	const line = atFive();
	line.refuse('unknown');
	expect(line.governor.silence(line.now)).toBe(0);
});

test('what is left of a told window is spread over the rest of it', () => {
	const line = atFive();
	line.end(5);
	line.now += 1_000;
	line.governor.observe({ limit: 10, remaining: 0, resetMs: 8_000 }, line.now);
	expect(line.wait()).toMatchObject({ waitMs: 8_060, why: { code: 'headers' } });
});

test('three starts that reach nobody hold back all others, until the provider answers', () => {
	const line = atFive();
	const downSince = line.now;
	for (let failure = 0; failure < 3; failure += 1) line.governor.failed(line.start(), line.now, 'unreachable');
	expect(line.wait().why.code).toBe('unreachable');
	expect(line.governor.snapshot()).toMatchObject({ live: 5, slots: 200, downSince });
	line.take();
	expect(line.governor.snapshot().downSince).toBeUndefined();
});

test('requests that start no call hold back starts too, when they fail', () => {
	const line = atFive();
	for (let failure = 0; failure < 3; failure += 1) line.governor.observeRead(false, line.now);
	expect(line.wait().why.code).toBe('unreachable');
	line.governor.observeRead(true, line.now);
	line.take();
});
