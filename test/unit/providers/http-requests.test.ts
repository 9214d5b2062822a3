import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AttemptSpec } from '../../../src/providers/provider.js';
import { describedProvider, env, KEY } from '../../helpers/described.js';

const spec = (variables: Record<string, string> = {}): AttemptSpec => ({
	attempt: 'camp.1f',
	campaign: 'camp',
	contact: 'id:7',
	to: '+12025550123',
	from: '+12025550100',
	variables,
});

test('a call is asked for as the worked example says', () => {
	expect(describedProvider('acme').createCall(spec({ name: 'Ann "A" O\'Hara', city: 'Köln' }))).toEqual({
		method: 'POST',
		path: '/v1/calls',
		headers: { accept: 'application/json', 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
		body: JSON.stringify({
			to: '+12025550123',
			from: '+12025550100',
			reference: 'camp.1f',
			variables: { name: 'Ann "A" O\'Hara', city: 'Köln' },
		}),
	});
});

test('the minimal one sends a form, and asks for calls one by one', () => {
	const provider = describedProvider('minimal');
	expect(provider.createCall(spec())).toMatchObject({ body: 'to=%2B12025550123' });
	expect(provider.defaults.listSize).toBe(1);
	const since = Date.UTC(2026, 0, 5);
	const request = provider.listCalls([{ call: 'a/../b', to: '', from: '', since }]);
	expect(request).toMatchObject({ method: 'GET', path: '/v1/calls/a%2F..%2Fb' });
	expect(provider.findAttempt).toBeUndefined();
});

test('lists are asked for ids, and pages for where to go on', () => {
	const provider = describedProvider('acme');
	const calls = ['call_1', 'call_2'].map((call) => ({ call, to: '', from: '', since: 0 }));
	expect(provider.listCalls(calls).path).toBe('/v1/calls?ids=call_1,call_2&limit=100');
	const lost = { attempt: 'camp.1f', to: '', from: '', intendedAt: 0 };
	expect(provider.findAttempt?.(lost).path).toBe('/v1/calls?reference=camp.1f');
});

test('basic credentials, filters, own headers, columns named as values, and the agent', () => {
	const provider = describedProvider('acme', {
		headers: undefined,
		basic: { user: env('ACME_ID'), password: env('ACME_KEY') },
		create: {
			path: `/accounts/${env('ACME_ID')}/calls/{{campaign}}`,
			query: { who: '{{contact}}', tag: ['a', '{{city}}'] },
			headers: { 'X-Agent': '{{agent}}' },
			text: '<call to="{{to|digits}}">{{column.to}} &amp; {{missing}}</call>',
			answers: [{ status: 401, means: 'account' }],
		},
	});
	expect(provider.createCall(spec({ to: 'a<b>', city: 'A&B' }))).toEqual({
		method: 'POST',
		path: '/accounts/id-1/calls/camp?who=id%3A7&tag=a&tag=A%26B',
		headers: {
			accept: 'application/json',
			'content-type': 'application/xml',
			authorization: `Basic ${Buffer.from(`id-1:${KEY}`).toString('base64')}`,
			'x-agent': 'agent_1',
		},
		body: '<call to="12025550123">a&lt;b&gt; &amp; </call>',
	});
	expect(provider.columns).toEqual(['city', 'to', 'missing']);
});

const OTHERS = [
	'\r\n',
	'\n',
	'\0',
	'"',
	'\\',
	'&',
	'=',
	'#',
	'?',
	'/',
	'..',
	'%0d%0a',
	'<',
	"'",
	',',
	';',
	' ',
	'\u2028',
	'\ud800',
	'é',
	'😀',
	'{{to}}',
	env('ACME_KEY'),
	'__proto__',
];
const hostile = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.array(fc.oneof(fc.constantFrom(...OTHERS), fc.string())).map((parts) => parts.join('')),
);

const everywhere = {
	query: { a: '{{text}}', b: 'before {{text}} after' },
	headers: { 'x-text': 'name="{{text}}"; next', 'x-whole': '{{text}}' },
	answers: [{ status: 401, means: 'account' }],
};

test('no text of a contact breaks out of its place in a query, a header or JSON', () => {
	const json = { to: '{{to}}', text: '{{text}}', inner: ['x {{text}} y'], all: '{{*}}' };
	const provider = describedProvider('acme', { create: { path: '/calls', json, ...everywhere } });
	fc.assert(
		fc.property(hostile, (text) => {
			const { path, headers, body = '' } = provider.createCall(spec({ text }));
			expect(Object.keys(headers).sort()).toEqual(['accept', 'authorization', 'content-type', 'x-text', 'x-whole']);
			expect(headers['x-text']).toMatch(/^name="[\w.~+:@/%-]*"; next$/);
			expect(headers['x-whole']).toMatch(/^[\w.~+:@/%-]*$/);
			expect(decodeURIComponent(headers['x-whole'] ?? '')).toBe(text.toWellFormed());
			const url = new URL(`https://a.example${path}`);
			expect([url.host, url.pathname, url.hash, [...url.searchParams.keys()]]).toEqual([
				'a.example',
				'/calls',
				'',
				['a', 'b'],
			]);
			expect(path).toMatch(/^[\x21-\x7e]+$/);
			expect(url.searchParams.get('b')).toBe(`before ${text.toWellFormed()} after`);
			expect(JSON.parse(body)).toEqual({ to: '+12025550123', text, inner: [`x ${text} y`], all: { text } });
		}),
		{ numRuns: 500 },
	);
});

test('nor out of a form, XML or a line of plain text', () => {
	const answers = everywhere.answers;
	const form = describedProvider('acme', {
		create: { path: '/calls', form: { to: '{{to}}', a: '{{text}}', z: '1' }, answers },
	});
	const xml = describedProvider('acme', {
		create: { path: '/calls', text: '<c a="{{text}}" to="{{to}}">{{text}}</c>', answers },
	});
	const plain = describedProvider('acme', {
		create: { path: '/calls', text: 'to={{to}}\nname={{text}}\nend', answers },
	});
	fc.assert(
		fc.property(hostile, (text) => {
			const fields = new URLSearchParams(form.createCall(spec({ text })).body);
			expect([...fields]).toEqual([
				['to', '+12025550123'],
				['a', text.toWellFormed()],
				['z', '1'],
			]);
			expect(xml.createCall(spec({ text })).body).toMatch(/^<c a="[^"<>]*" to="\+12025550123">[^<>]*<\/c>$/);
			expect(plain.createCall(spec({ text })).body?.split(/[\r\n\u2028\u2029\u0085]/)).toHaveLength(3);
		}),
		{ numRuns: 500 },
	);
});

test('columns named as parts of objects are columns', () => {
	const variables = Object.assign(Object.create(null), { constructor: 'c', ['__proto__']: 'p' });
	const { body = '' } = describedProvider('acme').createCall(spec(variables));
	expect(body).toContain('"variables":{"constructor":"c","__proto__":"p"}');
});
