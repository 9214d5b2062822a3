import { expect, test } from 'vitest';
import { dialNexaProvider } from '../../../src/providers/dialnexa/adapter.js';
import { response } from './response.js';

const provider = dialNexaProvider({ apiKey: 'key_1:secret_1', agent: 'agent_1' });
/** The example of the OpenAPI file (August 2026) for GET /v1/calls/{id}. */
const SAMPLE = {
	id: 'call_abc123',
	agent_id: 'agent_2g7Xy3tY53gRlp',
	to_number: '+919876543210',
	from_number: '+14155552671',
	status: 'initiated',
	call_direction: 'outbound',
	createdAt: '2026-07-03T10:30:00.000Z',
	duration: 42,
	transcript: 'Agent: Hello Priya. User: I am interested in the loan offer.',
	summary: 'Customer asked for details about the loan offer.',
};
const LIVE = { call: 'call_abc123', attempt: undefined, end: undefined };

test('many calls are asked for by their ids', () => {
	const calls = ['call_1', 'call/2?', 'call_3'].map((call) => ({ call, to: '+14155550100', from: '', since: 0 }));
	const request = provider.listCalls(calls);
	expect(request).toMatchObject({ method: 'GET', path: '/v1/calls?call_id=call_1,call%2F2%3F,call_3&page=1&limit=3' });
	expect(request.headers).toEqual({ authorization: 'Bearer key_1:secret_1', accept: 'application/json' });
	expect(request).not.toHaveProperty('body');
});

test('a list is a bare array', () => {
	expect(provider.readCalls(response(200, [SAMPLE]))).toEqual({ views: [LIVE] });
	expect(provider.readCalls(response(200, { items: [SAMPLE] }))).toBeUndefined();
	expect(provider.readCalls(response(200, [SAMPLE, {}]))).toBeUndefined();
	expect(provider.readCalls(response(500, [SAMPLE]))).toBeUndefined();
});

test('one call', () => {
	expect(provider.getCall('call_abc123').path).toBe('/v1/calls/call_abc123');
	expect(provider.readCall(response(200, SAMPLE))).toEqual(LIVE);
	const ended = { ...SAMPLE, status: 'completed', metadata: { attempt_id: 'c.1' } };
	expect(provider.readCall(response(200, ended))).toMatchObject({ attempt: 'c.1', end: { outcome: 'answered' } });
});

test.each([
	[404, 'Call not found'],
	[400, 'Invalid call ID format'],
	[403, 'You do not have permission to access this call'],
])('%d: there is no such call', (status, message) => {
	const answer = response(status, { statusCode: status, message, error: 'Error' });
	expect(provider.readCall(answer)).toBe('absent');
	expect(provider.readRefusedAccount(answer)).toBeUndefined();
});

test('the agent is looked at before a run', () => {
	const [agent] = provider.inspections?.([]) ?? [];
	expect(agent?.request.path).toBe('/v1/agents/agent_1');
	expect(agent?.read(response(200, { id: 'agent_1' }))).toEqual({ kind: 'good' });
	const absent = { kind: 'bad', text: '404 Agent not found' };
	expect(agent?.read(response(404, { message: 'Agent not found' }))).toEqual(absent);
});
