import { expect, test } from 'vitest';
import { generous, Line, slotsOf, windowOf } from './adaptive-driver.js';

const FOREVER = Number.POSITIVE_INFINITY;
const MINUTE_MS = 60_000;

/** A line with so many calls live, whose next start was refused without a reason. */
function refusedAt(level: number): Line {
	const line = new Line();
	line.climb(level);
	line.refuse('unknown');
	return line;
}

test('a refusal without a reason stops all starts and changes no limit', () => {
	const line = refusedAt(6);
	expect(line.wait()).toEqual({ waitMs: 2_000, why: { code: 'refused', text: 'refused at 6 live calls' } });
	expect(line.governor.snapshot()).toMatchObject({ slots: 200, pacePerSecond: undefined, change: undefined });
});

test('then one call alone is tried', () => {
	const line = refusedAt(6);
	line.end(6);
	line.start();
	expect(line.wait()).toMatchObject({ waitMs: FOREVER, why: { code: 'trial' } });
});

test('while one is taken, starts go on up to the refused level, and one above it is tried later', () => {
	const line = refusedAt(6);
	line.end(2);
	line.climb(6);
	expect(line.wait().why).toEqual({ code: 'trial', text: 'soon one more than 6 live calls is tried' });
	line.start();
	expect(line.wait()).toMatchObject({ waitMs: FOREVER, why: { code: 'trial', text: 'one call is tried first' } });
});

test('refused again at the edge: slots', () => {
	const line = refusedAt(6);
	line.end(1);
	line.climb(6);
	line.refuse('unknown');
	expect(line.governor.snapshot()).toMatchObject({
		slots: 6,
		live: 6,
		pacePerSecond: undefined,
		change: { from: 200, to: 6, why: 'refused at 6 live calls, more than once' },
	});
});

test('tried in vain first, then taken and refused at the edge: slots as well', () => {
	const line = refusedAt(6);
	line.refuse('unknown');
	line.end(1);
	line.climb(6);
	line.refuse('unknown');
	expect(line.governor.snapshot()).toMatchObject({ slots: 6, pacePerSecond: undefined });
});

test('a single refusal above which calls are taken is a blip and changes nothing', () => {
	const line = refusedAt(6);
	line.climb(12);
	expect(line.governor.snapshot()).toMatchObject({ slots: 200, pacePerSecond: undefined, change: undefined });
});

test('three blips within three minutes are a pace', () => {
	const line = refusedAt(6);
	line.climb(9);
	line.refuse('unknown');
	line.climb(12);
	expect(line.pacePerSecond).toBeUndefined();
	line.refuse('unknown');
	line.climb(15);
	expect(line.pacePerSecond).toBeGreaterThan(0);
	expect(line.now).toBeLessThan(3 * MINUTE_MS);
	expect(line.slots).toBe(200);
});

test('three blips further apart are noise', () => {
	const line = new Line();
	for (const level of [6, 12, 18]) {
		line.climb(level);
		line.refuse('unknown');
		line.climb(level + 3);
		line.now += 3 * MINUTE_MS;
	}
	expect(line.pacePerSecond).toBeUndefined();
});

test('refused again with far fewer calls live: a pace', () => {
	const line = refusedAt(12);
	line.end(8);
	line.refuse('unknown');
	line.take();
	expect(line.slots).toBe(200);
	expect(line.pacePerSecond).toBeGreaterThan(0);
});

test('a window of a minute is found from refusals without a reason, and then hardly ever exceeded', () => {
	const line = new Line();
	const run = line.run(60 * MINUTE_MS, 20_000, windowOf(60, MINUTE_MS));
	expect(line.pacePerSecond).toBeGreaterThan(0.9);
	expect(line.pacePerSecond).toBeLessThan(1.15);
	expect(run.taken.length).toBeGreaterThan(0.9 * 3_600);
	expect(run.refused.length).toBeLessThan(0.02 * run.taken.length);
});

test('what the provider tells ends a trial', () => {
	const line = refusedAt(6);
	line.refuse('slots');
	expect(line.slots).toBe(6);
	line.end(3);
	expect(line.starts(2_000)).toHaveLength(3);
});

test('a provider that gives its reason only sometimes is not asked again and again', () => {
	const line = refusedAt(6);
	const run = line.run(MINUTE_MS, 10 * MINUTE_MS, slotsOf(3, 'slots'));
	expect(run.refused.length).toBeLessThanOrEqual(12);
});

test('answers to starts made before a refusal do not end its trial', () => {
	const line = new Line();
	line.climb(30);
	const [first, ...others] = line.starts(1_000);
	if (first === undefined) throw new Error('several starts are under way');
	line.now += 250;
	line.governor.refused(first, line.now, { kind: 'unknown' });
	for (const ticket of others) line.accept(ticket);
	expect(line.wait()).toMatchObject({ waitMs: 2_000, why: { code: 'refused' } });
});

test('refused with no call live: not for the slots', () => {
	const line = refusedAt(1);
	line.end(1);
	line.take();
	line.end(1);
	line.refuse('unknown');
	line.take();
	expect(line.slots).toBe(200);
	expect(line.pacePerSecond).toBeGreaterThan(0);
});

test.each([0, 10])(
	'after an hour of refusals at %i live calls, higher levels are tried within ten minutes',
	(level) => {
		const line = refusedAt(level);
		while (line.now < 60 * MINUTE_MS) line.refuse('unknown');
		line.take();
		const takenAt = line.now;
		line.climb(level + 2);
		expect(line.now - takenAt).toBeLessThan(11 * MINUTE_MS);
	},
);

test('once everything is taken again, a trial holds nothing back for long', () => {
	const line = refusedAt(6);
	for (let refusal = 0; refusal < 5; refusal += 1) line.refuse('unknown');
	const run = line.run(60 * MINUTE_MS, 10 * MINUTE_MS, generous);
	expect(run.mostLive).toBeGreaterThan(30);
});
