import { describe, expect, test } from 'vitest';
import type { ObservedRate } from '../../../src/governor/governor.js';
import { HeaderGate } from '../../../src/governor/header-gate.js';

/** A gate to which one response told of one policy. */
function gateTold(rate: Partial<ObservedRate>, unanswered = 0, now = 0): HeaderGate {
	const gate = new HeaderGate();
	tell(gate, rate, unanswered, now);
	return gate;
}

function tell(gate: HeaderGate, rate: Partial<ObservedRate>, unanswered: number, now: number): void {
	gate.observe({ rates: [{ policy: '', ...rate }] }, unanswered, now);
}

/** Starts as soon as the gate lets it, until the given moment and a hundred times at most; the moments of the starts. */
function starts(gate: HeaderGate, from: number, to: number): number[] {
	const started: number[] = [];
	for (let now = from + gate.waitMs(from); now < to && started.length < 100; now += gate.waitMs(now)) {
		gate.started(now);
		started.push(Math.round(now));
	}
	return started;
}

test.each([{}, { limit: 5, remaining: 0 }, { resetMs: 60_000 }, { limit: 5 }, { remaining: 0 }])(
	'%j is not enough to wait for',
	(rate) => {
		const gate = gateTold(rate, 3);
		expect(gate.waitMs(0)).toBe(0);
		expect(gate.perSecond(0)).toBeUndefined();
	},
);

describe('a reset is told', () => {
	test('with nothing left everything waits for it', () => {
		const gate = gateTold({ remaining: 0, resetMs: 10_000 }, 0, 1_000);
		expect(gate.waitMs(1_000)).toBe(10_060);
		expect(gate.perSecond(1_000)).toBe(0);
		expect(gate.waitMs(11_059)).toBe(1);
		expect(gate.waitMs(11_060)).toBe(0);
	});

	test('what is left is spread evenly and used up 2 s before it; then nothing is started until it', () => {
		const gate = gateTold({ remaining: 5, resetMs: 11_000 });
		expect(starts(gate, 0, 11_060)).toEqual([0, 2_000, 4_000, 6_000, 8_000]);
		expect(gate.waitMs(8_001)).toBe(3_059);
	});

	test('the pace is told as starts per second', () => {
		const gate = gateTold({ remaining: 10, resetMs: 12_500 });
		expect(gate.perSecond(0)).toBe(1);
	});

	test.each([1_000, 2_000])(
		'a window of %i ms is too short to be spread: all that is left may be started',
		(resetMs) => {
			const gate = gateTold({ remaining: 7, resetMs });
			expect(starts(gate, 10, 1_000)).toEqual(Array(7).fill(10));
		},
	);

	test('a quota of a day is counted and not spread', () => {
		const gate = gateTold({ remaining: 3, resetMs: 20 * 3_600_000 });
		expect(starts(gate, 0, 20 * 3_600_000)).toEqual([0, 0, 0]);
	});

	test('a reset of no seconds from now is less than a second away', () => {
		expect(gateTold({ remaining: 0, resetMs: 0 }).waitMs(0)).toBe(1_060);
		expect(gateTold({ remaining: 1, resetMs: 0 }).waitMs(0)).toBe(0);
	});

	test('starts under way count against what is left', () => {
		expect(gateTold({ remaining: 3, resetMs: 10_000 }, 3).waitMs(0)).toBe(10_060);
		expect(gateTold({ remaining: 4, resetMs: 10_000 }, 3).waitMs(0)).toBe(0);
	});

	test('a start under way is not counted twice once its answer tells', () => {
		const gate = gateTold({ remaining: 3, resetMs: 60_000 }, 2);
		tell(gate, { remaining: 2, resetMs: 59_900 }, 1, 100);
		tell(gate, { remaining: 1, resetMs: 59_800 }, 0, 200);
		expect(starts(gate, 200, 60_000)).toHaveLength(1);
	});

	test('a start whose answer told nothing stays counted until the window is over', () => {
		const gate = gateTold({ limit: 9, remaining: 3, resetMs: 60_000 }, 2);
		gate.observe({}, 1, 100);
		gate.observe({}, 0, 200);
		expect(starts(gate, 200, 60_000)).toHaveLength(1);
		gate.observe({}, 0, 59_000);
		expect(starts(gate, 60_060, 120_000)).toHaveLength(9);
	});

	test('and may be missing in what the next answer tells', () => {
		const gate = gateTold({ remaining: 5, resetMs: 60_000 }, 2);
		gate.observe({}, 1, 100);
		tell(gate, { remaining: 4, resetMs: 59_800 }, 0, 200);
		expect(starts(gate, 200, 60_000)).toHaveLength(3);
	});

	test('but not in that of a start made after nothing was under way any more', () => {
		const gate = gateTold({ remaining: 5, resetMs: 60_000 }, 2);
		gate.observe({}, 1, 100);
		gate.observe({}, 0, 200);
		gate.started(200);
		tell(gate, { remaining: 2, resetMs: 59_700 }, 0, 300);
		expect(starts(gate, 300, 60_000)).toHaveLength(2);
	});

	test('without a word of what is left, the limit is', () => {
		const gate = gateTold({ limit: 3, resetMs: 60_000 });
		expect(starts(gate, 0, 60_000)).toHaveLength(3);
	});

	test('answers that overtake each other: within one window the smallest number counts', () => {
		const gate = gateTold({ remaining: 0, resetMs: 9_900 }, 0, 100);
		tell(gate, { remaining: 1, resetMs: 9_800 }, 0, 200);
		expect(gate.waitMs(200)).toBe(9_860);
	});

	test('an answer of the window before that was overtaken changes nothing', () => {
		const gate = gateTold({ limit: 60, remaining: 59, resetMs: 60_000 }, 1);
		tell(gate, { limit: 60, remaining: 0, resetMs: 50 }, 0, 10);
		expect(gate.waitMs(10)).toBe(0);
	});

	test('times in whole seconds vary: the latest reset counts', () => {
		const gate = gateTold({ remaining: 2, resetMs: 9_000 });
		tell(gate, { remaining: 1, resetMs: 9_000 }, 0, 900);
		tell(gate, { remaining: 0, resetMs: 8_000 }, 0, 1_000);
		expect(gate.waitMs(1_000)).toBe(8_960);
	});

	test('but it does not lie further ahead than the length of the window', () => {
		const gate = gateTold({ remaining: 2, resetMs: 1_000, windowMs: 1_000 });
		tell(gate, { remaining: 0, resetMs: 1_000 }, 0, 700);
		expect(gate.waitMs(700)).toBe(360);
	});

	test('not even where whole seconds make it longer', () => {
		const gate = gateTold({ remaining: 0, resetMs: 61_000, windowMs: 60_000 });
		expect(gate.waitMs(0)).toBe(60_060);
	});

	test('a new window replaces the old one', () => {
		const gate = gateTold({ remaining: 0, resetMs: 1_000 });
		tell(gate, { remaining: 50, resetMs: 1_000 }, 0, 1_020);
		expect(gate.waitMs(1_020)).toBe(0);
	});

	test('a reset that moves far away is another window, with another number', () => {
		const gate = gateTold({ remaining: 0, resetMs: 5_000 });
		tell(gate, { remaining: 10, resetMs: 60_000 }, 0, 100);
		expect(gate.waitMs(100)).toBe(0);
	});

	test('a changed limit replaces all at once', () => {
		const gate = gateTold({ limit: 10, remaining: 0, resetMs: 60_000 });
		tell(gate, { limit: 20, remaining: 9, resetMs: 30_000 }, 0, 100);
		expect(gate.waitMs(100)).toBe(0);
		tell(gate, { limit: 5, remaining: 0, resetMs: 30_000 }, 0, 200);
		expect(gate.waitMs(200)).toBe(30_060);
	});
});

describe('Retry-After', () => {
	test.each([5_000, 90_000])('of %i ms takes precedence over the reset of what is used up', (retryAfterMs) => {
		const gate = gateTold({ limit: 60, remaining: 1, resetMs: 60_000 });
		gate.observe({ rates: [{ policy: '', limit: 60, remaining: 0, resetMs: 60_000 }], retryAfterMs }, 0, 100);
		expect(gate.waitMs(100)).toBe(retryAfterMs + 60);
	});

	test('says nothing of a window of which the length alone is told', () => {
		const gate = new HeaderGate();
		gate.observe({ rates: [{ policy: '', remaining: 0, windowMs: 60_000 }], retryAfterMs: 1_000 }, 0, 0);
		expect(gate.waitMs(0)).toBe(60_060);
	});

	test('says nothing of a policy that is not used up', () => {
		const gate = new HeaderGate();
		gate.observe({ rates: [{ policy: '', remaining: 10, resetMs: 12_500 }], retryAfterMs: 1_000 }, 0, 0);
		expect(gate.perSecond(0)).toBe(1);
	});
});

describe('headers stay away', () => {
	test('the next window is taken to be like the last one, and then the policy is forgotten', () => {
		const gate = gateTold({ limit: 10, remaining: 0, resetMs: 12_000 });
		expect(starts(gate, 0, 24_000)).toHaveLength(10);
		expect(starts(gate, 24_060, 24_061)).toHaveLength(100);
		expect(gate.perSecond(24_060)).toBeUndefined();
	});

	test('a window met shortly before its end is remembered until the answers of the next one are there', () => {
		const gate = gateTold({ limit: 3, remaining: 2, resetMs: 5 });
		expect(starts(gate, 65, 66)).toHaveLength(3);
		expect(gate.waitMs(5_000)).toBeGreaterThan(0);
		gate.observe({}, 0, 5_000);
		expect(starts(gate, 5_100, 5_101)).toHaveLength(3);
	});

	test('what is left of the window is counted on when a response tells no reset', () => {
		const gate = gateTold({ limit: 10, remaining: 9, resetMs: 12_000 });
		tell(gate, { limit: 10, remaining: 0 }, 0, 1_000);
		expect(gate.waitMs(1_000)).toBe(11_060);
	});

	test('where the limit is not known, nothing holds starts back after the reset', () => {
		const gate = gateTold({ remaining: 1, resetMs: 1_000 });
		expect(starts(gate, 1_060, 1_061)).toHaveLength(100);
	});
});

describe('the length of the window alone is told', () => {
	test('what is left at first is spread over one length', () => {
		const gate = gateTold({ limit: 10, remaining: 0, windowMs: 60_000 });
		expect(gate.waitMs(0)).toBe(60_060);
	});

	test('the start that was answered is the first of them', () => {
		const gate = gateTold({ limit: 10, remaining: 9, windowMs: 60_000 });
		expect(gate.waitMs(0)).toBeCloseTo(60_000 / 9.5, 5);
		expect(starts(gate, 0, 60_060)).toHaveLength(9);
	});

	test('from then on the pace is the limit per length, whatever is left at the moment', () => {
		const gate = gateTold({ limit: 10, remaining: 9, windowMs: 60_000 });
		starts(gate, 0, 60_060);
		tell(gate, { limit: 10, remaining: 0, windowMs: 60_000 }, 0, 60_060);
		expect(gate.perSecond(60_060)).toBeCloseTo(10 / 60.25, 5);
		expect(starts(gate, 60_060, 119_000)).toHaveLength(10);
	});

	test('a start that comes a little late is made up for', () => {
		const gate = gateTold({ limit: 60, windowMs: 60_000 });
		const due = gate.waitMs(0);
		gate.started(due + 5);
		expect(gate.waitMs(due + 5)).toBeCloseTo(due - 5, 5);
		gate.started(2 * due + 50);
		expect(gate.waitMs(2 * due + 50)).toBeCloseTo(due, 5);
	});

	test('without a word of what is left, the pace is the limit per length from the start', () => {
		const gate = gateTold({ limit: 60, windowMs: 60_000 });
		expect(gate.perSecond(0)).toBeCloseTo(60 / 60.25, 5);
	});

	test('a quota of a day sets no pace', () => {
		expect(gateTold({ limit: 1_000, windowMs: 86_400_000 }).perSecond(0)).toBeUndefined();
	});

	test('a changed limit sets another pace at once', () => {
		const gate = gateTold({ limit: 60, windowMs: 60_000 });
		tell(gate, { limit: 30, windowMs: 60_000 }, 0, 100);
		expect(gate.perSecond(100)).toBeCloseTo(30 / 60.25, 5);
	});

	test('it is forgotten when it is not heard of for another length', () => {
		const gate = gateTold({ limit: 60, windowMs: 60_000 });
		expect(gate.perSecond(119_000)).toBeCloseTo(60 / 60.25, 5);
		expect(gate.perSecond(121_000)).toBeUndefined();
	});
});

describe('several policies', () => {
	test('the strictest decides', () => {
		const gate = new HeaderGate();
		const second = { policy: 'second', limit: 5, remaining: 0, resetMs: 1_000 };
		const minute = { policy: 'minute', limit: 60, remaining: 28, resetMs: 30_000 };
		gate.observe({ rates: [second, minute] }, 0, 0);
		expect(gate.waitMs(0)).toBe(1_060);
		gate.started(1_060);
		expect(gate.waitMs(1_060)).toBeCloseTo((30_000 - 2_000 - 1_060) / 27.5, 5);
		gate.observe({ rates: [{ ...minute, remaining: 0, resetMs: 28_000 }] }, 0, 2_000);
		expect(gate.waitMs(2_000)).toBe(28_060);
	});

	test('of more than eight, those heard of last are obeyed', () => {
		const gate = new HeaderGate();
		const full = (policy: string, resetMs: number) => ({ policy, remaining: 0, resetMs });
		gate.observe({ rates: [full('first', 90_000), full('second', 80_000)] }, 0, 0);
		const others = Array.from({ length: 6 }, (_, index) => full(`${index}`, 10_000));
		gate.observe({ rates: others }, 0, 0);
		expect(gate.waitMs(0)).toBe(90_060);
		gate.observe({ rates: [full('second', 80_000), full('last', 20_000)] }, 0, 0);
		expect(gate.waitMs(0)).toBe(80_060);
	});
});
