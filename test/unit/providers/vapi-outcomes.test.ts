import { Vapi } from '@vapi-ai/server-sdk';
import { describe, expect, test } from 'vitest';
import { readVapiEnd } from '../../../src/providers/vapi/end.js';

const REASONS: readonly string[] = Object.values(Vapi.CallEndedReason);
const ENDED = { id: 'a', status: 'ended' };
const endFor = (endedReason: unknown, more: object = {}) => readVapiEnd({ ...ENDED, endedReason, ...more });

describe('the reasons of the SDK', () => {
	test('are the ones it names', () => {
		expect(REASONS.length).toBeGreaterThanOrEqual(597);
	});

	test('each have an outcome', () => {
		expect(REASONS.filter((reason) => endFor(reason)?.outcome === 'unknown')).toEqual([]);
		for (const reason of REASONS) expect(endFor(reason)).toMatchObject({ reason });
	});

	test('ask for another try exactly if a limit of calls is behind them', () => {
		const limited = REASONS.flatMap((reason) => {
			const { refusal } = endFor(reason) ?? {};
			return refusal === undefined ? [] : [[refusal.kind, refusal.message]];
		});
		expect(limited).toEqual(
			expect.arrayContaining([
				['slots', 'call.start.error-subscription-concurrency-limit-reached'],
				['quota', 'call.start.error-vapi-number-outbound-daily-limit'],
			]),
		);
		expect(limited).toHaveLength(2);
	});

	test('stop the run exactly if the account is behind them', () => {
		const account = REASONS.filter((reason) => endFor(reason)?.account !== undefined);
		expect(account.sort()).toEqual([
			'call.start.error-fraud-check-failed',
			'call.start.error-subscription-frozen',
			'call.start.error-subscription-insufficient-credits',
			'call.start.error-subscription-upgrade-failed',
			'call.start.error-subscription-wallet-does-not-exist',
		]);
		for (const reason of account) {
			expect(endFor(reason)?.account).toEqual({ rang: false, message: expect.stringContaining(reason) });
		}
	});

	/** The vendor's page on ended reasons: these end a call before it connects, or are the SIP provider's no. */
	test('leave it open who is to blame exactly if nothing rang for another reason', () => {
		const config = REASONS.filter((reason) => endFor(reason)?.config !== undefined);
		const expected = REASONS.filter(
			(reason) =>
				/^call[.-]start[.-]|^assistant-not-|outbound-sip-40[37]-/.test(reason) &&
				!/subscription-|fraud-check|daily-limit/.test(reason.replace('get-subscription', '')),
		);
		expect(config.sort()).toEqual(expected.sort());
		expect(config.length).toBeGreaterThan(12);
	});

	test('of a talk, and of parts that failed in it, never free the contact', () => {
		const begun = REASONS.filter((reason) =>
			/^call\.in-progress\.error-(vapi|pipe)|^pipeline-|^customer-/.test(reason),
		);
		expect(begun.length).toBeGreaterThan(400);
		for (const reason of begun) {
			expect(endFor(reason)).not.toHaveProperty('refusal');
			expect(endFor(reason)).not.toHaveProperty('config');
		}
	});
});

test.each([
	['customer-ended-call', 'answered'],
	['customer-ended-call-during-transfer', 'answered'],
	['assistant-ended-call-with-hangup-task', 'answered'],
	['assistant-said-end-call-phrase', 'answered'],
	['assistant-forwarded-call', 'answered'],
	['silence-timed-out', 'answered'],
	['exceeded-max-duration', 'answered'],
	['call.in-progress.error-warm-transfer-max-duration', 'answered'],
	['call.forwarding.operator-busy', 'answered'],
	['voicemail', 'voicemail'],
	['customer-did-not-answer', 'no_answer'],
	['call.in-progress.error-providerfault-outbound-sip-408-request-timeout', 'no_answer'],
	['customer-busy', 'busy'],
	['vonage-rejected', 'declined'],
	['twilio-reported-customer-misdialed', 'invalid_number'],
	['twilio-failed-to-connect-call', 'unreachable'],
	['call.in-progress.error-sip-outbound-call-failed-to-connect', 'unreachable'],
	['call.in-progress.error-providerfault-outbound-sip-503-service-unavailable', 'unreachable'],
	['manually-canceled', 'canceled'],
	['pipeline-error-openai-llm-failed', 'error'],
	['call.in-progress.error-vapifault-worker-died', 'error'],
	['call.in-progress.error-vapifault-transport-never-connected', 'error'],
	['assistant-request-failed', 'error'],
	['worker-shutdown', 'error'],
	['some-new-error', 'error'],
	['aliens', 'unknown'],
	['constructor', 'unknown'],
])('%s means %s', (reason, outcome) => {
	expect(endFor(reason)?.outcome).toBe(outcome);
});

test.each(['scheduled', 'queued', 'ringing', 'in-progress', 'forwarding', 'something-new', undefined, 7])(
	'a call of status %s is not over',
	(status) => {
		expect(endFor('customer-ended-call', { status })).toBeUndefined();
	},
);

test.each(['not-found', 'deletion-failed', 'ended'])('a call of status %s without a reason is over', (status) => {
	expect(readVapiEnd({ id: 'a', status })).toEqual({ reason: status, outcome: 'unknown' });
});

const MOMENTS = { startedAt: '2026-01-05T09:00:00.000Z', endedAt: '2026-01-05T09:01:01.500Z', cost: 0.125 };

test('a talk has times, length and cost', () => {
	expect(endFor('customer-ended-call', MOMENTS)).toEqual({
		reason: 'customer-ended-call',
		outcome: 'answered',
		startedAt: Date.UTC(2026, 0, 5, 9),
		endedAt: Date.UTC(2026, 0, 5, 9, 1, 1, 500),
		durationMs: 61_500,
		cost: 0.125,
	});
});

test('a call that reached nobody has no pick-up, whatever its start', () => {
	const end = endFor('customer-busy', MOMENTS);
	expect(end).toEqual({ reason: 'customer-busy', outcome: 'busy', endedAt: expect.any(Number), cost: 0.125 });
});

test('figures that are none are left out', () => {
	const odd = { startedAt: 'soon', endedAt: null, cost: '0.1' };
	expect(endFor('voicemail', odd)).toEqual({ reason: 'voicemail', outcome: 'voicemail' });
	const backwards = { startedAt: MOMENTS.endedAt, endedAt: MOMENTS.startedAt };
	expect(endFor('voicemail', backwards)).not.toHaveProperty('durationMs');
});

test("the vendor's own words stand beside the reason", () => {
	const endedMessage = 'Add credits.\u0007';
	expect(endFor('call.start.error-subscription-insufficient-credits', { endedMessage })?.account?.message).toBe(
		'Vapi ended a call with call.start.error-subscription-insufficient-credits: Add credits.',
	);
});
