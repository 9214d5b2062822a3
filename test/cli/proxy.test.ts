import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { closedPort, reply, startServer } from '../helpers/bad-server.js';
import { mockProvider, readResults } from '../helpers/campaign.js';
import { certificate } from '../helpers/certificates.js';
import { runProgram } from '../helpers/program.js';
import { startProxy, type TestProxy } from '../helpers/proxy.js';
import { campaignFiles, ENV, everythingWritten, runArguments, SHORT_CALLS } from './campaign-files.js';

const ROWS = 3;
const AUTHORITY = fileURLToPath(new URL('../http/fixtures/authority.pem', import.meta.url));
const PASSWORD = 's3cret';

async function proxyTo(url: string): Promise<TestProxy> {
	const proxy = await startProxy({ to: Number(new URL(url).port) });
	onTestFinished(() => proxy.close());
	return proxy;
}

const withPassword = (url: string) => url.replace('://', `://dialer:${PASSWORD}@`);

/** The same server, asked for over TLS. */
async function overTls(url: string): Promise<string> {
	const server = createTlsServer(certificate('valid'), (socket) => {
		const behind = connect(Number(new URL(url).port), '127.0.0.1');
		for (const end of [socket, behind]) end.on('error', () => undefined);
		socket.pipe(behind).pipe(socket);
	});
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	onTestFinished(() => void server.close());
	return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a provider that only the proxy can reach is called through it', () => {
	test.each([
		['HTTP_PROXY', 'http'],
		['https_proxy', 'https'],
	])('%s', async (variable, scheme) => {
		const mock = await mockProvider({ calls: SHORT_CALLS });
		const proxy = await proxyTo(scheme === 'https' ? await overTls(mock.url) : mock.url);
		const files = campaignFiles(ROWS);
		const env = { ...ENV, [variable]: withPassword(proxy.url), NODE_EXTRA_CA_CERTS: AUTHORITY };
		const { code, stdout, stderr } = await runProgram(runArguments(`${scheme}://provider.test`, files), { env });
		expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
		expect(mock.truth().creates).toBe(ROWS);
		expect(readResults(files.results)).toHaveLength(ROWS);
		expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT provider.test:${scheme === 'https' ? 443 : 80}`]));
		expect(stderr).toContain(`Proxy: ${proxy.url}`);
		expect(stdout + stderr + everythingWritten(files)).not.toContain(PASSWORD);
	});
});

test('a proxy that refuses is named, without its password; nothing is rung, no attempt is used up: 5', async () => {
	const proxy = await startServer({ onRequest: (socket) => socket.end(reply(407, '')) });
	onTestFinished(() => proxy.close());
	const files = campaignFiles(ROWS);
	const env = { ...ENV, HTTPS_PROXY: withPassword(proxy.url) };
	const flags = ['--give-up-after', '1s', '-v'];
	const { code, stdout, stderr } = await runProgram(runArguments('https://provider.test', files, ...flags), { env });
	expect(code).toBe(5);
	expect(stderr).toContain(`no way through the proxy ${proxy.url}: it does not accept our name and password`);
	expect(stdout + stderr + everythingWritten(files)).not.toContain(PASSWORD);
	const rows = readResults(files.results);
	expect(rows.map((row) => row.call_status)).toEqual(Array(ROWS).fill('pending'));
	expect(rows.map((row) => Number(row.call_attempts))).toEqual(Array(ROWS).fill(0));
});

test('an address of this machine is asked straight', async () => {
	const mock = await mockProvider({ calls: SHORT_CALLS });
	const files = campaignFiles(ROWS);
	const env = { ...ENV, HTTP_PROXY: await closedPort() };
	expect((await runProgram(runArguments(mock.url, files), { env })).code).toBe(0);
	expect(mock.truth().creates).toBe(ROWS);
});

test('a dry run asks no proxy', async () => {
	const files = campaignFiles(ROWS);
	const env = { HTTP_PROXY: 'socks5://nowhere', http_proxy: await closedPort(), HTTPS_PROXY: 'not a url' };
	const { code, stderr } = await runProgram(['run', files.contacts, '--dry-run', '--rate', '50/s'], { env });
	expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
	expect(stderr).not.toContain('Proxy:');
});

test('a proxy address that cannot be used is an error before anything is written or dialed: 2', async () => {
	const files = campaignFiles(ROWS);
	const env = { ...ENV, HTTPS_PROXY: `http://dialer:${PASSWORD}@proxy:port` };
	const { code, stderr, stdout } = await runProgram(runArguments('https://provider.test', files), { env });
	expect(code).toBe(2);
	expect(stderr).toContain('HTTPS_PROXY: expected the address of an HTTP proxy');
	expect(stdout + stderr).not.toContain(PASSWORD);
	expect(() => readResults(files.checkpoint)).toThrow(/ENOENT/);
});
