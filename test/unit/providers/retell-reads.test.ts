import { describe, expect, test } from 'vitest';
import { retellProvider } from '../../../src/providers/retell/adapter.js';
import { response } from './response.js';

const provider = retellProvider({ apiKey: 'key_1' });
const ongoing = { call_id: 'call_1', call_status: 'ongoing', metadata: { attempt_id: 'abc.1' } };
const ended = { call_id: 'call_2', call_status: 'ended', disconnection_reason: 'user_hangup' };

describe('a list', () => {
	test('tells of each call its id, its attempt and its end', () => {
		expect(provider.readCalls(response(200, { items: [ongoing, ended], has_more: false }))?.views).toEqual([
			{ call: 'call_1', attempt: 'abc.1', end: undefined },
			{ call: 'call_2', attempt: undefined, end: { reason: 'user_hangup', outcome: 'answered' } },
		]);
	});

	test('may be empty', () => {
		expect(provider.readCalls(response(200, { items: [], has_more: false }))).toEqual({ views: [] });
	});

	test.each([
		['an error', 500, { items: [] }],
		['a refusal', 429, { status: 'error', message: 'slow' }],
		['a page of a proxy', 200, '<html></html>'],
		['half an answer', 200, '{"items":['],
		['no items', 200, { has_more: false }],
		['items that are none', 200, { items: { 0: ongoing } }],
		['an item without an id', 200, { items: [ongoing, { call_status: 'ended' }] }],
		['an item that is no call', 200, { items: [null] }],
		['nothing', 200, ''],
	])('is not usable: %s', (_, status, body) => {
		expect(provider.readCalls(response(status, body))).toBeUndefined();
	});
});

describe('the call of a lost attempt', () => {
	const lost = { attempt: 'abc.1', to: '+12025550123', from: '+12025550100', intendedAt: 0 };
	const read = (body: unknown) => provider.readFound?.(response(200, body), lost);

	test('is the one that bears its id', () => {
		expect(read({ items: [ended, ongoing] })).toEqual({ kind: 'placed', call: 'call_1' });
	});

	test('is absent when nothing is shown', () => {
		expect(read({ items: [] })).toEqual({ kind: 'absent' });
	});

	test('cannot be told from a list that is not filtered as asked: it may be on another page', () => {
		expect(read({ items: [ended] })).toMatchObject({ kind: 'cannot_tell' });
	});

	test('is not told by an answer that is of no use', () => {
		expect(read('<html></html>')).toBeUndefined();
	});
});

describe('one call', () => {
	test('is told like those of a list', () => {
		expect(provider.readCall(response(200, ongoing))).toEqual({ call: 'call_1', attempt: 'abc.1', end: undefined });
	});

	test.each([404, 422])('is absent: %i', (status) => {
		expect(provider.readCall(response(status, { status: 'error', message: 'Not found' }))).toBe('absent');
	});

	test.each([
		[200, '<html></html>'],
		[200, {}],
		[400, ''],
		[401, ''],
		[429, ''],
		[500, ongoing],
	])('is neither here nor absent: %i', (status, body) => {
		expect(provider.readCall(response(status, body))).toBeUndefined();
	});
});

describe('concurrency', () => {
	test.each([
		[{ concurrency_limit: 20 }, { limit: 20, live: 0 }],
		[
			{ concurrency_limit: 20, current_concurrency: 3 },
			{ limit: 20, live: 3 },
		],
		[
			{ concurrency_limit: 20, current_concurrency: 25 },
			{ limit: 20, live: 25 },
		],
		[
			{ concurrency_limit: 20, current_concurrency: 3, reserved_inbound_concurrency: 5 },
			{ limit: 15, live: 3 },
		],
		[
			{ concurrency_limit: 20, current_concurrency: '3', reserved_inbound_concurrency: null },
			{ limit: 20, live: 0 },
		],
		[
			{ concurrency_limit: 20, current_concurrency: -3, reserved_inbound_concurrency: 0.5 },
			{ limit: 20, live: 0 },
		],
	])('%j', (body, told) => {
		expect(provider.readConcurrency?.(response(200, body))).toEqual(told);
	});

	test.each([
		[200, {}],
		[200, { concurrency_limit: '20' }],
		[200, '{"concurrency_limit":1e999}'],
		[200, 'no JSON'],
		[500, { concurrency_limit: 20 }],
	])('is not told: %i %j', (status, body) => {
		expect(provider.readConcurrency?.(response(status, body))).toBeUndefined();
	});
});
