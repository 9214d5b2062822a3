import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exotel } from '../../../src/providers/exotel/entry.js';
import { NOW, response } from './response.js';

const RUNS = { numRuns: 1_000 };
const LOST = { attempt: 'abc.1', to: '+919000030240', from: '08040004890', intendedAt: NOW };
const ASKED = [{ call: 'c1', to: LOST.to, from: LOST.from, since: NOW }];
const provider = exotel.create({ values: { EXOTEL_ACCOUNT_SID: 'acme1' }, agent: '100001' });

/** Written out as 1e999, which JSON.parse reads as Infinity. */
const HUGE = '@huge@';
const anything = fc.oneof(
	fc.jsonValue({ maxDepth: 2 }),
	fc.constantFrom(HUGE, -1, 0.5, '', 'constructor', '__proto__', '9'.repeat(400), '\u0000\u001b[31m', '\ud800'),
);
const callLike = fc.record(
	{
		Sid: fc.oneof(fc.constant('c1'), anything),
		From: fc.oneof(fc.constantFrom('09000030240', '+919000030240', ''), anything),
		Status: fc.oneof(fc.constantFrom('ringing', 'completed', 'busy', 'failed'), anything),
		Direction: fc.oneof(fc.constantFrom('outbound-api', 'inbound'), anything),
		CustomField: fc.oneof(fc.constantFrom('abc.1', null), anything),
		DateCreated: fc.oneof(fc.constantFrom('2026-01-05 14:30:00', '2026-99-99 99:99:99'), anything),
		Duration: fc.oneof(fc.constantFrom('12', '-1'), anything),
		Price: fc.oneof(fc.constantFrom('1.500', '--1'), anything),
		AnsweredBy: anything,
	},
	{ requiredKeys: [] },
);
const exceptionLike = fc.record({
	Status: anything,
	Message: fc.oneof(fc.constantFrom('Try again in 99999 seconds', 'concurrent', 'NDNC'), anything),
	Code: fc.oneof(fc.constant('X'), anything),
});
const next = fc.oneof(
	fc.constantFrom(null, '/v1/Accounts/acme1/Calls.json?After=x', '//a.example/', '/v1/Accounts/acme1/Calls\n'),
	anything,
);
const value = fc.oneof(
	anything,
	fc.record({ Call: fc.oneof(callLike, anything) }),
	fc.record({ RestException: fc.oneof(exceptionLike, anything) }),
	fc.record({
		Calls: fc.oneof(fc.array(callLike, { maxLength: 3 }), anything),
		Metadata: fc.oneof(fc.record({ NextPageUri: next }), anything),
	}),
);
const xml = fc
	.tuple(fc.constantFrom('Call', 'RestException'), fc.constantFrom('Sid', 'Message', 'Code'), fc.string())
	.map(([outer, inner, text]) => `<${outer}><${inner}>${text}</${inner}></${outer}>`);
const body = fc.oneof(
	fc.string(),
	xml,
	value.map((any) => JSON.stringify(any).replaceAll(`"${HUGE}"`, '1e999')),
);
const status = fc.oneof(fc.constantFrom(200, 400, 401, 403, 404, 429, 503), fc.integer({ min: 200, max: 599 }));
const answer = fc.tuple(status, body).map(([code, text]) => response(code, text));

function numbersIn(any: unknown): number[] {
	if (typeof any === 'number') return [any];
	return typeof any === 'object' && any !== null ? Object.values(any).flatMap(numbersIn) : [];
}

function textsIn(any: unknown): string[] {
	if (typeof any === 'string') return [any];
	return typeof any === 'object' && any !== null ? Object.values(any).flatMap(textsIn) : [];
}

test('a create answer is accepted only with a Sid and a success status, and a 5xx never promises that nothing rang', () => {
	fc.assert(
		fc.property(answer, (any) => {
			const reply = provider.readCreate(any);
			if (reply.kind === 'accepted') expect([typeof reply.call, any.status < 300]).toEqual(['string', true]);
			for (const text of textsIn(reply)) expect(text).not.toMatch(/\p{Cc}/u);
			if (any.status >= 500 || any.status === 408) expect(reply.kind).toBe('in_doubt');
			if (any.status < 300) expect(['accepted', 'in_doubt']).toContain(reply.kind);
		}),
		RUNS,
	);
});

test('limits, lists and calls are read in finite numbers, or are of no use, whatever they hold', () => {
	fc.assert(
		fc.property(answer, (any) => {
			const told = [provider.rateLimits(any), provider.readCalls(any, ASKED), provider.readCall(any)];
			expect(numbersIn(told).every((number) => Number.isFinite(number) && number >= 0)).toBe(true);
			const path = provider.readCalls(any, ASKED)?.next?.path;
			if (path !== undefined) expect(path).toMatch(/^\/v1\/Accounts\/acme1\/Calls[.?][!-~]+$/);
			provider.readRefusedAccount(any);
		}),
		RUNS,
	);
});

test('an attempt is found only among calls to its number, and absent only where a list ends', () => {
	fc.assert(
		fc.property(answer, (any) => {
			const found = provider.readFound?.(any, LOST);
			if (found?.kind === 'placed') expect(any.body).toMatch(/9000030240/);
			if (found?.kind === 'absent') expect(JSON.parse(any.body).Metadata?.NextPageUri || null).toBeNull();
			if (any.status !== 200) expect(found).toBeUndefined();
		}),
		RUNS,
	);
});
