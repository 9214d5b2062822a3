import { expect, test } from 'vitest';
import { Line, slotsOf } from './adaptive-driver.js';

const MINUTE_MS = 60_000;

/** A line that met a ceiling of ten, told, with ten calls live. */
function atTen(): Line {
	const line = new Line();
	line.climb(10);
	line.refuse('slots');
	return line;
}

test('a refusal told as slots sets the ceiling to the calls that are live', () => {
	const line = atTen();
	expect(line.governor.snapshot()).toMatchObject({
		slots: 10,
		live: 10,
		change: { from: 200, to: 10, why: 'refused at 10 live calls' },
	});
	expect(line.wait().why.text).toBe('all 10 slots are in use');
	line.end(1);
	line.take();
	expect(line.live).toHaveLength(10);
});

test('calls that were taken while a start was under way stood in its way too', () => {
	const line = new Line();
	line.climb(30);
	const [first, second, third] = line.starts(2_000);
	if (first === undefined || second === undefined || third === undefined) throw new Error('three starts are under way');
	line.accept(second);
	line.accept(third);
	line.governor.refused(first, line.now, { kind: 'slots' });
	expect(line.slots).toBe(32);
});

test('a call that was taken and then ended for a limit counts as a refusal', () => {
	const line = new Line();
	line.climb(6);
	const ticket = line.take();
	line.governor.refused(ticket, line.now + 3_000, { kind: 'slots' });
	expect(line.governor.snapshot()).toMatchObject({ slots: 6, live: 6 });
});

test('no probe is made while the ceiling is held, and one alone after that', () => {
	const line = atTen();
	expect(line.starts(MINUTE_MS - 1_000)).toEqual([]);
	expect(line.starts(MINUTE_MS)).toHaveLength(1);
});

test('no probe is made while slots are free', () => {
	const line = atTen();
	line.end(3);
	line.now += 2 * MINUTE_MS;
	expect(line.starts(MINUTE_MS)).toHaveLength(3);
});

test('no probe is made within a second of the end of a call', () => {
	const line = new Line();
	line.climb(11);
	line.end(1);
	line.now += 1_000;
	line.refuse('slots');
	expect(line.slots).toBe(10);
	line.now += 2 * MINUTE_MS;
	line.end(1);
	const [replacement] = line.starts(50);
	if (replacement === undefined) throw new Error('the free slot is used');
	line.accept(replacement);
	const freedAt = line.now;
	line.start();
	expect(line.now - freedAt).toBeGreaterThanOrEqual(900);
});

test('a refused probe leaves the ceiling, uses up the budget and waits for the next half hour', () => {
	const line = atTen();
	line.refuse('slots');
	expect(line.slots).toBe(10);
	const at = line.now;
	expect(line.starts(29 * MINUTE_MS)).toEqual([]);
	line.start();
	expect(line.now - at).toBeLessThan(31 * MINUTE_MS);
});

test('a probe in place of a call that ended unnoticed does not raise the ceiling', () => {
	const line = atTen();
	line.take();
	line.end(1);
	expect(line.governor.snapshot()).toMatchObject({ slots: 10, live: 10 });
	expect(line.starts(900)).toEqual([]);
});

test('a second call above the ceiling shows that it has risen', () => {
	const line = atTen();
	line.take();
	line.take();
	expect(line.governor.snapshot()).toMatchObject({
		slots: 12,
		change: { from: 10, to: 12, why: 'calls above the ceiling were taken' },
	});
});

test('a ceiling that rose by much is climbed again, to the new boundary', () => {
	const line = atTen();
	line.climb(25);
	line.refuse('slots');
	expect(line.slots).toBe(25);
});

test('a probe never exceeds the most that is allowed', () => {
	const line = new Line({ max: 11 });
	line.climb(10);
	line.refuse('slots');
	line.take();
	expect(line.live).toHaveLength(11);
	expect(line.starts(60 * MINUTE_MS)).toEqual([]);
});

test('a refusal below the ceiling makes a short pause and lowers it; it recovers by itself', () => {
	const line = atTen();
	line.end(1);
	line.refuse('unknown');
	expect(line.slots).toBe(9);
	expect(line.wait()).toMatchObject({ waitMs: 700, why: { code: 'refused', text: 'the provider refused' } });
	const run = line.run(10 * MINUTE_MS, 2 * MINUTE_MS, slotsOf(10));
	expect(run.mostLive).toBe(10);
});

test('a ceiling that fell is found within a few refusals, and held', () => {
	const line = new Line();
	line.run(20 * MINUTE_MS, 2 * MINUTE_MS, slotsOf(20));
	expect(line.slots).toBe(20);
	expect(line.run(20 * MINUTE_MS, 2 * MINUTE_MS, slotsOf(8)).refused.length).toBeLessThanOrEqual(20);
	expect(Math.abs(line.slots - 8)).toBeLessThanOrEqual(1);
});

test('an unexplained ceiling is found exactly, and next to nothing is refused afterwards', () => {
	const line = new Line();
	const run = line.run(60 * MINUTE_MS, 2 * MINUTE_MS, slotsOf(10));
	expect(line.slots).toBe(10);
	expect(run.taken.length).toBeGreaterThan(0.95 * 300);
	expect(run.refused.filter((at) => at < 15 * MINUTE_MS).length).toBeLessThanOrEqual(8);
	expect(run.refused.filter((at) => at >= 15 * MINUTE_MS).length).toBeLessThanOrEqual(5);
});

test('nothing grows while there is no call to start, however long', () => {
	const line = atTen();
	line.end(10);
	line.now += 24 * 60 * MINUTE_MS;
	expect(line.slots).toBe(10);
	line.climb(10);
	expect(line.slots).toBe(10);
});

test('a call in doubt keeps its slot until it is found to be over', () => {
	const line = atTen();
	line.end(1);
	const doubtful = line.start();
	line.governor.failed(doubtful, line.now, 'in_doubt');
	expect(line.governor.snapshot().live).toBe(10);
	expect(line.wait().why.text).toBe('all 10 slots are in use');
	line.governor.ended(doubtful, line.now);
	line.take();
	expect(line.live).toHaveLength(10);
});

test('calls in doubt during a trial do not pile up above the slots', () => {
	const line = new Line({ max: 3 });
	line.climb(2);
	line.refuse('unknown');
	line.now += 10_000;
	line.governor.failed(line.start(), line.now, 'in_doubt');
	line.now += 10_000;
	expect(line.wait().why.text).toBe('all 3 slots are in use');
});

/** A line whose ceiling of ten was refuted at nine and at four calls, with eight live again. */
function dipped(): Line {
	const line = atTen();
	line.end(1);
	line.refuse('unknown');
	line.end(5);
	line.refuse('unknown');
	expect(line.slots).toBe(4);
	line.climb(8);
	return line;
}

test('a deep dip that is over within minutes was a pace', () => {
	const line = dipped();
	line.climb(9);
	expect(line.pacePerSecond).toBeGreaterThan(0);
	expect(line.slots).toBe(200);
});

test('a level that is reached again only after more than five minutes says nothing of a pace', () => {
	const line = dipped();
	line.now += 6 * MINUTE_MS;
	line.climb(9);
	expect(line.pacePerSecond).toBeUndefined();
});
