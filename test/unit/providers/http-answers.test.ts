import { describe, expect, test } from 'vitest';
import { describedProvider, descriptionOf, KEY } from '../../helpers/described.js';
import { response } from './response.js';

const acme = describedProvider('acme');
const minimal = describedProvider('minimal');
const error = (code: string) => ({ error: { code, message: 'No, because.' } });
const LOST = { attempt: 'c.1', to: '+12025550123', from: '+12025550100', intendedAt: Date.UTC(2026, 0, 5, 9) };

describe('what an answer to a create request means', () => {
	test.each<[string, number, unknown, object]>([
		['a success with an id', 201, { data: { id: 'call_1' } }, { kind: 'accepted', call: 'call_1' }],
		['an id that is a number', 200, { data: { id: 17 } }, { kind: 'accepted', call: '17' }],
		['an id that JavaScript rounds', 201, '{"data":{"id":12345678901234567890}}', { kind: 'in_doubt' }],
		['a success without an id', 201, { data: {} }, { kind: 'in_doubt' }],
		['a success that is no JSON', 200, '<html>', { kind: 'in_doubt' }],
		[
			'too many live calls',
			429,
			error('TOO_MANY_CALLS'),
			{ kind: 'refused', refusal: { kind: 'slots', message: '429 No, because.' } },
		],
		['a used-up allowance', 429, error('used_up'), { kind: 'refused', refusal: { kind: 'quota' } }],
		['a limit of another name', 429, error('limited'), { kind: 'refused', refusal: { kind: 'unknown' } }],
		['overload in its own words', 503, error('unavailable'), { kind: 'refused', refusal: { kind: 'busy' } }],
		['overload in those of somebody else', 503, 'Service Unavailable', { kind: 'in_doubt' }],
		[
			'a wrong key',
			401,
			error('bad_key'),
			{ kind: 'rejected', blame: 'account', code: 'bad_key', message: '401 No, because.' },
		],
		['a wrong number', 422, error('bad_number'), { kind: 'rejected', blame: 'contact', code: 'bad_number' }],
		['a wrong agent', 404, error('unknown_agent'), { kind: 'rejected', blame: 'config' }],
		['a code that is no word', 401, error('a b\nc'), { kind: 'rejected', code: 'http_401' }],
		...[408, 409, 302, 500, 502, 504].map(
			(status) =>
				[`status ${status}, which nobody described`, status, error('x'), { kind: 'in_doubt' }] as [
					string,
					number,
					unknown,
					object,
				],
		),
	])('%s', (_, status, body, expected) => {
		expect(acme.readCreate(response(status, body))).toMatchObject(expected);
	});

	test('where rules name the successes, no other one is accepted', () => {
		const create = {
			...(descriptionOf('acme').create as object),
			answers: [
				{ status: 200, where: { ok: true }, means: 'accepted' },
				{
					status: '2xx',
					where: { ok: false, why: ['*busy*', 'full'] },
					means: 'refused',
					kind: 'slots',
					retryAfter: 'wait',
				},
				{ status: '4xx', means: 'account' },
			],
		};
		const { readCreate } = describedProvider('acme', { create });
		const data = { id: 'call_1' };
		expect(readCreate(response(200, { ok: true, data }))).toEqual({ kind: 'accepted', call: 'call_1' });
		expect(readCreate(response(200, { data }))).toMatchObject({ kind: 'in_doubt' });
		const busy = response(200, { ok: false, why: 'All lines BUSY.', wait: 2.5 });
		expect(readCreate(busy)).toMatchObject({ kind: 'refused', refusal: { kind: 'slots', retryAfterMs: 2_500 } });
		expect(readCreate(response(200, { ok: false, why: 'fuller' }))).toMatchObject({ kind: 'in_doubt' });
		expect(readCreate(response(403, ''))).toMatchObject({ kind: 'rejected', blame: 'account' });
	});

	test('Retry-After is obeyed', () => {
		const refused = acme.readCreate(response(429, error('too_fast'), { 'retry-after': '7' }));
		expect(refused).toMatchObject({ refusal: { retryAfterMs: 7_000 } });
	});

	test('a key that is echoed is hidden', () => {
		const { readCreate, readRefusedAccount } = acme;
		const echo = response(401, { error: { message: `bad key ${KEY}` } });
		expect(readCreate(echo)).toMatchObject({ message: '401 bad key [hidden]' });
		expect(readRefusedAccount(echo)).toBe('401 bad key [hidden]');
		expect(readRefusedAccount(response(404, error('unknown_call')))).toBeUndefined();
	});
});

describe('a call', () => {
	const shown = (fields: object) =>
		acme.readCall(response(200, { data: { id: 'call_1', reference: 'c.1', ...fields } }));
	const end = (fields: object) => {
		const view = shown({ status: 'done', ...fields });
		return view === 'absent' ? undefined : view?.end;
	};

	test.each(['queued', 'talking', 'DONE', '', null, undefined, 3])('of status %j is not over', (status) => {
		expect(shown({ status })).toEqual({ call: 'call_1', attempt: 'c.1', to: undefined, end: undefined });
	});

	test('that is over tells all that is described', () => {
		const fields = {
			result: 'machine',
			answered_at: '2026-01-05T09:00:00Z',
			ended_at: 1_767_603_630,
			seconds: '30',
			price: '0.06',
		};
		const startedAt = Date.UTC(2026, 0, 5, 9);
		expect(end(fields)).toEqual({
			outcome: 'voicemail',
			reason: 'machine',
			startedAt,
			endedAt: startedAt + 30_000,
			durationMs: 30_000,
			cost: 0.06,
		});
	});

	test.each([
		['rejected', 'declined'],
		['constructor', 'unknown'],
		[undefined, 'unknown'],
	])('with the word %s is %s', (result, outcome) => {
		expect(end({ result })).toMatchObject({ outcome });
	});

	test('that died of a limit may be made again, unless somebody had picked up', () => {
		expect(end({ result: 'at-capacity' })?.refusal).toEqual({ kind: 'slots', message: 'at-capacity' });
		expect(end({ result: 'at-capacity', seconds: 3 })?.refusal).toBeUndefined();
		expect(end({ result: 'at-capacity', answered_at: '2026-01-05T09:00:00Z' })?.refusal).toBeUndefined();
	});

	test('a moment without its zone is none', () => {
		expect(end({ ended_at: '2026-01-05T09:00:00' })?.endedAt).toBeUndefined();
	});

	test('that is not there is absent, and one that cannot be read is neither', () => {
		expect(acme.readCall(response(404, ''))).toBe('absent');
		expect(acme.readCall(response(500, ''))).toBeUndefined();
		expect(acme.readCall(response(200, { data: {} }))).toBeUndefined();
		const { call } = { call: 'call_1' };
		expect(minimal.readCalls(response(200, { data: { id: call, status: 'done' } }))?.views).toMatchObject([
			{ call, end: { outcome: 'unknown' } },
		]);
		expect(minimal.readCalls(response(404, ''))).toEqual({ views: [] });
	});
});

test('a page of a list says how to ask for the next', () => {
	const asked = [{ call: 'call_1', to: '', from: '', since: 0 }];
	const page = acme.readCalls(response(200, { data: [], cursor: 'a&b' }), asked);
	expect(page?.next?.path).toBe('/v1/calls?ids=call_1&limit=100&cursor=a%26b');
	expect(acme.readCalls(response(200, { data: [{ status: 'done' }] }), asked)).toBeUndefined();
});

describe('an attempt whose answer was lost, asked for by its id', () => {
	test.each<[string, unknown, string | undefined]>([
		['is there', { data: [{ id: 'call_1', reference: 'c.1' }] }, 'placed'],
		['is not there', { data: [] }, 'absent'],
		['is not told of, as the list shows others', { data: [{ id: 'call_1', reference: 'c.2' }] }, 'cannot_tell'],
		['is not told of by what is no list', { calls: [] }, undefined],
	])('%s', (_, body, kind) => {
		expect(acme.readFound?.(response(200, body), LOST)?.kind).toBe(kind);
	});
});

describe('an attempt looked for among the calls of its time', () => {
	const find = {
		path: '/v1/calls',
		query: { since: '{{since}}', limit: '{{size}}', cursor: '{{next}}' },
		calls: 'data',
		next: 'cursor',
		size: 2,
	};
	const provider = describedProvider('acme', { find });
	const kindOf = (body: object, from = provider) => from.readFound?.(response(200, body), LOST);
	const other = { id: 'call_2', reference: 'c.2' };
	const foreign = { id: 'call_3', to: '+12025550199' };

	test('the question begins before the request left', () => {
		expect(provider.findAttempt?.(LOST).path).toBe('/v1/calls?since=2026-01-05T08%3A50%3A00.000Z&limit=2');
	});

	test('it is placed when it is shown, and absent when all of the time was shown', () => {
		expect(kindOf({ data: [other, { id: 'call_1', reference: 'c.1' }] })).toEqual({ kind: 'placed', call: 'call_1' });
		expect(kindOf({ data: [other] })).toEqual({ kind: 'absent' });
		expect(kindOf({ data: [foreign], cursor: null })).toEqual({ kind: 'absent' });
	});

	test('there is more where the answer says so, and a full page without a word on it tells nothing', () => {
		expect(kindOf({ data: [other], cursor: '9' })).toMatchObject({
			kind: 'more',
			request: { path: expect.stringContaining('cursor=9') },
		});
		expect(kindOf({ data: [other, foreign] })).toMatchObject({ kind: 'cannot_tell' });
	});

	test('a call to the same number without an attempt id may be it', () => {
		expect(kindOf({ data: [{ id: 'call_3', to: '1 (202) 555-0123' }] })).toMatchObject({ kind: 'cannot_tell' });
		expect(kindOf({ data: [{ id: 'call_3' }] })).toMatchObject({ kind: 'cannot_tell' });
	});
});
