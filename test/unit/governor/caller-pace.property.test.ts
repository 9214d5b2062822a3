import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallerPace, type Turn } from '../../../src/governor/caller-pace.js';

const numbers = fc
	.integer({ min: 1, max: 6 })
	.map((count) => Array.from({ length: count }, (_, index) => `+1202555010${index}`));
/** Starts per second of each number. */
const perSecond = fc.constantFrom(1, 2, 3, 7);
/** ms between two looks, and whether the start made then is given back at the next one. */
const looks = fc.array(
	fc.record({ ms: fc.oneof(fc.constant(0), fc.nat(40), fc.nat(1_500)), givenBack: fc.boolean() }),
	{ minLength: 20, maxLength: 200 },
);

/** Starts whenever a number is free; the starts that were made and not given back. */
function starts(callers: CallerPace, moments: readonly { ms: number; givenBack: boolean }[]): Turn[] {
	const made: Turn[] = [];
	let now = 0;
	let back: Turn | undefined;
	for (const { ms, givenBack } of moments) {
		now += ms;
		if (back !== undefined) callers.giveBack(back);
		back = undefined;
		if (callers.waitMs(now) > 0) continue;
		const turn = callers.take(now);
		if (givenBack) back = turn;
		else made.push(turn);
	}
	return made;
}

test('no number ever starts more often in a second than it may, whatever is given back', () => {
	fc.assert(
		fc.property(numbers, perSecond, looks, (given, most, moments) => {
			const made = starts(new CallerPace(given, most), moments);
			for (const number of given) {
				const at = made.filter((turn) => turn.number === number).map((turn) => turn.at);
				for (const [index, from] of at.entries()) {
					// The start after the most that a second may hold; the spacing of 3 per second has no finite decimals.
					expect((at[index + most] ?? Number.POSITIVE_INFINITY) - from).toBeGreaterThanOrEqual(1_000 - 1e-6);
				}
			}
		}),
	);
});

test('numbers that are all free are used evenly, also when some starts are given back', () => {
	fc.assert(
		fc.property(numbers, looks, (given, moments) => {
			const counts = new Map(given.map((number) => [number, 0]));
			const slowEnough = moments.map((look) => ({ ...look, ms: look.ms + 1_000 }));
			for (const { number } of starts(new CallerPace(given, 1), slowEnough)) {
				counts.set(number, (counts.get(number) ?? 0) + 1);
				const used = [...counts.values()];
				expect(Math.max(...used) - Math.min(...used)).toBeLessThanOrEqual(1);
			}
		}),
	);
});

test('a start is always possible after the wait that was told, and never in less', () => {
	fc.assert(
		fc.property(numbers, perSecond, looks, (given, most, moments) => {
			const callers = new CallerPace(given, most);
			starts(callers, moments);
			const now = moments.reduce((sum, { ms }) => sum + ms, 0);
			const waitMs = callers.waitMs(now);
			expect(waitMs).toBeLessThanOrEqual(1_000 / most + 1e-6);
			if (waitMs > 0.01) expect(callers.waitMs(now + waitMs - 0.005)).toBeGreaterThan(0);
			expect(callers.waitMs(now + waitMs + 1e-6)).toBe(0);
		}),
	);
});
