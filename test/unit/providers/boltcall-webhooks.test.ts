import { expect, test } from 'vitest';
import { boltcallProvider } from '../../../src/providers/boltcall/adapter.js';
import { told } from './told.js';

const provider = boltcallProvider({ apiKey: 'sk_live_1', agent: 'agent_1', webhookSecret: 'secret_1' });
const view = (end: object, more: object = {}) => [{ call: 'call_xyz789', attempt: undefined, end, ...more }];
const event = (name: string, data: object) => ({
	event: name,
	timestamp: '2025-03-20T09:17:22Z',
	data: { id: 'call_xyz789', ...data },
});

test.each(['call_completed', 'call.completed'])('%s tells of an end as the list does', (name) => {
	const answered = { outcome: 'answered', reason: 'completed', durationMs: 142_000 };
	expect(told(provider, event(name, { status: 'completed', duration_seconds: 142 }))).toEqual(view(answered));
	const nobody = { outcome: 'unknown', reason: 'completed' };
	expect(told(provider, event(name, { status: 'completed', duration_seconds: 0 }))).toEqual(view(nobody));
});

test('where the seconds are not told, they are asked for', () => {
	const unknown = { outcome: 'unknown', reason: 'completed' };
	expect(told(provider, event('call_completed', {}))).toEqual(view(unknown, { askForMore: true }));
});

test.each(['missed_call', 'call.missed'])('%s is an end that the API is asked about', (name) => {
	const missed = { outcome: 'no_answer', reason: 'missed' };
	expect(told(provider, event(name, { duration_seconds: 0 }))).toEqual(view(missed, { askForMore: true }));
});

// The samples of the vendor's source show no status.
test.each([undefined, null, 'ringing'])('a status %s gives way to the event, and the API is asked', (status) => {
	const answered = { outcome: 'answered', reason: 'completed', durationMs: 3_000 };
	const behind = event('call_completed', { status, duration_seconds: 3 });
	expect(told(provider, behind)).toEqual(view(answered, { askForMore: true }));
});

test('an end of another kind is told as it is', () => {
	const busy = { outcome: 'busy', reason: 'busy' };
	expect(told(provider, event('call_completed', { status: 'busy', duration_seconds: 0 }))).toEqual(view(busy));
});

test.each(['call.started', 'new_lead', 'appointment_booked', 'review_received', 'message.received'])(
	'%s says nothing of where a call stands',
	(name) => {
		expect(told(provider, event(name, { status: 'completed', duration_seconds: 3 }))).toEqual([]);
	},
);

test('an event without a call cannot be read', () => {
	expect(told(provider, { event: 'call_completed', data: null })).toBeUndefined();
});
