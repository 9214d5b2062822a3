import { describe, expect, test } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../../src/providers/http.js';
import { EtagCache } from '../../../src/tracking/etag-cache.js';

const get = (path: string): HttpRequest => ({ method: 'GET', path, headers: { accept: 'application/json' } });

function answer(status: number, body: string, headers: Record<string, string> = {}): HttpResponse {
	return { status, body, headers, receivedAt: 1, latencyMs: 1 };
}

/** The `If-None-Match` that this request would be sent with. */
const condition = (cache: EtagCache, request: HttpRequest) =>
	cache.conditional(request).request.headers['if-none-match'];

/** Asks for `path` and is answered. */
const exchange = (cache: EtagCache, path: string, response: HttpResponse) =>
	cache.conditional(get(path)).read(response);

const tagged = (body: string, etag = `"${body}"`) => answer(200, body, { etag });

describe('what is asked', () => {
	test('the first time, and again after an answer without a tag, is sent as it is', () => {
		const cache = new EtagCache();
		const request = get('/calls?page=1');
		expect(cache.conditional(request).request).toBe(request);
		exchange(cache, '/calls?page=1', answer(200, 'a'));
		expect(cache.conditional(request).request).toBe(request);
	});

	test.each(['"abc"', 'W/"abc"', '""'])('after an answer with the tag %s bears it', (etag) => {
		const cache = new EtagCache();
		exchange(cache, '/a', tagged('a', etag));
		expect(cache.conditional(get('/a')).request).toEqual({
			method: 'GET',
			path: '/a',
			headers: { accept: 'application/json', 'if-none-match': etag },
		});
	});

	test.each(['abc', 'w/"a"', '"a", "b"', '"a b"', '"é"', `"${'x'.repeat(300)}"`, '*'])(
		'after an answer with %s, which is no tag, bears none',
		(etag) => {
			const cache = new EtagCache();
			exchange(cache, '/a', tagged('a', etag));
			expect(condition(cache, get('/a'))).toBeUndefined();
		},
	);

	test('by POST bears none, and its answer is not remembered', () => {
		const cache = new EtagCache();
		const post: HttpRequest = { method: 'POST', path: '/a', headers: {}, body: '{}' };
		exchange(cache, '/a', tagged('a'));
		expect(cache.conditional(post).request).toBe(post);
		const created = answer(201, 'call', { etag: '"call"' });
		expect(cache.conditional(post).read(created)).toBe(created);
		expect(condition(cache, get('/a'))).toBe('"a"');
	});
});

describe('304', () => {
	test('stands for the remembered answer, with the headers, the time and the latency of the new one', () => {
		const cache = new EtagCache();
		exchange(cache, '/a', answer(200, 'old', { etag: '"1"', 'x-ratelimit-remaining': '0', 'retry-after': '9' }));
		const headers = { etag: '"1"', 'x-ratelimit-remaining': '7' };
		const again = { status: 304, body: '', headers, receivedAt: 50, latencyMs: 20 };
		expect(exchange(cache, '/a', again)).toEqual({ status: 200, body: 'old', headers, receivedAt: 50, latencyMs: 20 });
		expect(exchange(cache, '/a', again)).toMatchObject({ status: 200, body: 'old' });
	});

	test('to a request without a condition is what it is', () => {
		const cache = new EtagCache();
		const wrong = answer(304, '', { etag: '"1"' });
		expect(exchange(cache, '/a', wrong)).toBe(wrong);
		expect(condition(cache, get('/a'))).toBeUndefined();
	});

	test('is of the path that was asked for, also where two paths have the same tag', () => {
		const cache = new EtagCache();
		exchange(cache, '/calls?to=1', tagged('one', '"same"'));
		exchange(cache, '/calls?to=2', tagged('two', '"same"'));
		expect(exchange(cache, '/calls?to=1', answer(304, '')).body).toBe('one');
		expect(exchange(cache, '/calls?to=2', answer(304, '')).body).toBe('two');
		expect(exchange(cache, '/calls?to=3', answer(304, '')).status).toBe(304);
	});

	test('is what was remembered when the request was sent, should it be forgotten until the answer', () => {
		const cache = new EtagCache();
		exchange(cache, '/a', tagged('a'));
		const underWay = cache.conditional(get('/a'));
		exchange(cache, '/a', answer(200, 'b'));
		expect(underWay.read(answer(304, ''))).toMatchObject({ status: 200, body: 'a' });
	});
});

describe('what is remembered', () => {
	test('gives way to a newer answer, and to one without a tag', () => {
		const cache = new EtagCache();
		exchange(cache, '/a', tagged('a'));
		exchange(cache, '/a', tagged('b'));
		expect(condition(cache, get('/a'))).toBe('"b"');
		expect(exchange(cache, '/a', answer(304, '')).body).toBe('b');
		exchange(cache, '/a', answer(200, 'c'));
		expect(condition(cache, get('/a'))).toBeUndefined();
	});

	test.each([404, 429, 500])('outlives an answer with status %i, which is not remembered', (status) => {
		const cache = new EtagCache();
		exchange(cache, '/a', tagged('a'));
		const bad = answer(status, 'sorry', { etag: '"sorry"' });
		expect(exchange(cache, '/a', bad)).toBe(bad);
		expect(condition(cache, get('/a'))).toBe('"a"');
	});

	test('is no answer that is not to be stored, and none of a request for a token', () => {
		const cache = new EtagCache();
		exchange(cache, '/a', answer(200, 'a', { etag: '"a"', 'cache-control': 'private, No-Store' }));
		exchange(cache, '/b', { ...tagged('token'), unsent: true });
		expect(condition(cache, get('/a'))).toBeUndefined();
		expect(condition(cache, get('/b'))).toBeUndefined();
	});

	test('are 64 answers, those used last', () => {
		const cache = new EtagCache();
		for (let page = 0; page < 64; page += 1) exchange(cache, `/${page}`, tagged(String(page)));
		exchange(cache, '/0', answer(304, ''));
		exchange(cache, '/64', tagged('64'));
		expect(condition(cache, get('/0'))).toBe('"0"');
		expect(condition(cache, get('/1'))).toBeUndefined();
		expect(condition(cache, get('/2'))).toBe('"2"');
		expect(condition(cache, get('/64'))).toBe('"64"');
	});

	test('has half a million characters, and none of an answer above 150,000', () => {
		const cache = new EtagCache();
		const long = (letter: string) => tagged(letter.repeat(150_000), `"${letter}"`);
		for (const letter of ['a', 'b', 'c', 'd']) exchange(cache, `/${letter}`, long(letter));
		expect(['a', 'b', 'c', 'd'].map((letter) => condition(cache, get(`/${letter}`)))).toEqual([
			undefined,
			'"b"',
			'"c"',
			'"d"',
		]);
		exchange(cache, '/d', tagged('d'.repeat(150_001), '"too long"'));
		expect(condition(cache, get('/d'))).toBeUndefined();
		// What was forgotten gave its room back.
		exchange(cache, '/e', long('e'));
		expect(['b', 'c', 'e'].map((letter) => condition(cache, get(`/${letter}`)))).toEqual(['"b"', '"c"', '"e"']);
	});
});
