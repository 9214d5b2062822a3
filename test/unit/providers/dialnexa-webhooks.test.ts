import { expect, test } from 'vitest';
import { dialNexaProvider } from '../../../src/providers/dialnexa/adapter.js';
import type { CallEnd } from '../../../src/providers/provider.js';
import { delivery, told, webhooksOf } from './told.js';

const provider = dialNexaProvider({ apiKey: 'key:secret', agent: 'agent_1', webhookSecret: 'whsec_1' });
/** As the vendor's page shows one. */
const CALL = {
	id: 'call_abc123xyz',
	direction: 'outbound',
	type: 'phone_call',
	from_number: '12137771234',
	to_number: '12137771235',
	agent_id: 'agent_987654321',
	initiated_at: '2025-05-02T10:21:15.945Z',
};
const event = (event_type: string, call: object) => ({ event_type, payload: { call: { ...CALL, ...call } } });
const ended = (call: object) => told(provider, event('call_ended', call))?.[0];

test('a call that was started goes on', () => {
	const view = { call: CALL.id, attempt: undefined, end: undefined };
	expect(told(provider, event('call_initiated', { status: 'initiated' }))).toEqual([view]);
});

test.each<[reason: string, outcome: CallEnd['outcome']]>([
	['user_did_not_pick_up', 'no_answer'],
	['user_busy', 'busy'],
	['voicemail_detected', 'voicemail'],
	['user_unreachable', 'unreachable'],
	['unallocated_phone_number', 'invalid_number'],
	['invalid_phone_number', 'invalid_number'],
	['network_failure', 'unreachable'],
	['sip_trunk_unreachable', 'unreachable'],
])('a hangup for %s is %s, by the new name and the old one of its reason', (reason, outcome) => {
	for (const name of ['hangup_reason', 'disconnection_reason']) {
		const view = ended({ status: 'hangup', [name]: reason });
		expect(view).toEqual({ call: CALL.id, attempt: undefined, end: { outcome, reason } });
	}
});

test('a trunk that refuses its credentials is no fault of the contact', () => {
	expect(ended({ status: 'hangup', hangup_reason: 'sip_auth_failed' })?.end?.config).toContain('trunk');
});

test.each([{ hangup_reason: 'unknown' }, { hangup_reason: 'something new' }, {}])(
	'what a hangup for %j was, the API is asked: it may have been for a limit',
	(why) => {
		const view = ended({ status: 'hangup', ...why });
		expect([view?.end?.outcome, view?.askForMore]).toEqual(['error', true]);
	},
);

test('the length of a talk is asked for where it may be seconds or milliseconds', () => {
	const talk = { status: 'completed', hangup_reason: 'user_disconnected' };
	expect(ended({ ...talk, duration: 42 })).toMatchObject({ end: { outcome: 'answered' }, askForMore: true });
	const certain = ended({ ...talk, duration: 42_000 });
	expect([certain?.end?.durationMs, certain?.askForMore]).toEqual([42_000, undefined]);
});

test.each(['transfer_completed', 'verification', 'campaign.completed', 'call.completed'])(
	'%s says nothing of where a call stands',
	(type) => {
		expect(told(provider, event(type, { status: 'completed' }))).toEqual([]);
	},
);

test('an event without a call cannot be read', () => {
	expect(told(provider, { event_type: 'call_ended', payload: {} })).toBeUndefined();
});

test('a trial of the address is answered with a success, signed or not; nothing else is', () => {
	const { handshake } = webhooksOf(provider);
	const body = { message: 'verify', timestamp: '2026-01-05T09:00:00Z' };
	const from = (agent: string) => handshake?.(delivery(body, { 'user-agent': agent }))?.status;
	expect(from('DialNexa-External-Webhook-Verification/1.0')).toBe(200);
	expect(from('DialNexa-External-Webhook/1.0')).toBeUndefined();
	expect(handshake?.(delivery(body))).toBeUndefined();
});
