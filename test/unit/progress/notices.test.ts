import { describe, expect, test } from 'vitest';
import type { CampaignEvent } from '../../../src/progress/events.js';
import { Notices } from '../../../src/progress/notices.js';
import { NINE, sample } from './samples.js';

function noticesOf(...events: CampaignEvent[]): string[] {
	const notices = new Notices();
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

test('a stop, a doubt and a refused configuration are', () => {
	expect(noticesOf(sample('stopping'), sample('attempt_in_doubt'), sample('attempt_failed'))).toEqual([
		'stopping: interrupted; no more calls are started, 4 live (Ctrl-C again leaves them alone)',
		'contact ann: attempt c0ffee01.1 is in doubt: no answer within 30 s',
		'contact ann: not called (config): no such agent',
	]);
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
});

test('slots that grow are told once a minute, a decrease at once', () => {
	const why = 'quiet';
	expect(
		noticesOf(
			sample('limit_changed', 0, { from: 5, to: 6, why }),
			sample('limit_changed', 5_000, { from: 6, to: 7, why }),
			sample('limit_changed', 10_000, { from: 7, to: 8, why }),
			sample('limit_changed', 60_000, { from: 8, to: 9, why }),
			sample('limit_changed', 65_000, { from: 9, to: 10, why }),
			sample('limit_changed', 66_000, { from: 10, to: 5, why: 'refused at 10 live calls' }),
			sample('limit_changed', 125_000, { from: 5, to: 6, why }),
		),
	).toEqual([
		'slots 5 to 6: quiet',
		'slots 6 to 9: quiet',
		'slots 10 to 5: refused at 10 live calls',
		'slots 5 to 6: quiet',
	]);
});
