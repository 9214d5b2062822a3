import { expect, test } from 'vitest';
import { ProbeBudget } from '../../../src/governor/probe-budget.js';

const HALF_AN_HOUR_MS = 30 * 60_000;

/** A budget with nothing left, whose last probe was at 0 ms. */
function spentBudget(): ProbeBudget {
	const budget = new ProbeBudget();
	budget.spent(0);
	budget.refused();
	return budget;
}

test('the first probe is free; one that is refused costs it', () => {
	const budget = new ProbeBudget();
	budget.spent(0);
	expect(budget.affords(0)).toBe(true);
	budget.refused();
	expect(budget.affords(0)).toBe(false);
});

test('two hundred calls that are taken earn a probe, and no fewer', () => {
	const budget = spentBudget();
	for (let call = 0; call < 199; call += 1) budget.accepted();
	expect(budget.affords(0)).toBe(false);
	// 0.005 has no exact form in binary: one call more at most.
	for (let call = 0; call < 2; call += 1) budget.accepted();
	expect(budget.affords(0)).toBe(true);
});

test('however little was earned, a probe is made every half hour', () => {
	const budget = spentBudget();
	expect(budget.affords(HALF_AN_HOUR_MS - 1)).toBe(false);
	expect(budget.affords(HALF_AN_HOUR_MS)).toBe(true);
	budget.spent(HALF_AN_HOUR_MS);
	budget.refused();
	expect(budget.affords(HALF_AN_HOUR_MS + 1)).toBe(false);
});

test('a probe that finds more pays for itself and the next one', () => {
	const budget = spentBudget();
	budget.found();
	expect(budget.affords(0)).toBe(true);
	budget.refused();
	expect(budget.affords(0)).toBe(false);
});

test('no more than four probes are saved up', () => {
	const budget = new ProbeBudget();
	budget.spent(0);
	for (let call = 0; call < 10_000; call += 1) budget.accepted();
	budget.found();
	for (let probe = 0; probe < 4; probe += 1) {
		expect(budget.affords(0)).toBe(true);
		budget.refused();
	}
	expect(budget.affords(0)).toBe(false);
});
