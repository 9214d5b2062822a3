import { expect, test } from 'vitest';
import { LATENCY_MS, Line } from './adaptive-driver.js';
import { generous, slotsOf } from './simulated-providers.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const KINDS = ['slots', 'unknown'] as const;

test('the first call is tried alone, and looked at before the second', () => {
	const line = new Line();
	const [first, ...others] = line.fill();
	expect(others).toEqual([]);
	expect(line.wait()).toEqual({
		waitMs: Number.POSITIVE_INFINITY,
		why: { code: 'trial', text: 'one call is tried first' },
	});
	if (first === undefined) throw new Error('the first call is not started');
	line.take(first);
	expect(line.wait()).toMatchObject({ why: { code: 'trial', text: 'the first call is looked at before the second' } });
	expect(line.climb(2).now).toBeLessThan(3_000);
});

test('where more are trusted from the start the second call is not looked at apart', () => {
	const line = new Line({ start: 5 }).climb(1);
	expect(line.fill()).toHaveLength(4);
});

test('with nothing refused it climbs to the most that is allowed, in minutes', () => {
	const line = new Line({ max: 150 });
	const run = line.run(2 * MINUTE_MS, HOUR_MS, generous);
	expect(run).toMatchObject({ taken: 150, mostLive: 150 });
	expect(line.governor.snapshot()).toMatchObject({ slots: 150, live: 150, pacePerSecond: undefined });
});

test.each(KINDS.flatMap((kind) => [1, 2, 5, 20, 60].map((slots) => [kind, slots] as const)))(
	'refusals for %s: a ceiling of %i is found exactly, used up and not knocked at',
	(kind, slots) => {
		const line = new Line();
		const first = line.run(HOUR_MS, MINUTE_MS, slotsOf(slots, kind));
		expect(first.refused).toBeLessThanOrEqual(4 + slots / 3);
		expect(line.governor.learned()).toMatchObject({ ceiling: slots, pacePerSecond: undefined });
		const second = line.run(HOUR_MS, MINUTE_MS, slotsOf(slots, kind));
		expect(second.liveMs).toBeGreaterThan(0.99 * slots * HOUR_MS);
		expect(second.refused).toBeLessThanOrEqual(1 + 0.01 * second.taken);
	},
);

test.each(KINDS)('refusals for %s: a ceiling that falls and rises is followed, each move with few refusals', (kind) => {
	const line = new Line();
	line.run(HOUR_MS / 2, MINUTE_MS, slotsOf(20, kind));
	const fallen = line.run(HOUR_MS / 2, MINUTE_MS, slotsOf(8, kind));
	expect(line.governor.learned().ceiling).toBe(8);
	expect(fallen.refused).toBeLessThanOrEqual(15);
	line.run(HOUR_MS, MINUTE_MS, slotsOf(30, kind));
	const risen = line.run(HOUR_MS, MINUTE_MS, slotsOf(30, kind));
	expect(line.governor.learned().ceiling).toBe(30);
	expect(risen.liveMs).toBeGreaterThan(0.98 * 30 * HOUR_MS);
});

test.each([true, false])(
	'where calls end with their answer, more and more are started at once only if requests are counted: %s',
	(countsRequests) => {
		const line = new Line({ countsRequests });
		let atOnce = 0;
		for (let round = 0; round < 30; round += 1) {
			line.now += LATENCY_MS;
			const tickets = [line.start(), ...line.fill()];
			atOnce = tickets.length;
			line.now += LATENCY_MS;
			for (const ticket of tickets) {
				line.governor.accepted(ticket, line.now);
				line.governor.ended(ticket, line.now);
			}
		}
		if (countsRequests) expect(atOnce).toBeGreaterThan(20);
		else expect(atOnce).toBe(2);
	},
);

test('a refusal is then laid to the requests that were on their way', () => {
	const line = new Line({ countsRequests: true, start: 5 }).climb(1);
	line.end(1);
	const refused = line.fill().at(-1);
	if (refused === undefined) throw new Error('nothing is started');
	line.governor.refused(refused, line.now, { kind: 'slots' });
	expect(line.governor.learned().ceiling).toBe(4);
});

test('a ceiling that is found is told, with what comes next', () => {
	const line = new Line();
	line.run(HOUR_MS, MINUTE_MS, slotsOf(8));
	const [found] = line.governor.changes();
	expect(found).toMatchObject({ what: 'slots', from: undefined, to: 8 });
	expect(found?.why).toMatch(/^refused at 8 live calls; one more is tried in \d+ s$/);
	expect(line.governor.changes()).toEqual([]);
});

test('starts that are refused together are one refusal', () => {
	const line = new Line().climb(40);
	const tickets = line.fill();
	expect(tickets.length).toBeGreaterThan(2);
	line.now += LATENCY_MS;
	for (const ticket of tickets) line.governor.refused(ticket, line.now, { kind: 'slots' });
	expect(line.governor.changes()).toMatchObject([{ from: undefined, to: 40 }]);
	expect(line.governor.snapshot()).toMatchObject({ slots: 40, live: 40 });
});

test('a start that was under way at a refusal and is taken stood in its way: the ceiling is found above it', () => {
	const line = new Line().climb(40);
	const [refused, ...others] = line.fill();
	if (refused === undefined) throw new Error('nothing is started');
	line.now += LATENCY_MS;
	line.governor.refused(refused, line.now, { kind: 'unknown' });
	for (const ticket of others) line.take(ticket);
	line.end(1);
	line.take(line.start());
	expect(line.governor.learned().ceiling).toBe(40 + others.length);
});
