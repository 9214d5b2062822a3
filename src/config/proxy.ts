import { BlockList, isIP } from 'node:net';
import { UsageError } from '../runtime/errors.js';
import type { CredentialSources } from './credentials.js';

/**
 * The proxy through which the environment wants this address to be reached: HTTPS_PROXY for https, HTTP_PROXY for http,
 * unless NO_PROXY names the host; lower-case names go before upper-case ones, as with curl. This machine's own
 * addresses are never asked for through a proxy.
 * @throws UsageError when the value cannot be used; it is not shown, because it may hold a password.
 */
export function findProxy(address: string, sources: CredentialSources): URL | undefined {
	const target = new URL(address);
	const found = find(sources, target.protocol === 'https:' ? 'https_proxy' : 'http_proxy');
	if (found === undefined || isExempt(target, find(sources, 'no_proxy')?.value ?? '')) return undefined;
	return readProxy(found);
}

interface Found {
	readonly name: string;
	readonly value: string;
}

/** An empty value switches off what stands further away. */
function find({ environment, envFile }: CredentialSources, name: string): Found | undefined {
	for (const variables of [environment, envFile.variables]) {
		for (const spelling of [name, name.toUpperCase()]) {
			const value = variables[spelling]?.trim();
			if (value !== undefined) return value === '' ? undefined : { name: spelling, value };
		}
	}
	return undefined;
}

function readProxy({ name, value }: Found): URL {
	const text = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
	if (!URL.canParse(text)) throw unusable(name, 'something else');
	const proxy = new URL(text);
	if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') {
		throw unusable(name, `one that begins with ${proxy.protocol}//`);
	}
	if (proxy.pathname !== '/' || proxy.search !== '' || proxy.hash !== '') throw unusable(name, 'one with a path');
	try {
		decodeURIComponent(proxy.username + proxy.password);
	} catch (error) {
		throw unusable(name, 'one whose name or password has a % that begins no %XX', error);
	}
	return proxy;
}

function unusable(name: string, got: string, cause?: unknown): UsageError {
	return new UsageError(
		`${name}: expected the address of an HTTP proxy such as http://proxy.example:3128, got ${got}.`,
		{
			hint: 'Correct it or unset it, or name the host of the provider in NO_PROXY. (The value may hold a password and is not shown.)',
			cause,
		},
	);
}

/** `list`: hosts (with all below them), host:port, addresses, ranges of addresses as a.b.c.d/n; or * for all. */
function isExempt({ protocol, hostname, port }: URL, list: string): boolean {
	const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
	const ports = [port === '' ? DEFAULT_PORTS[protocol] : port, undefined];
	const address = isIP(host) > 0;
	if (address ? inRanges(host, OWN_ADDRESSES) : isBelow(host, 'localhost')) return true;
	return list
		.toLowerCase()
		.split(/[\s,]+/)
		.some((entry) => {
			if (entry === '*') return true;
			const [, bracketed, plain, entryPort] = /^(?:\[(.*)\]|(.*?))(?::(\d+))?$/.exec(entry) ?? [];
			const name = isIP(entry) > 0 ? entry : (bracketed ?? plain ?? '');
			if (isIP(entry) === 0 && !ports.includes(entryPort)) return false;
			return address ? inRanges(host, [name]) : isBelow(host, name.replace(/^\*?\./, ''));
		});
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };
const OWN_ADDRESSES = ['127.0.0.0/8', '::1'];

function isBelow(host: string, name: string): boolean {
	return name !== '' && (host === name || host.endsWith(`.${name}`));
}

function inRanges(address: string, ranges: readonly string[]): boolean {
	const list = new BlockList();
	for (const range of ranges) {
		const [start = '', bits] = range.split('/');
		const family = isIP(start) === 6 ? 'ipv6' : 'ipv4';
		const longest = family === 'ipv6' ? 128 : 32;
		const prefix = bits === undefined ? longest : Number(bits);
		if (isIP(start) > 0 && Number.isInteger(prefix) && prefix >= 0 && prefix <= longest) {
			list.addSubnet(start, prefix, family);
		}
	}
	return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
