import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dialNexaProvider } from '../../../src/providers/dialnexa/adapter.js';
import type { CallView } from '../../../src/providers/provider.js';
import { response } from './response.js';

const provider = dialNexaProvider({ apiKey: 'key_1:secret_1', agent: 'agent_1' });
const lost = { attempt: 'abc.1', to: '+12025550123', from: '', intendedAt: 0 };
const anything = fc.oneof(
	fc.jsonValue({ maxDepth: 2 }),
	fc.constantFrom(1e308, -1, 0.5, '', 'constructor', '__proto__'),
);
const ids = fc.oneof(fc.record({ attempt_id: fc.oneof(fc.constant('abc.1'), anything) }), anything);
const callLike = fc.record(
	{
		id: fc.oneof(fc.constantFrom('call_1', 'call_2'), anything),
		status: fc.oneof(fc.constantFrom('initiated', 'completed', 'failed', 'busy', 'did_not_pick'), anything),
		end_reason: fc.oneof(fc.constantFrom('user_disconnected', 'system at capacity', 'insufficient_balance'), anything),
		to_number: fc.oneof(fc.constant('+12025550123'), anything),
		createdAt: fc.oneof(fc.constant('2026-01-05T09:00:00Z'), anything),
		ended_at: fc.oneof(fc.constant('2026-01-05T09:01:00Z'), anything),
		duration: anything,
		duration_seconds: anything,
		metadata: ids,
		notes: ids,
		message: anything,
	},
	{ requiredKeys: [] },
);
const value = fc.oneof(anything, callLike, fc.array(callLike, { maxLength: 4 }));
const body = fc.oneof(
	fc.string(),
	value.map((any) => JSON.stringify(any)),
);
const status = fc.oneof(
	fc.constantFrom(200, 201, 400, 401, 403, 404, 409, 422, 429, 500, 503),
	fc.integer({ min: 200, max: 599 }),
);
const answer = fc.tuple(status, body).map(([code, text]) => response(code, text));
const RUNS = { numRuns: 1_000 };

function expectView(view: CallView): void {
	expect(view.call).toMatch(/^\P{C}+$/u);
	if (view.end === undefined) return;
	const { reason, startedAt = 0, endedAt = 0, durationMs = 0 } = view.end;
	expect(reason).not.toMatch(/\p{Cc}/u);
	expect([startedAt, endedAt, durationMs].every(Number.isFinite)).toBe(true);
}

test('lists and calls are read, or are not usable, whatever they hold', () => {
	fc.assert(
		fc.property(answer, (any) => {
			for (const view of provider.readCalls(any)?.views ?? []) expectView(view);
			const one = provider.readCall(any);
			if (one !== undefined && one !== 'absent') expectView(one);
			expect(['string', 'undefined']).toContain(typeof provider.readRefusedAccount(any));
		}),
		RUNS,
	);
});

test('an attempt is found only by its own id, and absent only where nothing may be it', () => {
	fc.assert(
		fc.property(answer, answer, (any, then) => {
			const first = provider.readFound?.(any, lost);
			const found = first?.kind === 'more' ? first.read?.(then) : first;
			if (found?.kind === 'placed') expect(any.body + then.body).toContain('abc.1');
			if (first?.kind === 'absent') {
				const views = provider.readCalls(any)?.views ?? [];
				expect(views.some(({ attempt }) => attempt === 'abc.1')).toBe(false);
				const shown: { to_number?: unknown }[] = JSON.parse(any.body);
				expect(shown.some(({ to_number }, index) => to_number === lost.to && views[index]?.attempt === undefined)).toBe(
					false,
				);
			}
		}),
		RUNS,
	);
});

test('a create answer is accepted only with a call id and a success status, whatever it holds', () => {
	fc.assert(
		fc.property(answer, (any) => {
			const reply = provider.readCreate(any);
			if (reply.kind === 'accepted') expect(JSON.parse(any.body).id).toBe(reply.call);
			if (any.status >= 300) expect(reply.kind).not.toBe('accepted');
			if (any.status >= 500) expect(reply.kind).toBe('in_doubt');
			if (any.status < 300) expect(['accepted', 'in_doubt']).toContain(reply.kind);
		}),
		RUNS,
	);
});
