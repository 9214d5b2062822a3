import { expect, test } from 'vitest';
import { ProbeBudget } from '../../../src/governor/probe-budget.js';

/** How many calls have to be taken before a probe is affordable again. */
function callsUntilAffordable(budget: ProbeBudget, moving: boolean): number {
	let calls = 0;
	for (; !budget.affords; calls += 1) budget.accepted(moving);
	return calls;
}

test('nothing is spent before something was earned', () => {
	expect(new ProbeBudget().affords).toBe(false);
});

test('refusals that look for more cost less than one in a hundred calls', () => {
	const budget = new ProbeBudget();
	callsUntilAffordable(budget, false);
	budget.refused();
	expect(budget.affords).toBe(false);
	expect(callsUntilAffordable(budget, false)).toBeGreaterThan(100);
});

test('while the limit moves a look is earned several times sooner', () => {
	const still = callsUntilAffordable(new ProbeBudget(), false);
	expect(callsUntilAffordable(new ProbeBudget(), true)).toBeLessThan(still / 4);
});

test('a limit that moved is worth a look, and the refusal of it costs one', () => {
	const budget = new ProbeBudget();
	budget.moved();
	expect(budget.affords).toBe(true);
	budget.refused();
	expect(budget.affords).toBe(false);
});

test('what is not affordable puts nothing into debt', () => {
	const budget = new ProbeBudget();
	for (let refusal = 0; refusal < 10; refusal += 1) budget.refused();
	budget.moved();
	expect(budget.affords).toBe(true);
});

test('no more than four looks are saved up', () => {
	const budget = new ProbeBudget();
	for (let call = 0; call < 10_000; call += 1) budget.accepted(false);
	budget.moved();
	let looks = 0;
	for (; budget.affords; looks += 1) budget.refused();
	expect(looks).toBe(4);
});
