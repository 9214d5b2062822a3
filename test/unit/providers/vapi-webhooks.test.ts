import { expect, test } from 'vitest';
import { vapiProvider } from '../../../src/providers/vapi/adapter.js';
import { told } from './told.js';

const provider = vapiProvider({ apiKey: 'key_1', assistant: 'assistant_1', webhookSecret: 'secret_1' });
const URL_TOLD = 'https://dialer.example/hooks';
const ATTEMPT = { attempt: 'abc.1', campaign: 'abc', contact: 'k', to: '+12025550123', from: 'n', variables: {} };
/** As the vendor sent one for a call that was under way: its status is the one that it was created with. */
const CALL = {
	id: 'call_1',
	status: 'queued',
	cost: 0,
	customer: { number: '+12025550123', externalId: 'abc.1' },
	assistantOverrides: { metadata: { attempt_id: 'abc.1' } },
};
const REPORT = {
	type: 'end-of-call-report',
	endedReason: 'customer-ended-call',
	startedAt: '2026-01-05T09:00:10.000Z',
	endedAt: '2026-01-05T09:00:40.000Z',
	cost: 0.06,
	analysis: {},
	artifact: {},
	call: CALL,
};
const update = (status: string, more: object = {}) => ({
	message: { type: 'status-update', status, ...more, call: CALL },
});

test('a report tells all of an end, whatever the call in it says', () => {
	const startedAt = Date.UTC(2026, 0, 5, 9, 0, 10);
	const end = {
		outcome: 'answered',
		reason: 'customer-ended-call',
		startedAt,
		endedAt: startedAt + 30_000,
		durationMs: 30_000,
		cost: 0.06,
	};
	expect(told(provider, { message: REPORT })).toEqual([{ call: 'call_1', attempt: 'abc.1', end }]);
});

test('of a talk, a change of status tells less than the API does; of a call that nobody took, enough', () => {
	const talked = told(provider, update('ended', { endedReason: 'assistant-ended-call' }));
	expect(talked).toEqual([
		{
			call: 'call_1',
			attempt: 'abc.1',
			end: { outcome: 'answered', reason: 'assistant-ended-call' },
			askForMore: true,
		},
	]);
	const busy = told(provider, update('ended', { endedReason: 'customer-busy' }));
	expect(busy).toEqual([{ call: 'call_1', attempt: 'abc.1', end: { outcome: 'busy', reason: 'customer-busy' } }]);
});

test('an end without a reason, or with one that is not known here, is worth a question', () => {
	expect(told(provider, update('ended'))).toMatchObject([{ end: { outcome: 'unknown' }, askForMore: true }]);
	expect(told(provider, update('ended', { endedReason: 'of-a-new-kind' }))).toMatchObject([{ askForMore: true }]);
});

test.each(['queued', 'ringing', 'in-progress', 'forwarding', 'another'])('a call that is %s goes on', (status) => {
	expect(told(provider, update(status))).toEqual([{ call: 'call_1', attempt: 'abc.1', end: undefined }]);
});

test.each(['conversation-update', 'speech-update', 'assistant.started', 'hang', 'tool-calls', 'call.deleted'])(
	'%s says nothing of where a call stands',
	(type) => {
		expect(told(provider, { message: { ...REPORT, type, status: 'ended' } })).toEqual([]);
	},
);

test('a limit or the account in a reason is what it is in the list', () => {
	const reason = 'call.start.error-subscription-concurrency-limit-reached';
	const [limited] = told(provider, update('ended', { endedReason: reason })) ?? [];
	expect(limited?.end?.refusal?.kind).toBe('slots');
	const [unpaid] = told(provider, update('ended', { endedReason: 'call.start.error-subscription-frozen' })) ?? [];
	expect(unpaid?.end?.account?.rang).toBe(false);
});

test('a message without a call cannot be read', () => {
	expect(told(provider, { message: { type: 'end-of-call-report', id: 'call_9' } })).toBeUndefined();
});

function serverIn(options: object): unknown {
	const { body = '' } = vapiProvider({ apiKey: 'key_1', assistant: 'a', ...options }).createCall(ATTEMPT);
	return JSON.parse(body).assistantOverrides.server;
}

test('the address is told with each call, with the credential, or else the secret, that vouches for what comes', () => {
	const both = { webhookSecret: 'secret_1', webhookCredential: 'credential_1' };
	expect(serverIn(both)).toBeUndefined();
	expect(serverIn({ ...both, webhookUrl: URL_TOLD })).toEqual({ url: URL_TOLD, credentialId: 'credential_1' });
	const headers = { 'X-Vapi-Secret': 'secret_1' };
	expect(serverIn({ webhookSecret: 'secret_1', webhookUrl: URL_TOLD })).toEqual({ url: URL_TOLD, headers });
});
