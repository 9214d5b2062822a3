import { describe, expect, test } from 'vitest';
import { CampaignBoard } from '../../../src/progress/campaign-board.js';
import type { CampaignEvent } from '../../../src/progress/events.js';
import { answeredCalls, NINE, sample } from './samples.js';

function boardAfter(...events: CampaignEvent[]): CampaignBoard {
	const board = new CampaignBoard();
	for (const event of events) board.apply(event);
	return board;
}

describe('counts', () => {
	test('go on where earlier runs ended', () => {
		const board = boardAfter(sample('campaign_started'), sample('contact_settled'));
		expect(board.view(NINE)).toMatchObject({ rows: 40_500, todo: 28_000, done: 12_001, total: 40_000, slots: 20 });
	});

	test('name outcomes, the most frequent first, and the status where there is no outcome', () => {
		const board = boardAfter(
			sample('contact_settled', 0, { status: 'placed', outcome: undefined }),
			sample('contact_settled', 0, { outcome: 'no_answer' }),
			sample('contact_settled', 0, { outcome: 'no_answer' }),
		);
		expect(board.view(NINE).outcomes).toEqual([
			['no_answer', 2],
			['placed', 1],
		]);
	});

	test('of refusals leave out the starts that never reached the provider', () => {
		const board = boardAfter(sample('call_refused'), sample('call_refused', 0, { kind: 'unreachable' }));
		expect(board.view(NINE).refused).toBe(1);
	});

	test('of contacts never pass their total, though an earlier run left a contact that is no longer in the file', () => {
		const board = boardAfter(sample('campaign_started', 0, { settled: 0, todo: 0 }), sample('contact_settled'));
		expect(board.view(NINE)).toMatchObject({ done: 1, total: 1 });
	});
});

describe('live calls', () => {
	test('begin with those of the earlier run and follow starts and ends', () => {
		const board = boardAfter(sample('campaign_started', 0, { adopted: 2 }));
		expect(board.view(NINE).live).toBe(2);
		board.apply(sample('attempt_started', 0, { live: 3 }));
		expect(board.view(NINE).live).toBe(3);
		board.apply(sample('call_refused'));
		board.apply(sample('contact_settled'));
		expect(board.view(NINE).live).toBe(1);
	});

	test('count one slot free for a contact that the provider will not call, though two events tell of it', () => {
		const board = boardAfter(
			sample('attempt_started', 0, { live: 3 }),
			sample('attempt_failed', 0, { blame: 'contact' }),
			sample('contact_settled', 0, { status: 'failed' }),
		);
		expect(board.view(NINE).live).toBe(2);
	});

	test('count a slot free when the configuration was refused', () => {
		const board = boardAfter(
			sample('attempt_started', 0, { live: 3 }),
			sample('attempt_failed', 0, { blame: 'config' }),
		);
		expect(board.view(NINE).live).toBe(2);
	});
});

describe('limits', () => {
	test('of live calls are those of the last start or change, and stay when a ceiling is given up', () => {
		const board = boardAfter(sample('campaign_started'), sample('attempt_started', 0, { slots: 22 }));
		expect(board.view(NINE).slots).toBe(22);
		board.apply(sample('limit_changed', 0, { from: 22, to: 12 }));
		expect(board.view(NINE).slots).toBe(12);
		board.apply(sample('limit_changed', 0, { from: 12, to: undefined }));
		expect(board.view(NINE).slots).toBe(12);
	});

	test('of the pace are the stricter of what was configured and what was found out', () => {
		const board = boardAfter(sample('campaign_started', 0, { pacePerSecond: 2 }));
		expect(board.view(NINE).pacePerSecond).toBe(2);
		board.apply(sample('limit_changed', 0, { what: 'pace', from: undefined, to: 0.5 }));
		expect(board.view(NINE)).toMatchObject({ pacePerSecond: 0.5, slots: 20 });
		board.apply(sample('limit_changed', 0, { what: 'pace', from: 0.5, to: undefined }));
		expect(board.view(NINE).pacePerSecond).toBe(2);
	});

	test('of the pace may be found out where none was configured', () => {
		const { pacePerSecond: _none, ...unpaced } = sample('campaign_started');
		const board = boardAfter(unpaced);
		expect(board.view(NINE).pacePerSecond).toBeUndefined();
		board.apply(sample('limit_changed', 0, { what: 'pace', from: undefined, to: 3 }));
		expect(board.view(NINE).pacePerSecond).toBe(3);
	});
});

describe('attempts in doubt', () => {
	test.each<[string, CampaignEvent]>([
		['found to have been taken', sample('call_accepted', 0, { reconciled: true })],
		['found not to have been placed', sample('attempt_not_placed')],
		['settled', sample('contact_settled')],
	])('are no longer when %s', (_how, event) => {
		const board = boardAfter(sample('attempt_in_doubt'), sample('attempt_in_doubt', 0, { contact: 'bob' }));
		expect(board.view(NINE).inDoubt).toBe(2);
		board.apply(event);
		expect(board.view(NINE).inDoubt).toBe(1);
	});
});

describe('rate and estimate', () => {
	test('tell the pace of the last seconds and the time that the rest takes', () => {
		const board = boardAfter(sample('campaign_started', 0, { settled: 0, todo: 160 }));
		answeredCalls((event) => board.apply(event), 101, 500);
		const { startsPerSecond, etaMs, done } = board.view(NINE + 50_000);
		expect(done).toBe(101);
		expect(startsPerSecond).toBeGreaterThan(1.9);
		expect(startsPerSecond).toBeLessThan(2.1);
		expect(etaMs).toBeGreaterThan(28_000);
		expect(etaMs).toBeLessThan(31_000);
	});

	test('fade when nothing is started any more', () => {
		const board = boardAfter(sample('campaign_started'));
		answeredCalls((event) => board.apply(event), 20, 500);
		expect(board.view(NINE + 70_000).startsPerSecond).toBeLessThan(0.01);
	});

	test('do not take the first burst for a rate', () => {
		const board = boardAfter(sample('campaign_started'));
		answeredCalls((event) => board.apply(event), 5, 1);
		expect(board.view(NINE + 5).startsPerSecond).toBeLessThan(5);
	});

	test('come without an estimate while there is no evidence, when nothing is left and when it stops', () => {
		const board = boardAfter(sample('campaign_started', 0, { settled: 0, todo: 40 }));
		answeredCalls((event) => board.apply(event), 5, 1_000);
		expect(board.view(NINE + 20_000).etaMs).toBeUndefined();
		answeredCalls((event) => board.apply(event), 20, 1_000, 5_000);
		expect(board.view(NINE + 25_000).etaMs).toBeGreaterThan(0);
		answeredCalls((event) => board.apply(event), 15, 1_000, 25_000);
		expect(board.view(NINE + 40_000).etaMs).toBeUndefined();
		const stopped = boardAfter(sample('campaign_started'));
		answeredCalls((event) => stopped.apply(event), 30, 1_000);
		stopped.apply(sample('stopping', 30_000));
		expect(stopped.view(NINE + 30_000)).toMatchObject({ etaMs: undefined, stopping: 'interrupted' });
	});

	test('survive a wall clock that is turned back', () => {
		const board = boardAfter(sample('campaign_started'));
		answeredCalls((event) => board.apply(event), 20, 1_000, 3_600_000);
		answeredCalls((event) => board.apply(event), 20, 1_000);
		expect(board.view(NINE).startsPerSecond).toBeGreaterThan(0);
		expect(Number.isFinite(board.view(NINE).startsPerSecond)).toBe(true);
	});
});

describe('waiting', () => {
	test('for the provider lasts until starts go on', () => {
		const board = boardAfter(sample('waiting'));
		expect(board.view(NINE).wait).toEqual({
			code: 'refused',
			why: 'the provider refused 3 times',
			since: NINE,
			until: NINE + 8_000,
			ordinary: false,
		});
		board.apply(sample('waiting', 8_000, { code: 'none' }));
		expect(board.view(NINE + 8_000).wait).toBeUndefined();
	});

	test('keeps its beginning through tries that are refused again, and loses it when a call is taken', () => {
		const board = boardAfter(
			sample('waiting'),
			sample('waiting', 8_000, { code: 'none' }),
			sample('waiting', 8_000, { code: 'trial', until: undefined }),
			sample('waiting', 8_100, { until: NINE + 24_000 }),
		);
		expect(board.view(NINE + 8_100).wait?.since).toBe(NINE);
		board.apply(sample('call_accepted', 24_000));
		board.apply(sample('waiting', 30_000));
		expect(board.view(NINE + 30_000).wait?.since).toBe(NINE + 30_000);
	});

	test('for a slot is shown only while all slots are in use', () => {
		const board = boardAfter(
			sample('campaign_started', 0, { slots: 2 }),
			sample('attempt_started', 0, { live: 2, slots: 2 }),
			sample('waiting', 0, { code: 'slots', until: undefined }),
		);
		expect(board.view(NINE).wait?.code).toBe('slots');
		board.apply(sample('limit_changed', 0, { from: 2, to: 3 }));
		expect(board.view(NINE).wait).toBeUndefined();
	});

	test('for the pace is not shown when every contact left is live', () => {
		const board = boardAfter(
			sample('campaign_started', 0, { settled: 0, todo: 2 }),
			sample('waiting', 0, { code: 'pace' }),
			sample('attempt_started', 0, { live: 1 }),
		);
		expect(board.view(NINE).wait?.code).toBe('pace');
		board.apply(sample('attempt_started', 0, { live: 2 }));
		expect(board.view(NINE).wait).toBeUndefined();
	});
});

test('a stop that was asked for before the run began is remembered', () => {
	expect(boardAfter(sample('stopping'), sample('campaign_started')).view(NINE).stopping).toBe('interrupted');
});

test('when calls go on elsewhere nothing is stopping any more, and the other slots and pace hold', () => {
	const view = boardAfter(sample('campaign_started'), sample('stopping'), sample('failed_over')).view(NINE);
	expect(view).toMatchObject({ stopping: undefined, wait: undefined, slots: 9, pacePerSecond: 1 });
});
