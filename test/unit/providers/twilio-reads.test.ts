import { describe, expect, test } from 'vitest';
import type { FollowedCall } from '../../../src/providers/provider.js';
import { twilioProvider } from '../../../src/providers/twilio/adapter.js';
import { readTalk } from '../../../src/providers/twilio/talk.js';
import { NOW, response } from './response.js';

const ACCOUNT = 'AC0123456789abcdef0123456789abcdef';
const TO = '+14155550107';
const FROM = '+14155550100';
const LOST = { attempt: 'k3v9.2a', to: TO, from: FROM, intendedAt: NOW };
const MINUTE = 60_000;

const provider = twilioProvider({
	accountSid: ACCOUNT,
	user: ACCOUNT,
	password: 'token',
	talk: readTalk('https://example.com/'),
});

const sid = (n: number) => `CA${String(n).padStart(32, '0')}`;
/** As in "Mon, 05 Jan 2026 09:00:00 +0000". */
const date = (at: number) => new Date(at).toUTCString().replace('GMT', '+0000');
const NEXT = `/2010-04-01/Accounts/${ACCOUNT}/Calls.json?PageSize=50&Page=1&PageToken=PA${sid(1)}`;

function call(n: number, createdAt: number | null, fields: object = {}) {
	const date_created = createdAt === null ? null : date(createdAt);
	return { sid: sid(n), to: TO, from: FROM, status: 'queued', direction: 'outbound-api', date_created, ...fields };
}

function page(calls: readonly unknown[], next: unknown = null) {
	return response(200, { calls, next_page_uri: next, page: 0, page_size: 50 });
}

describe('how a call ended', () => {
	const end = (fields: object) => provider.readCall(response(200, call(1, NOW, fields)));
	const over = { end_time: date(NOW + 90_000), start_time: date(NOW + 2_000), duration: '60', price: null };

	test.each(['queued', 'ringing', 'in-progress', 'initiated', '', null])('status %j: it has not', (status) => {
		expect(end({ ...over, status })).toEqual({ call: sid(1), attempt: undefined, end: undefined });
	});

	test('answered: with its talk and what it cost', () => {
		expect(end({ ...over, status: 'completed', price: '-0.01400', price_unit: 'USD' })).toMatchObject({
			end: {
				outcome: 'answered',
				reason: 'completed',
				startedAt: NOW + 30_000,
				endedAt: NOW + 90_000,
				durationMs: 60_000,
				cost: 0.014,
			},
		});
	});

	test.each([
		['busy', 'busy'],
		['no-answer', 'no_answer'],
		['failed', 'unreachable'],
		['canceled', 'canceled'],
	])('%s: %s, without a talk', (status, outcome) => {
		const view = end({ ...over, status, duration: '0' });
		expect(view).toEqual({ call: sid(1), attempt: undefined, end: { outcome, reason: status, endedAt: NOW + 90_000 } });
	});

	test.each(['machine', 'machine_end_beep', 'fax'])('answered by %s: voicemail', (answered_by) => {
		expect(end({ ...over, status: 'completed', answered_by })).toMatchObject({ end: { outcome: 'voicemail' } });
	});

	test('a call that was not dialed is told by its empty start', () => {
		for (const status of ['queued', 'canceled']) {
			expect(end({ status, start_time: null })).toMatchObject({ undialed: true });
			expect(end({ status, start_time: date(NOW) })).not.toHaveProperty('undialed');
			expect(end({ status })).not.toHaveProperty('undialed');
		}
		expect(end({ status: 'failed', start_time: null })).not.toHaveProperty('undialed');
	});

	test('fields of other forms are left out', () => {
		const odd = { status: 'completed', end_time: '2026-01-05', duration: 'long', price: '1,50', answered_by: 7 };
		expect(end(odd)).toMatchObject({ end: { outcome: 'answered', reason: 'completed' } });
		expect(Object.keys((end(odd) as { end: object }).end)).toEqual(['reason', 'outcome']);
	});

	test('a call that is not there is absent, and a broken answer is of no use', () => {
		expect(provider.readCall(response(404, { code: 20_404 }))).toBe('absent');
		expect(provider.readCall(response(500, call(1, NOW)))).toBeUndefined();
		expect(provider.readCall(response(200, { ...call(1, NOW), sid: 'CA1' }))).toBeUndefined();
	});
});

describe('the list of followed calls', () => {
	const followed = (...since: number[]): FollowedCall[] =>
		since.map((at, n) => ({ call: sid(n), to: TO, from: FROM, since: at }));
	const sizeFor = (...since: number[]) => /PageSize=(\d+)/.exec(provider.listCalls(followed(...since)).path)?.[1];

	test('has room for what was started since the oldest of them', () => {
		expect(sizeFor(NOW)).toBe('50');
		expect(sizeFor(NOW, NOW + 120_000)).toBe('122');
		expect(sizeFor(NOW, NOW + 3_600_000)).toBe('1000');
	});

	test('is read on from page to page', () => {
		const read = provider.readCalls(
			page([call(1, NOW), { sid: 'unusable' }, call(2, NOW - 1_000)], NEXT),
			followed(NOW),
		);
		expect(read?.views.map((view) => view.call)).toEqual([sid(1), sid(2)]);
		expect(read?.next).toMatchObject({ method: 'GET', path: NEXT, headers: { accept: 'application/json' } });
	});

	test('is read no further than to calls that are older than all of them by more than clocks differ', () => {
		const asked = followed(NOW, NOW - 10 * MINUTE);
		expect(provider.readCalls(page([call(1, NOW - 12 * MINUTE)], NEXT), asked)?.next).toBeDefined();
		expect(provider.readCalls(page([call(1, NOW - 14 * MINUTE)], NEXT), asked)?.next).toBeUndefined();
		expect(provider.readCalls(page([call(1, null)], NEXT), asked)?.next).toBeDefined();
	});

	test.each([
		[500, { calls: [] }],
		[200, { calls: {} }],
		[200, '<html>'],
		[200, { calls: [], next_page_uri: 'https://elsewhere.example/2010-04-01/Accounts/' }],
		[200, { calls: [], next_page_uri: '//elsewhere.example/2010-04-01/Accounts/' }],
		[200, { calls: [], next_page_uri: '/2010-04-01/Accounts/AC1 /x' }],
		[200, { calls: [], next_page_uri: 7 }],
	])('is of no use with status %i and %j', (status, body) => {
		expect(provider.readCalls(response(status, body))).toBeUndefined();
		expect(provider.readFound?.(response(status, body), LOST)).toBeUndefined();
	});
});

describe('a lost attempt', () => {
	const found = (calls: readonly unknown[], next?: unknown) => provider.readFound?.(page(calls, next), LOST);

	test('is asked for by both numbers', () => {
		const { path = '' } = provider.findAttempt?.(LOST) ?? {};
		expect(Object.fromEntries(new URL(path, 'https://x').searchParams)).toEqual({
			To: TO,
			From: FROM,
			PageSize: '1000',
		});
	});

	test.each([-2, 0, 2, 3])('is the call that was created %i minutes from it', (minutes) => {
		expect(found([call(1, NOW + minutes * MINUTE)])).toEqual({ kind: 'placed', call: sid(1) });
	});

	test('is not a call of another time, not one that came in, and not one that a call dialed', () => {
		expect(found([])).toEqual({ kind: 'absent' });
		expect(found([call(1, NOW - 4 * MINUTE), call(2, NOW + 4 * MINUTE)])).toEqual({ kind: 'absent' });
		const others = [call(1, NOW, { direction: 'inbound' }), call(2, NOW, { direction: 'outbound-dial' })];
		expect(found(others)).toEqual({ kind: 'absent' });
		expect(found([...others, call(3, NOW)])).toEqual({ kind: 'placed', call: sid(3) });
	});

	test('may be a call without a date', () => {
		expect(found([call(1, null)])).toEqual({ kind: 'placed', call: sid(1) });
		expect(found([call(1, null), call(2, NOW)])).toMatchObject({ kind: 'cannot_tell' });
	});

	test('cannot be told from another call of that time', () => {
		expect(found([call(1, NOW - MINUTE), call(2, NOW + MINUTE)])).toMatchObject({ kind: 'cannot_tell' });
	});

	test('is not absent before the last page was read, and the only one of a page may not be the only one', () => {
		const old = call(1, NOW - 60 * MINUTE);
		expect(found([old], NEXT)).toMatchObject({ kind: 'more', request: { method: 'GET', path: NEXT } });
		expect(found([old])).toEqual({ kind: 'absent' });
		expect(found([old, call(2, NOW)], NEXT)).toMatchObject({ kind: 'cannot_tell' });
	});

	test('cannot be told in a list that ignores the numbers, nor in one that cannot be read', () => {
		expect(found([call(1, NOW, { to: '+14155550199' })])).toMatchObject({ kind: 'cannot_tell' });
		expect(found([call(1, NOW, { from: '+14155550199' })])).toMatchObject({ kind: 'cannot_tell' });
		expect(found([call(1, NOW), { to: TO, from: FROM }])).toBeUndefined();
	});
});

test.each([
	[401, { code: 20_003, message: 'Authenticate' }, '401 20003: Authenticate'],
	[403, 'No', '403 No'],
	[400, { code: 20_005, message: 'Not active' }, '400 20005: Not active'],
	[404, { code: 20_404, message: 'Not found' }, undefined],
	[429, { code: 20_429 }, undefined],
	[503, { code: 20_003 }, undefined],
	[200, { code: 20_003 }, undefined],
])('status %i with %j refuses the account: %s', (status, body, why) => {
	expect(provider.readRefusedAccount(response(status, body))).toBe(why);
});
