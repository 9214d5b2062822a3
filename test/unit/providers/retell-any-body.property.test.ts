import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallView, CreateReply, Outcome } from '../../../src/providers/provider.js';
import { retellProvider } from '../../../src/providers/retell/adapter.js';
import { response } from './response.js';

const provider = retellProvider({ apiKey: 'key_1' });
const OUTCOMES: readonly Outcome[] = [
	'answered',
	'voicemail',
	'no_answer',
	'busy',
	'declined',
	'invalid_number',
	'unreachable',
	'canceled',
	'error',
	'unknown',
];

/** Written out as 1e999, which JSON.parse reads as Infinity. */
const HUGE = '@huge@';

/** What stands in any place of an answer: anything that JSON can say, and numbers beyond what JavaScript can hold. */
const anything = fc.oneof(
	fc.jsonValue({ maxDepth: 2 }),
	fc.constantFrom(HUGE, -1, 0.5, '', 'constructor', '__proto__'),
);

/** A call in which any field is right, wrong or missing. */
const callLike = fc.record(
	{
		call_id: fc.oneof(fc.constant('call_1'), anything),
		call_status: fc.oneof(fc.constantFrom('registered', 'ongoing', 'ended', 'not_connected', 'error'), anything),
		disconnection_reason: fc.oneof(fc.constantFrom('user_hangup', 'scam_detected', 'dial_busy'), anything),
		metadata: fc.oneof(fc.record({ attempt_id: anything }), anything),
		start_timestamp: anything,
		end_timestamp: anything,
		duration_ms: anything,
		call_cost: fc.oneof(fc.record({ combined_cost: anything }), anything),
		call_analysis: fc.oneof(fc.record({ in_voicemail: anything }), anything),
		message: anything,
		status: fc.oneof(fc.constant('error'), anything),
		concurrency_limit: fc.oneof(fc.nat(50), anything),
		current_concurrency: fc.oneof(fc.nat(50), anything),
		reserved_inbound_concurrency: fc.oneof(fc.nat(50), anything),
	},
	{ requiredKeys: [] },
);
const value = fc.oneof(
	anything,
	callLike,
	fc.record({ items: fc.oneof(fc.array(callLike, { maxLength: 3 }), anything) }),
);
const body = fc.oneof(
	fc.string(),
	value.map((any) => JSON.stringify(any).replaceAll(`"${HUGE}"`, '1e999')),
);
const status = fc.oneof(
	fc.constantFrom(200, 201, 400, 401, 404, 422, 429, 500, 503),
	fc.integer({ min: 200, max: 599 }),
);
const answer = fc.tuple(status, body).map(([code, text]) => response(code, text));

function expectView(view: CallView): void {
	expect(typeof view.call).toBe('string');
	expect(['string', 'undefined']).toContain(typeof view.attempt);
	if (view.end === undefined) return;
	const { outcome, reason, startedAt = 0, endedAt = 0, durationMs = 0, cost = 0, account } = view.end;
	expect(OUTCOMES).toContain(outcome);
	expect(typeof reason).toBe('string');
	expect([startedAt, endedAt, durationMs, cost].every(Number.isFinite)).toBe(true);
	if (account !== undefined) expect(account.message).toContain(reason);
}

test('a list is read, or is not usable, whatever it holds', () => {
	fc.assert(
		fc.property(answer, (any) => {
			for (const view of provider.readCalls(any)?.views ?? []) expectView(view);
		}),
		{ numRuns: 1_000 },
	);
});

test('an attempt is found only by its own id, whatever the list holds', () => {
	const lost = { attempt: 'abc.1', to: '+12025550123', from: '+12025550100', intendedAt: 0 };
	fc.assert(
		fc.property(answer, (any) => {
			const found = provider.readFound?.(any, lost);
			if (found?.kind === 'placed')
				expect(provider.readCalls(any)?.views.some((view) => view.attempt === 'abc.1')).toBe(true);
			if (found?.kind === 'absent') expect(provider.readCalls(any)?.views).toEqual([]);
		}),
		{ numRuns: 1_000 },
	);
});

test('a call is read, absent, or not usable, whatever it holds', () => {
	fc.assert(
		fc.property(answer, (any) => {
			const view = provider.readCall(any);
			if (view !== undefined && view !== 'absent') expectView(view);
		}),
		{ numRuns: 1_000 },
	);
});

test('a concurrency is told in whole numbers, or not at all, whatever it holds', () => {
	fc.assert(
		fc.property(answer, (any) => {
			const told = provider.readConcurrency?.(any);
			if (told === undefined) return;
			expect([told.limit, told.live].every(Number.isSafeInteger)).toBe(true);
			expect(told.live).toBeGreaterThanOrEqual(0);
		}),
		{ numRuns: 1_000 },
	);
});

/** What a person will read of it. */
function words(reply: CreateReply): string {
	if (reply.kind === 'in_doubt') return reply.why;
	if (reply.kind === 'rejected') return reply.message;
	return reply.kind === 'refused' ? reply.refusal.message : '';
}

test('a create answer is accepted only with a call id and a success status, whatever it holds', () => {
	fc.assert(
		fc.property(answer, (any) => {
			const reply = provider.readCreate(any);
			const isAccepted = reply.kind === 'accepted';
			if (isAccepted) expect(JSON.parse(any.body).call_id).toBe(reply.call);
			if (any.status >= 300) expect(isAccepted).toBe(false);
			// A 5xx is never taken for a promise that nothing rang, unless the application itself said so.
			if (any.status >= 500 && any.status !== 503) expect(reply.kind).toBe('in_doubt');
			expect(words(reply)).not.toMatch(/\p{Cc}/u);
		}),
		{ numRuns: 1_000 },
	);
});
