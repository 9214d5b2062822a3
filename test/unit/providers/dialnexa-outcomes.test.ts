import { expect, test } from 'vitest';
import { readDialNexaEnd } from '../../../src/providers/dialnexa/end.js';

const MADE = '2026-07-03T10:30:00.000Z';
const OVER = '2026-07-03T10:31:00.000Z';

test.each(['created', 'initiated', 'sent', 'received', 'tomorrow', undefined, 7])(
	'%s: the call is not over',
	(status) => {
		expect(readDialNexaEnd({ id: 'call_1', status, end_reason: 'user_busy' })).toBeUndefined();
	},
);

// Statuses and reasons of the page on the call data model; the last ones stand on the page on webhooks.
test.each([
	['completed', 'user_disconnected', 'answered'],
	['completed', 'agent_disconnected', 'answered'],
	['completed', undefined, 'answered'],
	['completed', 'voicemail_detected', 'voicemail'],
	['did_not_pick', 'user_did_not_pick_up', 'no_answer'],
	['no_answer', undefined, 'no_answer'],
	['busy', 'user_busy', 'busy'],
	['failed', 'user_unreachable', 'unreachable'],
	['failed', 'network_failure', 'unreachable'],
	['failed', 'invalid_phone_number', 'invalid_number'],
	['failed', 'something new', 'error'],
	['cancelled', undefined, 'canceled'],
	['retry_expired', 'user_busy', 'busy'],
	['retry_expired', undefined, 'unknown'],
	['failed', 'unallocated_phone_number', 'invalid_number'],
	['failed', 'sip_trunk_unreachable', 'unreachable'],
	['failed', 'constructor', 'error'],
])('%s, %s: %s', (status, reason, outcome) => {
	const end = readDialNexaEnd({ id: 'call_1', status, end_reason: reason });
	expect(end).toEqual({ outcome, reason: reason ?? status });
});

test.each(['system_at_capacity', 'System at capacity', 'system at capacity'])('%s: nothing rang', (reason) => {
	const refusal = { kind: 'slots', message: reason };
	expect(readDialNexaEnd({ status: 'failed', end_reason: reason })).toMatchObject({ refusal });
	expect(readDialNexaEnd({ status: 'completed', end_reason: reason })).not.toHaveProperty('refusal');
});

test.each(['insufficient_balance', 'Insufficient balance'])('%s: the account', (reason) => {
	const account = { rang: false, message: expect.stringContaining(reason) };
	expect(readDialNexaEnd({ status: 'failed', end_reason: reason })).toMatchObject({ account });
});

test.each(['destination_forbidden', 'sip_auth_failed'])('%s: perhaps the configuration', (reason) => {
	expect(readDialNexaEnd({ status: 'failed', end_reason: reason })?.config).toBeTypeOf('string');
});

// Documented neither as seconds nor as milliseconds: told where only one can be true.
test.each([
	['seconds, as the time between creation and end allows', { duration: 42, createdAt: MADE, ended_at: OVER }, 42_000],
	['milliseconds, as seconds would last longer', { duration: 4_200, createdAt: MADE, ended_at: OVER }, 4_200],
	['milliseconds, as no call is so long', { duration: 42_000 }, 42_000],
	['not told', { duration: 42, createdAt: MADE }, undefined],
	['named as seconds', { duration_seconds: 145 }, 145_000],
])('a duration is %s', (_, call, durationMs) => {
	expect(readDialNexaEnd({ status: 'completed', ...call })?.durationMs).toBe(durationMs);
});

test('who was not reached did not talk', () => {
	const end = readDialNexaEnd({ status: 'busy', duration: 10, createdAt: MADE, ended_at: OVER });
	expect(end).toEqual({ outcome: 'busy', reason: 'busy', endedAt: Date.parse(OVER) });
});
