import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barLine } from '../../../src/progress/bar-line.js';
import type { BoardView } from '../../../src/progress/campaign-board.js';
import { timeOfDay } from '../../../src/progress/numbers.js';
import { cellsOf } from '../../../src/progress/printable.js';
import { NINE } from './samples.js';

const BUSY: BoardView = {
	rows: 40_500,
	todo: 28_000,
	done: 12_340,
	total: 40_000,
	live: 18,
	slots: 20,
	refused: 12,
	inDoubt: 0,
	outcomes: [
		['answered', 8_211],
		['no_answer', 2_901],
	],
	startsPerSecond: 1,
	etaMs: 11_520_000,
	wait: undefined,
	pacePerSecond: 1,
	stopping: undefined,
};
const REFUSED: BoardView = {
	...BUSY,
	wait: { code: 'refused', why: 'the provider refused 3 times', since: NINE, until: NINE + 20_000, ordinary: false },
};
const FULL: BoardView = {
	...BUSY,
	live: 20,
	wait: { code: 'slots', why: 'all 20 slots are in use', since: NINE, until: undefined, ordinary: true },
};
const PACED: BoardView = {
	...BUSY,
	wait: { code: 'pace', why: '1 start per second at most', since: NINE, until: undefined, ordinary: true },
};

function line(view: BoardView, width: number): string {
	return barLine(view, NINE + 12_000, width, timeOfDay('UTC'));
}

describe('the line of the bar', () => {
	test.each([
		[12, '30%'],
		[20, '12,340/40,000'],
		[40, '[>    ] 12,340/40,000  30%  live 18/20'],
		[60, '[=>     ] 12,340/40,000  30%  live 18/20  1.0 of 1/s'],
		[80, '[==>       ] 12,340/40,000  30%  live 18/20  1.0 of 1/s  ETA 3 h 12 min'],
		[
			120,
			'[===>           ] 12,340/40,000  30%  live 18/20  1.0 of 1/s  ETA 3 h 12 min  refused 12  in doubt 0  answered 8,211',
		],
		[
			160,
			'[=====>              ] 12,340/40,000  30%  live 18/20  1.0 of 1/s  ETA 3 h 12 min  refused 12  in doubt 0  answered 8,211  no answer 2,901',
		],
	])('shows the most important facts in %i columns', (width, expected) => {
		expect(line(BUSY, width)).toBe(expected);
	});

	test.each([
		[40, '[>    ] 12,340/40,000  30%  live 18/20'],
		[80, '[==>       ] 12,340/40,000  30%  live 18/20  1.0/s  ETA 3 h 12 min  waiting 8 s'],
		[
			120,
			'[===>           ] 12,340/40,000  30%  live 18/20  1.0/s  ETA 3 h 12 min  waiting: the provider refused 3 times',
		],
		[
			160,
			'[=====>              ] 12,340/40,000  30%  live 18/20  1.0/s  ETA 3 h 12 min  waiting since 09:00:00: the provider refused 3 times; next try in 8 s  refused 12',
		],
	])('says in %i columns why it waits', (width, expected) => {
		expect(line(REFUSED, width)).toBe(expected);
	});

	test('says that the slots or the pace are the limit where there is room, and loses no other fact for it', () => {
		expect(line(FULL, 120)).toContain('  ETA 3 h 12 min  all 20 slots are in use  refused 12');
		expect(line(PACED, 120)).toContain('  ETA 3 h 12 min  1 start per second at most  refused 12');
		expect(line(FULL, 80)).toBe(line({ ...FULL, wait: undefined }, 80));
	});

	test('shows the rate alone where no pace is known', () => {
		expect(line({ ...BUSY, pacePerSecond: undefined }, 80)).toContain(
			'  live 18/20  1.0/s  ETA 3 h 12 min  refused 12',
		);
	});

	test('says that it stops', () => {
		expect(line({ ...BUSY, etaMs: undefined, stopping: 'interrupted' }, 80)).toContain(
			'  1.0/s  stopping: interrupted',
		);
	});

	test('is full only when everything is done', () => {
		expect(line({ ...BUSY, done: 0 }, 40)).toContain('[     ] 0/40,000');
		expect(line({ ...BUSY, done: 39_999 }, 40)).toContain('[===> ] 39,999/40,000');
		expect(line({ ...BUSY, done: 40_000 }, 40)).toContain('[=====] 40,000/40,000  100%');
	});
});

const count = fc.nat({ max: 2_000_000 });
const views = fc.record<BoardView>({
	rows: count,
	todo: count,
	done: count,
	total: count,
	live: count,
	slots: count,
	refused: count,
	inDoubt: count,
	outcomes: fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), count), { maxLength: 8 }),
	startsPerSecond: fc.double({ min: 0, max: 1e6, noNaN: true }),
	etaMs: fc.option(fc.nat(), { nil: undefined }),
	wait: fc.option(
		fc.record({
			code: fc.constantFrom('refused', 'slots', 'pace', 'headers'),
			why: fc.string({ unit: 'grapheme' }),
			since: fc.constant(NINE),
			until: fc.option(fc.integer({ min: NINE, max: NINE + 1e9 }), { nil: undefined }),
			ordinary: fc.boolean(),
		}),
		{ nil: undefined },
	),
	pacePerSecond: fc.option(fc.double({ min: 0.001, max: 1_000, noNaN: true }), { nil: undefined }),
	stopping: fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }),
});

test('no line reaches the last column, at any width', () => {
	fc.assert(
		fc.property(
			views.map((view) => ({ ...view, done: Math.min(view.done, view.total) })),
			fc.integer({ min: 1, max: 300 }),
			(view, width) => {
				const shown = line(view, width);
				expect(cellsOf(shown)).toBeLessThan(width);
				expect(shown).not.toMatch(/\p{Cc}/u);
			},
		),
	);
});
