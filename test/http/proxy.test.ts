import { afterEach, describe, expect, test } from 'vitest';
import { createHttpClient, type HttpClient, type HttpRequest } from '../../src/providers/http.js';
import { type Clock, systemClock } from '../../src/runtime/clock.js';
import * as zoo from '../helpers/bad-server.js';
import { authority } from '../helpers/certificates.js';
import { startProxy } from '../helpers/proxy.js';
import { startUpstream } from '../helpers/upstream.js';

const POST: HttpRequest = { method: 'POST', path: '/v2/create', headers: { authorization: 'k' }, body: '{"to":1}' };
/** Never waited for: everything here answers or breaks by itself, or the clock is put forward. */
const TIMEOUT_MS = 60_000;
const SECRET = 's3cret@1';
const closing: (() => Promise<void>)[] = [];

async function keep<T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> {
	const started = await starting;
	closing.unshift(() => started.close());
	return started;
}

function client(baseUrl: string, proxyUrl: string, clock: Clock = systemClock): HttpClient {
	const proxy = new URL(proxyUrl);
	proxy.username = 'dialer';
	proxy.password = SECRET;
	const http = createHttpClient({ baseUrl, connections: 1, clock, proxy, sockets: { ca: authority() } });
	closing.unshift(() => http.close());
	return http;
}

afterEach(async () => {
	for (const close of closing.splice(0)) await close();
});

test.each([
	['http', 'http', 'provider.test:80'],
	['http', 'https', 'provider.test:443'],
	['https', 'http', 'provider.test:80'],
	['https', 'https', 'provider.test:443'],
] as const)(
	'an %s proxy, an %s provider: one tunnel, and only the proxy sees its password',
	async (proxied, scheme, to) => {
		const upstream = await keep(startUpstream(scheme === 'https' ? 'valid' : undefined));
		const proxy = await keep(startProxy({ to: upstream.port, tls: proxied === 'https' }));
		const http = client(`${scheme}://provider.test`, proxy.url);
		for (const body of ['first', 'second']) {
			expect(await http.send({ ...POST, body }, TIMEOUT_MS)).toMatchObject({
				ok: true,
				response: { status: 201, body },
			});
		}
		expect(proxy.asked).toEqual([`CONNECT ${to}`]);
		expect(proxy.credentials).toEqual([`Basic ${Buffer.from(`dialer:${SECRET}`).toString('base64')}`]);
		expect(upstream.received.map(({ body }) => body)).toEqual(['first', 'second']);
		for (const { headers } of upstream.received) {
			expect(headers).toMatchObject({ host: 'provider.test', authorization: 'k' });
			expect(Object.keys(headers).filter((name) => name.startsWith('proxy'))).toEqual([]);
		}
	},
);

describe('the way does not come about: nothing is sent', () => {
	const says = (text: string) => () => zoo.startServer({ onRequest: (socket) => socket.end(text) });
	test.each([
		['answers 403', says(zoo.reply(403, 'blocked')), 'it answered 403 when asked for provider.test:443'],
		['answers 407', says(zoo.reply(407, '')), 'it does not accept our name and password, or wants some (407)'],
		['answers 502', says(zoo.reply(502, '')), 'it answered 502 when asked for provider.test:443'],
		['answers 100', says('HTTP/1.1 100 Continue\r\n\r\n'), 'it answered 100 when asked for provider.test:443'],
		['hangs up', zoo.endsAfterReading, 'connection reset'],
		['resets the connection', zoo.resetsAfterReading, 'connection reset'],
		['cuts its answer short', says('HTTP/1.1 200 Conn'), 'connection reset'],
		['answers with something else', zoo.speaksGarbage, 'what came back is not HTTP'],
	] as const)('the proxy %s', async (_, start, why) => {
		const proxy = await keep<zoo.BadServer>(start());
		const result = await client('https://provider.test', proxy.url).send(POST, TIMEOUT_MS);
		expect(result).toEqual({
			ok: false,
			failure: { sent: false, why: `no way through the proxy ${proxy.url}: ${why}` },
		});
		// Asked once, and not again and again.
		expect(proxy.received.map(({ line }) => line)).toEqual(['CONNECT provider.test:443']);
	});

	test.each([
		['nobody listens', async () => zoo.closedPort(), /^no way through the proxy http:.*: connection refused$/],
		['nobody knows its name', async () => 'http://proxy.invalid:3128', /^no way through the proxy http:.*name/],
		['it does not speak TLS', async () => (await keep(zoo.refusesTls())).tlsUrl, /^no way .* does not speak TLS/],
	])('the proxy: %s', async (_, start, why) => {
		const result = await client('https://provider.test', await start()).send(POST, TIMEOUT_MS);
		expect(result).toEqual({ ok: false, failure: { sent: false, why: expect.stringMatching(why) } });
		expect(JSON.stringify(result)).not.toMatch(/s3cret|dialer/);
	});

	test('the proxy says nothing, and is given up before the request is', async () => {
		const proxy = await keep(zoo.neverAnswers());
		// Puts the clock forward for whatever waits less than the request.
		function after(ms: number, callback: () => void): () => void {
			if (ms < TIMEOUT_MS) void proxy.arrived(1).then(callback);
			return () => undefined;
		}
		const http = client('https://provider.test', proxy.url, { ...systemClock, after });
		expect(await http.send(POST, TIMEOUT_MS)).toEqual({
			ok: false,
			failure: { sent: false, why: `no way through the proxy ${proxy.url}: no answer within 30 s` },
		});
	});

	test('the tunnel stands too late: the request stays here', async () => {
		const upstream = await keep(startUpstream());
		let open = () => {};
		const later = new Promise<void>((resolve) => {
			open = resolve;
		});
		const proxy = await keep(startProxy({ to: upstream.port, before: () => later }));
		const http = client('http://provider.test', proxy.url);
		const result = await http.send({ ...POST, body: 'late' }, 100);
		expect(result).toEqual({ ok: false, failure: { sent: false, why: 'no answer within 0.1 s' } });
		open();
		expect(await http.send({ ...POST, body: 'next' }, TIMEOUT_MS)).toMatchObject({ ok: true });
		expect(upstream.received.map(({ body }) => body)).toEqual(['next']);
	});

	test('what comes out of the tunnel shows no good certificate', async () => {
		const upstream = await keep(startUpstream('expired'));
		const proxy = await keep(startProxy({ to: upstream.port }));
		expect(await client('https://provider.test', proxy.url).send(POST, TIMEOUT_MS)).toEqual({
			ok: false,
			failure: { sent: false, why: `its certificate has expired (through the proxy ${proxy.url})` },
		});
		expect(upstream.received).toEqual([]);
	});

	test('the tunnel breaks before the provider is reached', async () => {
		const upstream = await keep(startUpstream('valid'));
		const proxy = await keep(startProxy({ to: upstream.port, opened: (socket) => socket.resetAndDestroy() }));
		const result = await client('https://provider.test', proxy.url).send(POST, TIMEOUT_MS);
		expect(result).toMatchObject({ ok: false, failure: { sent: false } });
		expect(upstream.received).toEqual([]);
	});

	test('close() gives up a tunnel that is being opened', async () => {
		const proxy = await keep(zoo.neverAnswers());
		const http = client('https://provider.test', proxy.url);
		const result = http.send(POST, TIMEOUT_MS);
		await proxy.arrived(1);
		await http.close();
		expect(await result).toMatchObject({ ok: false, failure: { sent: false } });
	});
});

describe('the tunnel stood: in doubt', () => {
	test.each(['http', 'https'])('%s: it breaks when the request has passed', async (scheme) => {
		const upstream = await keep(startUpstream(scheme === 'https' ? 'valid' : undefined));
		const proxy = await keep(startProxy({ to: upstream.port, opened: breakOnReply(upstream.received) }));
		const result = await client(`${scheme}://provider.test`, proxy.url).send(POST, TIMEOUT_MS);
		expect(result).toMatchObject({ ok: false, failure: { sent: true } });
		expect(upstream.received).toHaveLength(1);
	});

	test('the provider hangs up behind it', async () => {
		const server = await keep(zoo.resetsAfterReading());
		const proxy = await keep(startProxy({ to: Number(new URL(server.url).port) }));
		const result = await client('http://provider.test', proxy.url).send(POST, TIMEOUT_MS);
		expect(result).toMatchObject({ ok: false, failure: { sent: true } });
		expect(server.received).toHaveLength(1);
	});
});

/** Resets the client's connection once a request has arrived, in place of the answer. */
function breakOnReply(received: readonly unknown[]): Parameters<typeof startProxy>[0]['opened'] {
	return (socket, upstream) => {
		upstream.unpipe(socket);
		upstream.on('data', (bytes) => {
			if (received.length > 0) socket.resetAndDestroy();
			else socket.write(bytes);
		});
		upstream.resume();
	};
}
