import { afterEach, expect, test } from 'vitest';
import { createHttpClient, type HttpRequest, type HttpResponse } from '../../src/providers/http.js';
import { type Clock, systemClock } from '../../src/runtime/clock.js';
import * as zoo from '../helpers/bad-server.js';

const PATIENT_MS = 30_000;
const POST: HttpRequest = { method: 'POST', path: '/v2/create', headers: {}, body: '{}' };
const closing: (() => Promise<void>)[] = [];

/** Sends one request, and expects an answer. */
async function ask(baseUrl: string, request = POST, clock: Clock = systemClock): Promise<HttpResponse> {
	const http = createHttpClient({ baseUrl, connections: 1, clock });
	closing.push(() => http.close());
	const result = await http.send(request, PATIENT_MS);
	if (!result.ok) throw new Error(result.failure.why);
	return result.response;
}

async function start(starting: Promise<zoo.BadServer>): Promise<zoo.BadServer> {
	const server = await starting;
	closing.push(() => server.close());
	return server;
}

const answers = (text: string) => start(zoo.startServer({ onRequest: (socket) => socket.write(text) }));

afterEach(async () => {
	for (const close of closing.splice(0)) await close();
});

test.each([
	['', '/v2/create'],
	['/', '/v2/create'],
	['/retell/eu', '/retell/eu/v2/create'],
	['/retell/eu/', '/retell/eu/v2/create'],
])('a base URL that ends in "%s" keeps its path', async (prefix, path) => {
	const server = await start(zoo.echoes());
	await ask(server.url + prefix);
	expect(server.received.map(({ line }) => line)).toEqual([`POST ${path}`]);
});

test('the query goes along, and a GET has no body', async () => {
	const server = await start(zoo.echoes());
	const { status, body } = await ask(server.url, { method: 'GET', path: '/calls?limit=5', headers: {} });
	expect(server.received).toEqual([{ line: 'GET /calls?limit=5', body: '', earlier: 0 }]);
	expect({ status, body }).toEqual({ status: 201, body: '' });
});

test('letters of all kinds arrive unharmed, both ways', async () => {
	const server = await start(zoo.echoes());
	const body = JSON.stringify({ name: 'Zoë Łukasz 山田 📞' });
	expect((await ask(server.url, { ...POST, body })).body).toBe(body);
	expect(server.received[0]?.body).toBe(body);
});

test('a letter that is cut in two on its way is put together', async () => {
	const bytes = Buffer.from(zoo.reply(201, '"📞"'));
	const server = await start(
		zoo.startServer({
			onRequest(socket) {
				socket.write(bytes.subarray(0, -3));
				setTimeout(() => socket.write(bytes.subarray(-3)), 50);
			},
		}),
	);
	expect((await ask(server.url)).body).toBe('"📞"');
});

test('header names are in lower case and repeated headers are joined', async () => {
	const server = await answers(
		'HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nX-Note: a\r\nx-note: b\r\nContent-Length: 2\r\n\r\n{}',
	);
	const { status, headers } = await ask(server.url);
	expect(status).toBe(429);
	expect(headers).toEqual({ 'retry-after': '7', 'x-note': 'a, b', 'content-length': '2' });
});

test('a body that is not what was hoped for is handed over as it is', async () => {
	const server = await start(zoo.garbageJson());
	expect(await ask(server.url)).toMatchObject({ status: 201, body: '{"call_id":' });
});

test('what comes before the answer is passed over', async () => {
	const server = await answers(`HTTP/1.1 102 Processing\r\n\r\n${zoo.reply(201, '{"call_id":"call_1"}')}`);
	expect(await ask(server.url)).toMatchObject({ status: 201, body: '{"call_id":"call_1"}' });
});

test('a chunked answer is whole', async () => {
	const server = await answers(
		'HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n',
	);
	expect((await ask(server.url)).body).toBe('{"a":1}');
});

test('an answer of many megabytes is read', async () => {
	const body = 'x'.repeat(8 * 1_048_576);
	const server = await answers(zoo.reply(200, body));
	expect((await ask(server.url)).body.length).toBe(body.length);
});

test('tells when the answer came and how long it took, by the clock that it was given', async () => {
	const server = await start(zoo.echoes());
	let monotonic = 1_000;
	const clock: Clock = { ...systemClock, now: () => 1_767_603_600_000, monotonic: () => (monotonic += 40) };
	expect(await ask(server.url, POST, clock)).toMatchObject({ receivedAt: 1_767_603_600_000, latencyMs: 40 });
});
