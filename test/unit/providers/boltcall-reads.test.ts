import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boltcallProvider } from '../../../src/providers/boltcall/adapter.js';
import { readBoltcallEnd } from '../../../src/providers/boltcall/end.js';
import { NOW, response } from './response.js';

const provider = boltcallProvider({ apiKey: 'sk_live_abc123def456', agent: 'agent_abc123' });
/** The example of boltcall.mintlify.app/api/calls. */
const SAMPLE = {
	id: 'call_xyz789',
	agent_id: 'agent_abc123',
	direction: 'inbound',
	caller: '+1987654321',
	duration_seconds: 142,
	status: 'completed',
	sentiment: 'positive',
	recording_url: 'https://api.boltcall.org/v1/calls/call_xyz789/recording',
	transcript_url: 'https://api.boltcall.org/v1/calls/call_xyz789/transcript',
	created_at: '2025-03-20T09:15:00Z',
};
const VIEW = {
	call: 'call_xyz789',
	attempt: undefined,
	end: { outcome: 'answered', reason: 'completed', durationMs: 142_000 },
};
const asked = [NOW + 5_000, NOW].map((since, index) => ({
	call: `call_${index}`,
	to: '+14155550107',
	from: '',
	since,
}));
const PAGE_1 = '/v1/calls?agent_id=agent_abc123&direction=outbound&from=2026-01-05T08%3A59%3A00.000Z&limit=100';

test("the agent's calls are asked for since the oldest, page by page", () => {
	expect(provider.listCalls(asked).path).toBe(PAGE_1);
	const page = (number: number, total: number, ...data: object[]) =>
		provider.readCalls(response(200, { data, meta: { page: number, limit: 20, total } }), asked);
	expect(page(1, 20, SAMPLE)).toEqual({ views: [VIEW] });
	expect(page(1, 156, SAMPLE)).toMatchObject({ views: [VIEW], next: { path: `${PAGE_1}&page=2` } });
	expect(page(8, 156, SAMPLE)).toEqual({ views: [VIEW] });
	expect(page(2, 156)).toEqual({ views: [] });
});

test('one call is read, or is not there', () => {
	expect(provider.getCall('call_xyz789').path).toBe('/v1/calls/call_xyz789');
	expect(provider.readCall(response(200, SAMPLE))).toEqual(VIEW);
	expect(provider.readCall(response(404, ''))).toBe('absent');
	expect(provider.readCall(response(500, ''))).toBeUndefined();
});

test.each(['ringing', 'in_progress', 'queued', undefined, 7])('%s: the call is not over', (status) => {
	expect(readBoltcallEnd({ ...SAMPLE, status })).toBeUndefined();
});

test.each([
	['completed', 0, 'unknown'],
	['completed', undefined, 'unknown'],
	['no-answer', 0, 'no_answer'],
	['Busy', 0, 'busy'],
	['failed', 0, 'error'],
	['voicemail', 7, 'voicemail'],
])('%s with %s seconds: %s', (status, duration_seconds, outcome) => {
	expect(readBoltcallEnd({ status, duration_seconds })).toMatchObject({ outcome, reason: status });
});

const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('completed', 'constructor', -1, 0.5, ''));
const call = fc.record(
	{ id: fc.oneof(fc.constant('call_1'), anything), status: anything, duration_seconds: anything, error: anything },
	{ requiredKeys: [] },
);
const list = fc.record({ data: fc.oneof(fc.array(call, { maxLength: 3 }), anything), meta: anything });
const body = fc.oneof(
	fc.string(),
	fc.oneof(anything, call, list).map((any) => JSON.stringify(any)),
);
const status = fc.oneof(fc.constantFrom(200, 201, 400, 422, 429, 500), fc.integer({ min: 200, max: 599 }));

test('every answer is read, whatever it holds', () => {
	fc.assert(
		fc.property(status, body, (code, text) => {
			const answer = response(code, text);
			const views = [...(provider.readCalls(answer, asked)?.views ?? []), provider.readCall(answer)];
			for (const view of views) if (typeof view === 'object') expect(view.call).toMatch(/^\P{C}+$/u);
			const reply = provider.readCreate(answer);
			if (reply.kind === 'accepted') expect(JSON.parse(text).id).toBe(reply.call);
			if (code >= 500 || code < 300) expect(['accepted', 'in_doubt']).toContain(reply.kind);
			if (code >= 300) expect(reply.kind).not.toBe('accepted');
			expect(['string', 'undefined']).toContain(typeof provider.readRefusedAccount(answer));
		}),
		{ numRuns: 1_000 },
	);
});
