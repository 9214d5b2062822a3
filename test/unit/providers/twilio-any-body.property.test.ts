import fc from 'fast-check';
import { expect, test } from 'vitest';
import { twilioProvider } from '../../../src/providers/twilio/adapter.js';
import { readTalk } from '../../../src/providers/twilio/talk.js';
import { NOW, response } from './response.js';

const ACCOUNT = 'AC0123456789abcdef0123456789abcdef';
const SID = 'CA0123456789abcdef0123456789abcdef';
const LOST = { attempt: 'abc.1', to: '+12025550123', from: '+12025550100', intendedAt: NOW };
const ASKED = [{ call: SID, to: LOST.to, from: LOST.from, since: NOW }];
const RUNS = { numRuns: 1_000 };

const provider = twilioProvider({
	accountSid: ACCOUNT,
	user: ACCOUNT,
	password: 'token',
	talk: readTalk('https://example.com/'),
});

/** Written out as 1e999, which JSON.parse reads as Infinity. */
const HUGE = '@huge@';
const anything = fc.oneof(
	fc.jsonValue({ maxDepth: 2 }),
	fc.constantFrom(HUGE, -1, 0.5, '', 'constructor', '__proto__', '9'.repeat(400)),
);
const moment = fc.oneof(
	fc.constantFrom('Mon, 05 Jan 2026 09:00:00 +0000', 'Mon, 05 Jan 2026 25:61:00 +0000', 'Xxx, 99 Zzz 2026 0'),
	anything,
);

/** A call, or an error, in which any field is right, wrong or missing. */
const callLike = fc.record(
	{
		sid: fc.oneof(fc.constant(SID), anything),
		to: fc.oneof(fc.constant(LOST.to), anything),
		from: fc.oneof(fc.constant(LOST.from), anything),
		status: fc.oneof(fc.constantFrom('queued', 'completed', 'busy', 'failed', 'canceled'), anything),
		direction: fc.oneof(fc.constant('outbound-api'), anything),
		date_created: moment,
		end_time: moment,
		duration: fc.oneof(fc.constantFrom('12', '-1', '1e9'), anything),
		price: fc.oneof(fc.constantFrom('-0.014', '0', '--1'), anything),
		answered_by: fc.oneof(fc.constant('machine_start'), anything),
		queue_time: fc.oneof(fc.constantFrom('90000', '1e99', 'NaN'), anything),
		code: fc.oneof(fc.constantFrom(20_003, 20_429, 10_004, 21_211), anything),
		message: anything,
	},
	{ requiredKeys: [] },
);
const next = fc.oneof(fc.constantFrom(null, '/2010-04-01/Accounts/AC1/Calls.json?Page=1', '//a.example/'), anything);
const list = fc.record({ calls: fc.oneof(fc.array(callLike, { maxLength: 3 }), anything), next_page_uri: next });
const body = fc.oneof(
	fc.string(),
	fc.oneof(anything, callLike, list).map((any) => JSON.stringify(any).replaceAll(`"${HUGE}"`, '1e999')),
);
const status = fc.oneof(fc.constantFrom(200, 201, 400, 401, 404, 429, 503), fc.integer({ min: 200, max: 599 }));
const answer = fc.tuple(status, body).map(([code, text]) => response(code, text));

function numbersIn(value: unknown): number[] {
	if (typeof value === 'number') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

test('a create answer is accepted only with a SID and a success status, and a 5xx never promises that nothing rang', () => {
	fc.assert(
		fc.property(answer, (any) => {
			const reply = provider.readCreate(any);
			if (reply.kind === 'accepted') expect([JSON.parse(any.body).sid, any.status < 300]).toEqual([reply.call, true]);
			else expect(JSON.stringify(reply)).not.toMatch(/\p{Cc}/u);
			if (any.status >= 500 || any.status === 408) expect(reply.kind).toBe('in_doubt');
			if (any.status < 300) expect(['accepted', 'in_doubt']).toContain(reply.kind);
		}),
		RUNS,
	);
});

test('limits, lists and calls are read in finite numbers, or are of no use, whatever they hold', () => {
	fc.assert(
		fc.property(answer, (any) => {
			const limits = provider.rateLimits(any);
			const views = provider.readCalls(any, ASKED);
			const call = provider.readCall(any);
			expect(numbersIn([limits, views, call]).every(Number.isFinite)).toBe(true);
			expect(numbersIn([limits, views, call]).every((number) => number >= 0)).toBe(true);
			if (views?.next !== undefined) expect(views.next.path).toMatch(/^\/2010-04-01\/Accounts\/[!-~]+$/);
			provider.readRefusedAccount(any);
		}),
		RUNS,
	);
});

test('an attempt is found only where a call between its numbers is shown, and absent only where a list is', () => {
	fc.assert(
		fc.property(answer, (any) => {
			const found = provider.readFound?.(any, LOST);
			if (found?.kind === 'placed') expect(any.body).toContain(found.call);
			if (found?.kind === 'absent') expect(JSON.parse(any.body).next_page_uri ?? null).toBeNull();
			if (any.status !== 200) expect(found).toBeUndefined();
		}),
		RUNS,
	);
});
