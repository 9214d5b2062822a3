import { describe, expect, test } from 'vitest';
import type { CampaignEvent } from '../../../src/progress/events.js';
import { Notices } from '../../../src/progress/notices.js';
import { timeOfDay } from '../../../src/progress/numbers.js';
import { NINE, sample } from './samples.js';

function noticesOf(...events: CampaignEvent[]): string[] {
	const notices = new Notices(timeOfDay('UTC'));
	return events.map((event) => notices.of(event)).filter((line) => line !== undefined);
}

test('the ordinary course of a call is not worth a line', () => {
	expect(
		noticesOf(
			sample('attempt_started'),
			sample('call_accepted'),
			sample('call_ended'),
			sample('contact_settled'),
			sample('call_refused'),
			sample('attempt_failed', 0, { blame: 'contact' }),
			sample('waiting', 0, { code: 'slots' }),
		),
	).toEqual([]);
});

test('a notice, a stop, a doubt and a refused configuration are', () => {
	expect(noticesOf(sample('notice'), sample('stopping'), sample('attempt_in_doubt'), sample('attempt_failed'))).toEqual(
		[
			'the folder cannot be written to',
			'stopping: interrupted; no more calls are started, 4 live (Ctrl-C again leaves them alone)',
			'contact ann: attempt c0ffee01.1 is in doubt: no answer within 30 s',
			'contact ann: not called (config): no such agent',
		],
	);
});

describe('waits for the provider', () => {
	test('are told once, and their end when a call is taken', () => {
		expect(
			noticesOf(
				sample('waiting'),
				sample('waiting', 8_000, { code: 'none' }),
				sample('waiting', 8_100, { until: NINE + 24_000 }),
				sample('call_accepted', 23_000, { reconciled: true }),
				sample('call_accepted', 24_100),
				sample('call_accepted', 24_200),
			),
		).toEqual(['waiting: the provider refused 3 times; next try in 8 s', 'calls are taken again, after 25 s']);
	});

	test('are not told when they are short', () => {
		expect(noticesOf(sample('waiting', 0, { until: NINE + 5_000 }), sample('call_accepted', 5_000))).toEqual([]);
	});

	test('are told whatever their length when the provider does not answer', () => {
		const why = 'the provider does not answer';
		expect(noticesOf(sample('waiting', 0, { code: 'unreachable', why, until: NINE + 1_000 }))).toEqual([
			'waiting: the provider does not answer; next try in 1 s',
		]);
	});

	test('for an allowance of hours tell when calls go on', () => {
		const why = "the provider's allowance is used up";
		expect(noticesOf(sample('waiting', 0, { code: 'quota', why, until: NINE + 5 * 3_600_000 + 725_000 }))).toEqual([
			"waiting: the provider's allowance is used up; calls go on at 14:12:05, in 5 h 12 min",
		]);
	});
});

describe('changes of a limit', () => {
	test('of the slots: growth is told once a minute, a decrease at once', () => {
		const why = 'quiet';
		expect(
			noticesOf(
				sample('limit_changed', 0, { from: 5, to: 6, why }),
				sample('limit_changed', 5_000, { from: 6, to: 7, why }),
				sample('limit_changed', 10_000, { from: 7, to: 8, why }),
				sample('limit_changed', 60_000, { from: 8, to: 9, why }),
				sample('limit_changed', 65_000, { from: 9, to: 10, why }),
				sample('limit_changed', 70_000, { from: 10, to: 5, why: 'refused at 10 live calls' }),
				sample('limit_changed', 125_000, { from: 5, to: 6, why }),
			),
		).toEqual([
			'slots 5 -> 6: quiet',
			'slots 6 -> 9: quiet',
			'slots 10 -> 5: refused at 10 live calls',
			'slots 5 -> 6: quiet',
		]);
	});

	test('of the pace: a few percent are told only when they add up', () => {
		expect(
			noticesOf(
				pace(0, 2, 1.9, 'measured'),
				pace(1_000, 1.9, 1.95, 'measured'),
				pace(2_000, 1.95, 1.85, 'measured'),
				pace(3_000, 1.85, 1.75, 'measured'),
				pace(4_000, 1.75, 1.7, 'measured'),
				pace(5_000, 1.7, 1, 'refused in bursts'),
			),
		).toEqual(['pace 2/s -> 1.75/s: measured', 'pace 1.7/s -> 1/s: refused in bursts']);
	});

	test('of the pace: growth is told once a minute', () => {
		expect(
			noticesOf(
				pace(0, 1, 1.2, 'taken'),
				pace(10_000, 1.2, 1.5, 'taken'),
				pace(20_000, 1.5, 1.9, 'taken'),
				pace(61_000, 1.9, 2, 'taken'),
			),
		).toEqual(['pace 1/s -> 1.2/s: taken', 'pace 1.2/s -> 2/s: taken']);
	});

	test('that was found or given up are told at once, each limit apart', () => {
		expect(
			noticesOf(
				sample('limit_changed', 0, { from: 5, to: 6, why: 'quiet' }),
				pace(1_000, undefined, 0.5, '30 calls a minute were taken'),
				sample('limit_changed', 2_000, { from: undefined, to: 10, why: 'refused at 10 live calls' }),
				pace(3_000, 0.5, undefined, 'faster calls were taken'),
				sample('limit_changed', 4_000, { from: 10, to: undefined, why: 'more calls were taken' }),
			),
		).toEqual([
			'slots 5 -> 6: quiet',
			'pace no limit -> 30/min: 30 calls a minute were taken',
			'slots no limit -> 10: refused at 10 live calls',
			'pace 30/min -> no limit: faster calls were taken',
			'slots 10 -> no limit: more calls were taken',
		]);
	});
});

function pace(afterMs: number, from: number | undefined, to: number | undefined, why: string): CampaignEvent {
	return sample('limit_changed', afterMs, { what: 'pace', from, to, why });
}
