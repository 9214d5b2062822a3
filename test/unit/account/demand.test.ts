import { expect, test } from 'vitest';
import { Demand } from '../../../src/account/demand.js';
import type { Admission, Wait } from '../../../src/governor/governor.js';

const ALL = Number.POSITIVE_INFINITY;
const STARTED: Admission = { ticket: { id: 1, epoch: 0 } };
const waitFor = (code: Wait['code']): Admission => ({ waitMs: 1_000, why: { code, text: '' } });

function seconds(demand: Demand, count: number, live = 0): void {
	for (let passed = 0; passed < count; passed += 1) demand.sample(live);
}

test('a dialer that is not held back wants a tenth more than its most live calls of late, and one more at least', () => {
	const demand = new Demand();
	expect(demand.wants(0, undefined).slots).toBe(1);
	demand.sample(30);
	expect(demand.wants(12, undefined).slots).toBe(33);
	seconds(demand, 10, 12);
	expect(demand.wants(12, undefined).slots).toBe(14);
});

test('one that is held back by its share wants all, until that is ten seconds ago', () => {
	const demand = new Demand();
	demand.asked(waitFor('slots'), 5, 5);
	expect(demand.wants(5, undefined).slots).toBe(ALL);
	seconds(demand, 10, 5);
	expect(demand.wants(5, undefined).slots).toBe(ALL);
	seconds(demand, 1, 5);
	expect(demand.wants(5, undefined).slots).toBe(6);
});

test('one without a bound wants all while it has work; one below its share is held back by something of its own', () => {
	for (const admission of [STARTED, waitFor('slots'), waitFor('pace')]) {
		const unbounded = new Demand();
		unbounded.asked(admission, 5, ALL);
		expect(unbounded.wants(5, undefined).slots).toBe(ALL);
	}
	const below = new Demand();
	below.asked(waitFor('slots'), 4, 5);
	expect(below.wants(4, undefined).slots).toBe(5);
});

test('the pace that is wanted follows the starts of late', () => {
	const demand = new Demand();
	for (let second = 0; second < 10; second += 1) {
		for (let start = 0; start < 4; start += 1) demand.asked(STARTED, 1, ALL);
		demand.sample(1);
	}
	// The second under way is one of eleven, and still empty.
	expect(demand.wants(1, 10).pace).toBeCloseTo((40 / 11 / 10) * 1.25 + 0.05);
	expect(demand.wants(1, 2).pace).toBe(1);
});

test('one that waits for the pace wants all of it, and so does one whose pace is not known', () => {
	const demand = new Demand();
	expect(demand.wants(0, 10).pace).toBe(0.05);
	expect(demand.wants(0, undefined).pace).toBe(1);
	demand.asked(waitFor('pace'), 0, ALL);
	expect(demand.wants(0, 10).pace).toBe(1);
});
