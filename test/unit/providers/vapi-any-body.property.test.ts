import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallView, CreateReply } from '../../../src/providers/provider.js';
import { vapiProvider } from '../../../src/providers/vapi/adapter.js';
import { response } from './response.js';

const provider = vapiProvider({ apiKey: 'key_1', assistant: 'assistant_1' });
const RUNS = { numRuns: 1_000 };
const LOST = { attempt: 'abc.1', to: '+12025550123', from: 'number_1', intendedAt: 1_767_603_600_000 };

/** Written out as 1e999, which JSON.parse reads as Infinity. */
const HUGE = '@huge@';
const anything = fc.oneof(
	fc.jsonValue({ maxDepth: 2 }),
	fc.constantFrom(HUGE, -1, 0.5, '', 'constructor', '__proto__', '\u0007'),
);
const moment = fc.oneof(fc.constantFrom('2026-01-05T09:00:00.000Z', '+275760-09-13T00:00:00.000Z'), anything);

/** A call in which any field is right, wrong or missing. */
const callLike = fc.record(
	{
		id: fc.oneof(fc.constant('call_1'), anything),
		status: fc.oneof(fc.constantFrom('queued', 'ended', 'not-found'), anything),
		endedReason: fc.oneof(
			fc.constantFrom('voicemail', 'call.start.error-fraud-check-failed', 'assistant-not-found'),
			anything,
		),
		endedMessage: anything,
		createdAt: moment,
		startedAt: moment,
		endedAt: moment,
		cost: anything,
		customer: fc.oneof(fc.record({ externalId: fc.constantFrom('abc.1', 'abc.2', 7), number: anything }), anything),
		assistantOverrides: fc.oneof(fc.record({ metadata: fc.record({ attempt_id: anything }) }), anything),
		subscriptionLimits: fc.oneof(
			fc.record({ concurrencyLimit: anything, remainingConcurrentCalls: anything, concurrencyBlocked: anything }),
			anything,
		),
		message: fc.oneof(fc.array(anything, { maxLength: 3 }), fc.constant('Over Concurrency Limit'), anything),
	},
	{ requiredKeys: [] },
);
const value = fc.oneof(anything, callLike, fc.array(callLike, { maxLength: 3 }));
const page = callLike.map((call) => Array(100).fill({ id: 'call_1', createdAt: '2026-01-05T09:00:00.000Z', ...call }));
const body = fc.oneof(
	fc.string(),
	fc.oneof(value, page).map((any) => JSON.stringify(any).replaceAll(`"${HUGE}"`, '1e999')),
);
const status = fc.oneof(
	fc.constantFrom(200, 201, 400, 401, 404, 409, 429, 500, 503),
	fc.integer({ min: 200, max: 599 }),
);
const answer = fc.tuple(status, body).map(([code, text]) => response(code, text));

function expectView({ call, attempt, end }: CallView): void {
	expect(call).toMatch(/^\P{Cc}+$/u);
	expect(['string', 'undefined']).toContain(typeof attempt);
	if (end === undefined) return;
	const { startedAt = 0, endedAt = 0, durationMs = 0, cost = 0, reason } = end;
	expect(reason).not.toMatch(/\p{Cc}/u);
	expect([startedAt, endedAt, durationMs, cost].every(Number.isFinite)).toBe(true);
	expect(durationMs).toBeGreaterThanOrEqual(0);
	expect([end.refusal, end.account, end.config].filter((part) => part !== undefined).length).toBeLessThanOrEqual(1);
}

test('a list is read, or is not usable, whatever it holds', () => {
	const check = fc.property(answer, (any) => {
		for (const view of provider.readCalls(any)?.views ?? []) expectView(view);
	});
	fc.assert(check, RUNS);
});

test('an attempt is found only by its own id, and absent only from a usable list without it', () => {
	const check = fc.property(answer, (any) => {
		const found = provider.readFound?.(any, LOST);
		const views = provider.readCalls(any)?.views;
		const bears = views?.some(({ attempt }) => attempt === LOST.attempt);
		expect(found?.kind === 'placed').toBe(bears === true);
		if (found === undefined) expect(views).toBeUndefined();
		if (found?.kind === 'absent') expect(views?.length).toBeLessThan(100);
	});
	fc.assert(check, RUNS);
});

test('a call is read, absent, or not usable, whatever it holds', () => {
	const check = fc.property(answer, (any) => {
		const view = provider.readCall(any);
		if (view !== undefined && view !== 'absent') expectView(view);
	});
	fc.assert(check, RUNS);
});

/** What a person will read of it. */
function words(reply: CreateReply): string {
	if (reply.kind === 'in_doubt') return reply.why;
	if (reply.kind === 'rejected') return reply.message;
	return reply.kind === 'refused' ? reply.refusal.message : '';
}

test('a create answer is accepted only with a call id and a success status, whatever it holds', () => {
	const check = fc.property(answer, (any) => {
		const reply = provider.readCreate(any);
		if (reply.kind === 'accepted') expect(JSON.parse(any.body).id).toBe(reply.call);
		if (any.status >= 300) expect(reply.kind).not.toBe('accepted');
		else expect(['accepted', 'in_doubt']).toContain(reply.kind);
		if (any.status >= 500 || [408, 409, 499].includes(any.status)) expect(reply.kind).toBe('in_doubt');
		expect(words(reply)).not.toMatch(/\p{Cc}/u);
	});
	fc.assert(check, RUNS);
});

test('live calls are told in whole numbers, or not at all, whatever it holds', () => {
	const check = fc.property(answer, (any) => {
		const { slots } = provider.rateLimits(any);
		if (slots === undefined) return;
		expect(any.status).toBe(201);
		expect(slots.limit).toBeGreaterThanOrEqual(1);
		expect([slots.limit, slots.remaining ?? 0].every(Number.isSafeInteger)).toBe(true);
	});
	fc.assert(check, RUNS);
});
