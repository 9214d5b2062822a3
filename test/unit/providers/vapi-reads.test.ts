import { describe, expect, test } from 'vitest';
import type { Found } from '../../../src/providers/provider.js';
import { vapiProvider } from '../../../src/providers/vapi/adapter.js';
import { NOW, response } from './response.js';

const provider = vapiProvider({ apiKey: 'key_1', assistant: 'assistant_1' });
const TO = '+12025550123';
const iso = (ms: number) => new Date(ms).toISOString();
/** A call `ago` ms before now. */
const call = (id: string, ago: number, more: object = {}) => ({
	id,
	createdAt: iso(NOW - ago),
	status: 'ringing',
	customer: { number: '+12025550999', externalId: `other.${id}` },
	...more,
});
/** A full page of others' calls, the first `first` and the last `last` ms ago. */
const full = (first: number, last: number) =>
	Array.from({ length: 100 }, (_, place) => call(`c${place}`, Math.round(first + ((last - first) * place) / 99)));
const queryOf = (path: string | undefined) => Object.fromEntries(new URLSearchParams(path?.split('?')[1] ?? ''));

describe('a list', () => {
	test('tells of each call its id, its attempt and its end', () => {
		const ended = call('b', 60_000, { status: 'ended', endedReason: 'customer-busy' });
		const labelled = call('c', 0, {
			customer: { number: TO },
			assistantOverrides: { metadata: { attempt_id: 'x.1' } },
		});
		expect(provider.readCalls(response(200, [call('a', 0), ended, labelled]))).toEqual({
			views: [
				{ call: 'a', attempt: 'other.a', end: undefined },
				{ call: 'b', attempt: 'other.b', end: { reason: 'customer-busy', outcome: 'busy' } },
				{ call: 'c', attempt: 'x.1', end: undefined },
			],
		});
	});

	const asked = ['number_1', 'number_1'].map((from, place) => ({
		call: `asked.${place}`,
		to: TO,
		from,
		since: NOW - 50_000 * place,
	}));
	const since = iso(NOW - 170_000);

	test('goes on behind a full page, from its oldest call on, with the same question', () => {
		const { next } = provider.readCalls(response(200, full(0, 9_000)), asked) ?? {};
		expect(queryOf(next?.path)).toEqual({
			...{ phoneNumberId: 'number_1', limit: '100' },
			...{ createdAtGe: since, createdAtLe: iso(NOW - 9_000 + 1) },
		});
	});

	test('goes on the other way round where the oldest calls come first', () => {
		const { next } = provider.readCalls(response(200, full(9_000, 0)), asked) ?? {};
		expect(queryOf(next?.path)).toEqual({ phoneNumberId: 'number_1', limit: '100', createdAtGe: iso(NOW) });
	});

	test('cannot go on where a full page has no order, or is all of one moment', () => {
		expect(provider.readCalls(response(200, full(5, 5)))).not.toHaveProperty('next');
		const [first, ...others] = full(0, 9_000);
		expect(provider.readCalls(response(200, [...others, first]))).not.toHaveProperty('next');
	});

	test.each([
		['an error', 500, []],
		['a page of a proxy', 200, '<html></html>'],
		['half an answer', 200, '[{"id":'],
		['no list', 200, { results: [] }],
		['a call without an id', 200, [{ createdAt: iso(NOW), status: 'ended' }]],
		['a call of no time', 200, [{ id: 'a', createdAt: 'soon' }]],
		['a call that is none', 200, [null]],
	])('is not usable: %s', (_, status, body) => {
		expect(provider.readCalls(response(status, body))).toBeUndefined();
	});
});

describe('the call of a lost attempt', () => {
	const lost = { attempt: 'abc.1', to: TO, from: 'number_1', intendedAt: NOW - 60_000 };
	const read = (body: unknown, headers = {}): Found | undefined =>
		provider.readFound?.(response(200, body, headers), lost);

	test('is the one that bears its id, as the external id or in the metadata', () => {
		const external = call('a', 0, { customer: { number: TO, externalId: 'abc.1' } });
		const metadata = call('a', 0, { customer: {}, assistantOverrides: { metadata: { attempt_id: 'abc.1' } } });
		for (const own of [external, metadata]) {
			expect(read([call('b', 0), own])).toEqual({ kind: 'placed', call: 'a' });
		}
	});

	test('is absent when the whole time was shown without it', () => {
		expect(read([])).toEqual({ kind: 'absent' });
		expect(read([call('b', 0), call('c', 5_000)])).toEqual({ kind: 'absent' });
	});

	test('may be on the next page of the same time', () => {
		const more = read(full(0, 9_000));
		expect(more?.kind === 'more' && queryOf(more.request.path)).toEqual({
			phoneNumberId: 'number_1',
			limit: '100',
			createdAtGe: iso(NOW - 180_000),
			createdAtLe: iso(NOW - 9_000 + 1),
		});
	});

	test('is absent when the list goes back further than it was asked to', () => {
		expect(read(full(0, 200_000))).toEqual({ kind: 'absent' });
	});

	test.each([
		['one call of that number bears no id', [call('b', 0, { customer: { number: TO } })], {}],
		['a full page is all of one moment', full(5, 5), {}],
		['the clocks are minutes apart', [], { date: new Date(NOW + 300_000).toUTCString() }],
	])('cannot be told when %s', (_, body, headers) => {
		expect(read(body, headers)).toMatchObject({ kind: 'cannot_tell' });
	});

	test('is absent when the clocks are seconds apart', () => {
		expect(read([], { date: new Date(NOW + 30_000).toUTCString() })).toEqual({ kind: 'absent' });
	});

	test('is not told by an answer that is of no use', () => {
		expect(read('<html></html>')).toBeUndefined();
	});
});

describe('one call', () => {
	test('is told like those of a list', () => {
		expect(provider.readCall(response(200, call('a', 0)))).toEqual({ call: 'a', attempt: 'other.a', end: undefined });
	});

	test('is absent: 404', () => {
		expect(provider.readCall(response(404, {}))).toBe('absent');
	});

	test.each([
		[200, '<html></html>'],
		[200, {}],
		[400, ''],
		[401, ''],
		[429, ''],
		[500, call('a', 0)],
	])('is neither here nor absent: %i', (status, body) => {
		expect(provider.readCall(response(status, body))).toBeUndefined();
	});
});
