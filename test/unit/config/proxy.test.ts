import { describe, expect, test } from 'vitest';
import { findProxy } from '../../../src/config/proxy.js';

const API = 'https://api.provider.example';
const PROXY = 'http://proxy.example:3128';

function find(address: string, environment: Record<string, string>, variables: Record<string, string> = {}) {
	return findProxy(address, { environment, envFile: { path: '.env', variables } })?.href;
}

describe('which variable', () => {
	test.each<[string, Record<string, string>, string | undefined]>([
		[API, {}, undefined],
		[API, { HTTPS_PROXY: PROXY }, `${PROXY}/`],
		[API, { https_proxy: PROXY }, `${PROXY}/`],
		[API, { https_proxy: PROXY, HTTPS_PROXY: 'http://other:1' }, `${PROXY}/`],
		[API, { HTTP_PROXY: PROXY }, undefined],
		['http://api.provider.example', { HTTP_PROXY: PROXY }, `${PROXY}/`],
		['http://api.provider.example', { http_proxy: PROXY, HTTPS_PROXY: 'not used' }, `${PROXY}/`],
		[API, { https_proxy: '', HTTPS_PROXY: PROXY }, undefined],
		[API, { HTTPS_PROXY: ' proxy.example:3128 ' }, `${PROXY}/`],
		[API, { HTTPS_PROXY: 'user:p%40ss@proxy.example:3128' }, 'http://user:p%40ss@proxy.example:3128/'],
		[API, { HTTPS_PROXY: 'HTTPS://proxy.example' }, 'https://proxy.example/'],
	])('%s %j: %s', (address, environment, expected) => expect(find(address, environment)).toBe(expected));

	test('.env is asked after the environment, and an empty value there switches it off', () => {
		expect(find(API, {}, { HTTPS_PROXY: PROXY })).toBe(`${PROXY}/`);
		expect(find(API, { HTTPS_PROXY: 'http://nearer:1' }, { https_proxy: PROXY })).toBe('http://nearer:1/');
		expect(find(API, { HTTPS_PROXY: '' }, { HTTPS_PROXY: PROXY })).toBeUndefined();
	});
});

describe('NO_PROXY', () => {
	test.each([
		[API, '*'],
		[API, 'api.provider.example'],
		[API, 'elsewhere.example,API.Provider.EXAMPLE'],
		[API, 'provider.example'],
		[API, '.provider.example'],
		[API, 'elsewhere.example  *.provider.example'],
		[API, 'provider.example:443'],
		['https://api.provider.example.', 'provider.example'],
		['https://api.provider.example:8443', 'api.provider.example:8443'],
		['https://10.1.2.3', '10.1.2.3'],
		['https://10.1.2.3', '10.0.0.0/8'],
		['https://[2001:db8::1]', '2001:db8:0:0::1'],
		['https://[2001:db8::1]', '[2001:db8::1]:443'],
		['https://[2001:db8::1]', '2001:db8::/32'],
		['https://localhost:8080', ''],
		['https://a.localhost', ''],
		['https://127.0.0.1:8080', ''],
		['https://127.9.9.9', ''],
		['https://[::1]:8080', ''],
	])('%s is asked straight with %j', (address, list) => {
		expect(find(address, { HTTPS_PROXY: PROXY, NO_PROXY: list })).toBeUndefined();
		expect(find(address, { HTTPS_PROXY: PROXY, no_proxy: list })).toBeUndefined();
	});

	test.each([
		[API, ''],
		[API, 'other.example, ,'],
		[API, 'ider.example'],
		[API, 'www.api.provider.example'],
		[API, 'provider.example:80'],
		[API, '10.0.0.0/8'],
		['https://10.1.2.3', '11.0.0.0/8, 10.0.0.0/99, 10.0.0.0/x, 2.3'],
		['https://[2001:db8::1]', '[2001:db8::1]:80'],
		['https://localhost.provider.example', ''],
	])('%s is not asked straight with %j', (address, list) => {
		expect(find(address, { HTTPS_PROXY: PROXY, NO_PROXY: list })).toBe(`${PROXY}/`);
	});
});

test.each([
	['http://', /got something else/],
	['http://user:s3cret@proxy.example:99999', /got something else/],
	['http://user:s3cret@pro xy:3128', /got something else/],
	['socks5://user:s3cret@proxy.example:1080', /got one that begins with socks5:/],
	['http://proxy.example:3128/proxy.pac', /got one with a path/],
	['http://user:s3cret%@proxy.example', /got one whose name or password/],
])('%s cannot be used, which is said without its value', (value, message) => {
	expect(() => find(API, { HTTPS_PROXY: value })).toThrow(message);
	expect(() => find(API, { HTTPS_PROXY: value })).toThrow(/^HTTPS_PROXY: expected/);
	expect(() => find(API, { HTTPS_PROXY: value })).not.toThrow(/s3cret|pac$/);
	expect(find(API, { HTTPS_PROXY: value, NO_PROXY: 'provider.example' })).toBeUndefined();
});
