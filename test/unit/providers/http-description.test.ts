import { describe, expect, test } from 'vitest';
import { http } from '../../../src/providers/http/entry.js';
import { UsageError } from '../../../src/runtime/errors.js';
import { descriptionOf, env } from '../../helpers/described.js';

const minimal = descriptionOf('minimal');
const create = minimal.create as object;
const call = minimal.call as object;
const get = minimal.get as object;

function refusal(section: unknown): { message: string; hint: string } {
	try {
		http.describe?.(section, 'my.yaml');
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		return { message: error.message, hint: error.hint ?? '' };
	}
	throw new Error('was not refused');
}

test.each(['acme', 'minimal'] as const)('the worked example %s is read', (name) => {
	const entry = http.describe?.(descriptionOf(name), name);
	expect(entry?.baseUrl({})).toBe('https://api.acme.example');
	expect(entry?.variables.map((variable) => variable.name)).toEqual(['ACME_KEY']);
	expect(entry?.caller === undefined).toBe(name === 'minimal');
	expect(entry?.reconciliation.by).toBe(name === 'acme' ? 'attempt_id' : 'nothing');
});

describe('what is wrong is told with file, field, what was expected and an example', () => {
	test.each<[string, unknown, RegExp]>([
		['nothing at all', undefined, /^http in my\.yaml: expected a mapping, and there is nothing\.$/],
		['a text', 'https://acme', /^http in my\.yaml: expected a mapping/],
		[
			'an unknown field',
			{ ...minimal, create: undefined, craete: {} },
			/^http in my\.yaml: there is no field craete here; did you mean create\?/,
		],
		[
			'an unknown field within',
			{ ...minimal, call: { ...call, statsu: 'x' } },
			/^http\.call in .* did you mean status\?/,
		],
		['no call', { ...minimal, call: undefined }, /^http\.call in my\.yaml: expected a mapping, and there is nothing/],
		['no id', { ...minimal, call: { ...call, id: undefined } }, /^http\.call\.id in .*: expected a path in the answer/],
		[
			'a status that is none',
			{ ...minimal, create: { ...create, answers: [{ status: 42, means: 'account' }] } },
			/^http\.create\.answers\.0\.status in /,
		],
		[
			'a meaning that is none',
			{ ...minimal, create: { ...create, answers: [{ status: 401, means: 'stop' }] } },
			/expected one of accepted, refused, account/,
		],
		[
			'a success that is refused, whatever it says',
			{ ...minimal, create: { ...create, answers: [{ status: '2xx', means: 'refused' }] } },
			/answers\.0\.where in .*expected what tells this answer/,
		],
		[
			'no word on a wrong key',
			{ ...minimal, create: { ...create, answers: [{ status: 429, means: 'refused' }] } },
			/expected a rule that means account/,
		],
		[
			'a number that is nowhere',
			{ ...minimal, create: { ...create, form: { from: '{{from}}' } } },
			/expected a place for {{to}}/,
		],
		[
			'a place that is not closed',
			{ ...minimal, create: { ...create, form: { to: '{{to' } } },
			/expected places written as {{to}}/,
		],
		[
			'another variable',
			{ ...minimal, create: { ...create, form: { to: '{{to}}', a: `$${'{HOME}'}` } } },
			/expected places written as/,
		],
		[
			'a column in the path',
			{ ...minimal, create: { ...create, path: '/calls/{{name}}' } },
			/^http\.create\.path in .*values out of .*got {{name}}/,
		],
		[
			'a path above the root',
			{ ...minimal, get: { ...get, path: '/../{{call}}' } },
			/expected a path without \. and \.\./,
		],
		[
			'a query in the path',
			{ ...minimal, get: { ...get, path: '/calls?id={{call}}' } },
			/what follows a \? stands in query/,
		],
		[
			'a misspelt value',
			{ ...minimal, get: { ...get, path: '/calls/{{cal}}' } },
			/got {{cal}} \(did you mean {{call}}\?\)/,
		],
		[
			'two bodies',
			{ ...minimal, create: { ...create, json: { to: '{{to}}' } } },
			/expected one body: json, form or text/,
		],
		[
			'JSON as a text',
			{ ...minimal, create: { ...create, form: undefined, text: '{"to": "{{to}}"}' } },
			/expected a body that is no JSON/,
		],
		['a GET that places a call', { ...minimal, create: { ...create, method: 'GET' } }, /expected POST/],
		[
			'a find without an attempt id',
			{ ...minimal, find: { path: '/calls', query: { q: '{{attempt}}' } } },
			/^http\.call\.attempt in /,
		],
		['pages without an end', { ...minimal, list: { path: '/calls', next: 'next' } }, /expected a place for {{next}}/],
		[
			'an outcome that is none',
			{ ...minimal, call: { ...call, outcomes: { done: 'fine' } } },
			/expected one of answered/,
		],
		['a pace that is none', { ...minimal, limits: { pace: 'fast' } }, /^http\.limits\.pace in .*a rate such as 5\/s/],
		['a header of two lines', { ...minimal, headers: { 'x-a': 'one\r\nx-b: two' } }, /expected a text of one line/],
		['a header of the connection', { ...minimal, headers: { 'Content-Length': '3' } }, /expected another header/],
		['a base address with a key', { ...minimal, baseUrl: 'https://me:secret@acme.example' }, /^http\.baseUrl in /],
		['an inherited name', { ...minimal, call: { ...call, outcomes: 'constructor' } }, /^http\.call\.outcomes in /],
	])('%s', (_, section, message) => {
		const { message: told, hint } = refusal(section);
		expect(told).toMatch(message);
		expect(told).toMatch(/^[^\n]{1,400}\.$/);
		expect(hint).toMatch(/^For example: \S/);
	});
});

describe('a key that stands in the file is refused, and not repeated', () => {
	test.each<[string, object]>([
		['a header', { headers: { Authorization: 'Bearer sk_live_1' } }],
		['an own header', { headers: { 'X-Api-Key': 'sk_live_1' } }],
		['a query', { create: { ...create, query: { api_key: 'sk_live_1' } } }],
		['a form', { create: { ...create, form: { to: '{{to}}', token: 'sk_live_1' } } }],
		[
			'a JSON body',
			{ create: { ...create, form: undefined, json: { to: '{{to}}', auth: [{ password: 'sk_live_1' }] } } },
		],
		['beside a value', { headers: undefined, create: { ...create, headers: { 'x-token': 'sk_live_1{{to}}' } } }],
		['basic', { basic: { user: 'sk_live_1', password: env('ACME_KEY') } }],
	])('%s', (_, changes) => {
		const { message, hint } = refusal({ ...minimal, ...changes });
		expect(message).toContain('environment variable');
		expect(message + hint).not.toContain('sk_live_1');
	});
});
