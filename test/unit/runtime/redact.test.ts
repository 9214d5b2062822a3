import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { redactor } from '../../../src/runtime/redact.js';

/** What JSON, addresses, HTML and base64 each write in their own way. */
const KEYS = [
	'key_0123456789abcdef',
	'quo"te\\back\\\\slash',
	"a/b+c='d'&<e>.*[f]",
	'sk-live-+/+/+/==',
	'schlüssel-ключ-鍵-🔑',
	'two words %41 here',
	'(a+)+$^|?{2}-key',
];

const WAYS: Record<string, (key: string) => string> = {
	'as it is': (key) => key,
	JSON: (key) => JSON.stringify(key),
	'JSON in JSON': (key) => JSON.stringify(JSON.stringify(key)),
	'JSON with escaped slashes': (key) => JSON.stringify(key).replaceAll('/', '\\/'),
	'JSON in ASCII': (key) =>
		JSON.stringify(key).replace(/[^\w"\\]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`),
	'an address': (key) => `?key=${encodeURIComponent(key)}&x=1`,
	'an address in lower case': (key) =>
		`?key=${encodeURIComponent(key).replace(/%../g, (code) => code.toLowerCase())}&x=1`,
	'an address in an address': (key) => encodeURIComponent(encodeURIComponent(key)),
	'a form': (key) => new URLSearchParams({ key }).toString(),
	'every byte in percent': (key) =>
		[...Buffer.from(key)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
	HTML: (key) => key.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
	'HTML with names': (key) => key.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
	'a debugger': (key) => inspect({ headers: { authorization: key } }),
	base64: (key) => Buffer.from(key).toString('base64'),
	'base64 for addresses': (key) => Buffer.from(key).toString('base64url'),
	'Basic authentication': (key) => Buffer.from(`user:${key}`).toString('base64'),
	'Basic authentication of another': (key) => Buffer.from(`users:${key}`).toString('base64'),
	'Basic authentication as the user': (key) => Buffer.from(`me:${key}:`).toString('base64'),
};

describe.each(Object.entries(WAYS))('a key in %s', (_, write) => {
	test.each(KEYS)('%s', (key) => {
		const text = redactor([key])(`before ${write(key)} behind`);
		expect(text).toMatch(/^before .*\[hidden\].* behind$/s);
		// Nothing longer than what one base64 group tells of a neighbour is left between the words around it.
		expect(text.replace(/^before | behind$/g, '').replace('[hidden]', '').length).toBeLessThanOrEqual(
			write('').length + 8,
		);
	});
});

test('every place where it stands, and every secret', () => {
	const hide = redactor(['first-key', 'second-key', 'second-key-longer']);
	expect(hide('first-key first-key second-key-longer second-key')).toBe('[hidden] [hidden] [hidden] [hidden]');
});

test.each([
	['Authorization: Bearer abcdefgh.ijk', 'Authorization: Bearer [hidden]'],
	['basic dXNlcjpwYXNz', 'basic [hidden]'],
	['see https://me:secret@example.com/x', 'see https://[hidden]@example.com/x'],
	['see https://me:s@cret@example.com', 'see https://[hidden]@example.com'],
])('credentials that nobody named: %s', (text, expected) => expect(redactor([])(text)).toBe(expected));

test.each(['the bearer of news', 'mail me@example.com', 'see https://example.com/@me', 'the company is busy'])(
	'what is no secret stays: %s',
	(text) => expect(redactor(['any', ''])(text)).toBe(text),
);

test('a long hostile text takes no time that grows with its square', () => {
	const hide = redactor(['\\\\\\\\key-of-slashes', 'aaaaaaaaaaaaaaaaaaaab']);
	for (const sign of ['\\', 'a', '%25', '&#0', '://a', 'Bearer ']) {
		const text = sign.repeat(200_000);
		expect(hide(text)).toBe(text);
	}
});
