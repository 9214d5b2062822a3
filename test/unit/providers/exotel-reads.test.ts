import { describe, expect, test } from 'vitest';
import { exotel } from '../../../src/providers/exotel/entry.js';
import { BULK, CONNECTED, DETAILS } from './exotel-samples.js';
import { NOW, response } from './response.js';

const provider = exotel.create({ values: { EXOTEL_ACCOUNT_SID: 'acme1' }, agent: '100001' });
const HOUR_MS = 3_600_000;
const call = (fields: object = {}) => ({ Sid: 'c1', From: '09000030240', Direction: 'outbound-api', ...fields });
const list = (calls: unknown, next: unknown = null) => response(200, { Metadata: { NextPageUri: next }, Calls: calls });
/** As the API writes it, some hours ahead of UTC. */
const at = (epochMs: number, hoursAhead: number) =>
	new Date(epochMs + hoursAhead * HOUR_MS).toISOString().slice(0, 19).replace('T', ' ');

describe('how a call ended', () => {
	const endOf = (fields: object) => {
		const view = provider.readCall(response(200, { Call: call(fields) }));
		return view === 'absent' ? view : view?.end;
	};

	test('the documented record', () => {
		const end = { reason: 'completed', outcome: 'answered', durationMs: 17_000, cost: 1.5 };
		const read = provider.readCall(response(200, DETAILS));
		expect(read).toEqual({ call: DETAILS.Call.Sid, attempt: undefined, end });
	});

	test.each([
		['completed', 'answered'],
		['busy', 'busy'],
		['no-answer', 'no_answer'],
		['failed', 'unreachable'],
		['canceled', 'canceled'],
	])('%s means %s', (Status, outcome) => {
		expect(endOf({ Status })).toEqual({ reason: Status, outcome });
	});

	test.each(['queued', 'ringing', 'in-progress', 'something-new', 'constructor', undefined, null, 7])(
		'a call of status %s is not over',
		(Status) => {
			expect(endOf({ Status })).toBeUndefined();
		},
	);

	test('the documented answer to a new call is not an end', () => {
		expect(provider.readCall(response(200, CONNECTED))).toMatchObject({ end: undefined });
	});

	test.each([
		['Machine', 'voicemail'],
		['machine', 'voicemail'],
		['Human', 'answered'],
		['NotSure', 'answered'],
		[null, 'answered'],
	])('answered by %s means %s', (AnsweredBy, outcome) => {
		expect(endOf({ Status: 'completed', AnsweredBy })).toMatchObject({ outcome });
		expect(endOf({ Status: 'busy', AnsweredBy })).toMatchObject({ outcome: 'busy' });
	});

	test('an end whose figures are not there yet, or are none, is an end', () => {
		const bare = { reason: 'completed', outcome: 'answered' };
		for (const figure of [null, '', '-1', '1e9', 'NaN', {}, Number.POSITIVE_INFINITY, '1'.repeat(400)]) {
			expect(endOf({ Status: 'completed', Duration: figure, Price: figure })).toEqual(bare);
		}
		expect(endOf({ Status: 'completed', Duration: 12, Price: 0 })).toEqual({ ...bare, durationMs: 12_000, cost: 0 });
	});
});

describe('a call', () => {
	test('is absent only when the API says so', () => {
		expect(provider.readCall(response(404, ''))).toBe('absent');
		for (const status of [200, 400, 401, 429, 500]) expect(provider.readCall(response(status, ''))).toBeUndefined();
	});

	test('that is asked for stays inside its folder', () => {
		expect(provider.getCall('a/../b').path).toBe('/v1/Accounts/acme1/Calls/a%2F..%2Fb.json');
	});
});

describe('the list of followed calls', () => {
	const asked = ['c1', 'c2'].map((id) => ({ call: id, to: '+919000030240', from: '', since: NOW - HOUR_MS }));
	const read = (calls: unknown, next?: unknown, since = NOW - HOUR_MS) =>
		provider.readCalls(
			list(calls, next),
			asked.map((one) => ({ ...one, since })),
		);

	test('asks for all of them by their Sids', () => {
		const { method, path } = provider.listCalls(asked);
		expect([method, path]).toEqual(['GET', '/v1/Accounts/acme1/Calls.json?Sid=c1%2Cc2&PageSize=100']);
	});

	test('is read as documented, page by page', () => {
		expect(provider.readCalls(response(200, BULK))).toEqual({
			views: [
				{
					call: BULK.Calls[0]?.Sid,
					attempt: undefined,
					end: { reason: 'completed', outcome: 'answered', durationMs: 45_000, cost: 1.5 },
				},
			],
			next: expect.objectContaining({ method: 'GET', path: '/v1/Accounts/acme1/Calls.json?After=xyz' }),
		});
	});

	test('leaves out calls under way', () => {
		const ended = { reason: 'busy', outcome: 'busy' };
		expect(read([call({ Status: 'busy', CustomField: 'x.1' })])?.views).toEqual([
			{ call: 'c1', attempt: 'x.1', end: ended },
			{ call: 'c2', attempt: undefined, end: undefined },
		]);
	});

	test('which cannot be said of one that would have had to end, or of other pages', () => {
		expect(read([], null, NOW - 66 * 60_000)?.views).toEqual([]);
		expect(read([], null, NOW - 66 * 60_000 + 1)?.views).toHaveLength(2);
		expect(read([call()], BULK.Metadata.NextPageUri)?.views).toHaveLength(1);
	});

	test.each([
		['no list', {}],
		['something else', '<html></html>'],
		['calls without a Sid', { Calls: [{ Status: 'busy' }] }],
		['no calls', { Calls: [null] }],
		['a next page elsewhere', { Calls: [], Metadata: { NextPageUri: 'https://a.example/' } }],
		['a next page of another account', { Calls: [], Metadata: { NextPageUri: '/v1/Accounts/acme2/Calls.json?A=1' } }],
		['a next page that climbs', { Calls: [], Metadata: { NextPageUri: '/v1/Accounts/acme1/Calls/../Sms' } }],
	])('is of no use: %s', (_, body) => {
		expect(provider.readCalls(response(200, body), asked)).toBeUndefined();
	});

	test.each([400, 401, 404, 429, 500])('is of no use: %i', (status) => {
		expect(provider.readCalls(response(status, { Calls: [] }), asked)).toBeUndefined();
	});
});

describe('the call of a lost attempt', () => {
	const lost = { attempt: 'x.1', to: '+919000030240', from: '08040004890', intendedAt: NOW };
	const find = (calls: unknown, next?: unknown) => provider.readFound?.(list(calls, next), lost);
	const NEXT = BULK.Metadata.NextPageUri;

	test('is looked for among the calls to its number, within a day whatever the time zone', () => {
		const { path = '' } = provider.findAttempt?.(lost) ?? {};
		const { pathname, searchParams } = new URL(path, 'https://a.example');
		expect(pathname).toBe('/v1/Accounts/acme1/Calls.json');
		expect(Object.fromEntries(searchParams)).toEqual({
			From: '+919000030240',
			DateCreated: 'gte:2026-01-04 09:00:00;lte:2026-01-06 09:00:00',
			PageSize: '100',
		});
	});

	test('is the one that bears its id, whatever else is shown', () => {
		const calls = [call({ Sid: 'c0' }), call({ CustomField: 'x.1' })];
		expect(find(calls, NEXT)).toEqual({ kind: 'placed', call: 'c1' });
	});

	test.each([0, 5.5, 8])('without ids is the only one if its time fits, on a clock %f h ahead of UTC', (hours) => {
		const fits = (lateMs: number) => find([call({ DateCreated: at(NOW + lateMs, hours) })])?.kind;
		expect([-180_000, 0, 240_000].map(fits)).toEqual(['placed', 'placed', 'placed']);
		expect([-182_000, 242_000].map(fits)).toEqual(['cannot_tell', 'cannot_tell']);
	});

	test('is found beside an earlier one', () => {
		const calls = [call({ Sid: 'c2', DateCreated: at(NOW, 5.5) }), call({ DateCreated: at(NOW - HOUR_MS, 5.5) })];
		expect(find(calls)).toEqual({ kind: 'placed', call: 'c2' });
	});

	test('cannot be told from another whose time fits too, or from one without a time', () => {
		const fitting = call({ DateCreated: at(NOW, 5.5) });
		expect(find([fitting, { ...fitting, Sid: 'c2' }])).toMatchObject({ kind: 'cannot_tell' });
		expect(find([call()])).toMatchObject({ kind: 'cannot_tell' });
		expect(find([fitting], NEXT)).toMatchObject({ kind: 'cannot_tell' });
	});

	test('cannot be told from calls to other numbers: the list ignores what it is asked for', () => {
		expect(find([call({ From: '09000030241', CustomField: 'x.1' })])).toMatchObject({ kind: 'cannot_tell' });
		expect(find([call({ From: '40' })])).toMatchObject({ kind: 'cannot_tell' });
	});

	test('is absent when only calls of other attempts are shown, and those that came in', () => {
		const calls = [call({ CustomField: 'x.2' }), call({ Direction: 'inbound' })];
		expect(find(calls)).toEqual({ kind: 'absent' });
		expect(find([])).toEqual({ kind: 'absent' });
	});

	test('is not absent as long as there is another page', () => {
		expect(find([call({ CustomField: 'x.2' })], NEXT)).toMatchObject({ kind: 'more', request: { path: NEXT } });
	});

	test('is not told by an answer that is of no use', () => {
		expect(provider.readFound?.(response(500, { Calls: [] }), lost)).toBeUndefined();
	});
});
