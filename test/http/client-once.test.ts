import { afterEach, expect, test } from 'vitest';
import { createHttpClient, type HttpClient, type HttpRequest, type HttpResult } from '../../src/providers/http.js';
import { systemClock } from '../../src/runtime/clock.js';
import * as zoo from '../helpers/bad-server.js';

/** Long enough for every server here to answer or to break the connection by itself. */
const PATIENT_MS = 30_000;
const closing: (() => Promise<void>)[] = [];

async function setUp(starting: Promise<zoo.BadServer>, connections: number) {
	const server = await starting;
	const http = createHttpClient({ baseUrl: server.url, connections, clock: systemClock });
	closing.push(() => http.close().then(() => server.close()));
	return { server, http };
}

function send(http: HttpClient, body: string, method: HttpRequest['method'] = 'POST'): Promise<HttpResult> {
	return http.send({ method, path: '/', headers: {}, body }, PATIENT_MS);
}

/** What the results allow: an answered request arrived once, an unsent one never, any other at most once. */
function expectNoneTwice(server: zoo.BadServer, results: ReadonlyMap<string, HttpResult>): void {
	for (const [body, result] of results) {
		const times = server.received.filter((request) => request.body === body).length;
		const allowed = result.ok ? [1] : result.failure.sent ? [0, 1] : [0];
		expect(allowed, `${body}: ${JSON.stringify(result)}`).toContain(times);
	}
}

afterEach(async () => {
	for (const close of closing.splice(0)) await close();
});

test.each(['POST', 'GET'] as const)('a %s on a reused connection that breaks is not sent again', async (method) => {
	const { server, http } = await setUp(zoo.breaksReusedConnections(), 1);
	expect(await send(http, 'first')).toMatchObject({ ok: true });
	expect(await send(http, 'second', method)).toMatchObject({ ok: false, failure: { sent: true } });
	expect(await send(http, 'third')).toMatchObject({ ok: true });
	expect(server.received.map(({ body, earlier }) => [body, earlier])).toEqual([
		['first', 0],
		['second', 1],
		['third', 0],
	]);
});

test('many at once over connections that break when reused', async () => {
	const { server, http } = await setUp(zoo.breaksReusedConnections(), 3);
	const bodies = Array.from({ length: 30 }, (_, index) => `call ${index}`);
	const results = await Promise.all(bodies.map((body) => send(http, body)));
	expectNoneTwice(server, new Map(bodies.map((body, index) => [body, results[index] as HttpResult])));
	expect(results.filter((result) => result.ok).length).toBeGreaterThan(0);
	expect(results.filter((result) => !result.ok).length).toBeGreaterThan(0);
});

test('one after another over connections that the server closes without a word', async () => {
	const { server, http } = await setUp(zoo.closesAfterEachAnswer(), 1);
	const results = new Map<string, HttpResult>();
	for (let index = 0; index < 30; index += 1) {
		results.set(`call ${index}`, await send(http, `call ${index}`));
		// Every other one right away, when the end of the connection is still on its way.
		if (index % 2 === 0) await new Promise(setImmediate);
	}
	expectNoneTwice(server, results);
	expect(results.get('call 0')).toMatchObject({ ok: true });
});

test('hundreds over kept connections that the server ends or resets at every moment there is', async () => {
	let arrived = 0;
	const server = zoo.startServer({
		onRequest(socket, { body }) {
			arrived += 1;
			const answer = zoo.reply(201, body);
			const moments = [
				() => socket.write(answer),
				() => socket.end(answer),
				() => socket.write(answer, () => setImmediate(() => socket.destroy())),
				() => socket.write(answer, () => setTimeout(() => socket.resetAndDestroy(), 1)),
				() => socket.write(answer),
				() => socket.write(answer.slice(0, 20), () => socket.end()),
				() => socket.resetAndDestroy(),
			];
			moments[arrived % moments.length]?.();
		},
	});
	const { server: started, http } = await setUp(server, 4);
	const results = new Map<string, HttpResult>();
	async function sendMany(caller: number): Promise<void> {
		for (let index = 0; index < 60; index += 1) {
			const body = `call ${caller}.${index}`;
			results.set(body, await send(http, body));
			// Now and then after a pause of the kind in which a connection ends unseen.
			if (index % 3 === 0) await new Promise((resolve) => setTimeout(resolve, index % 2));
		}
	}
	await Promise.all([0, 1, 2, 3].map(sendMany));
	expect(results.size).toBe(240);
	expectNoneTwice(started, results);
	for (const [body, result] of results) if (result.ok) expect(result.response.body).toBe(body);
	const answered = [...results.values()].filter(({ ok }) => ok).length;
	expect(answered).toBeGreaterThan(60);
	expect(answered).toBeLessThan(240);
});

test('an answer that nobody asked for is not taken for the answer to the next request', async () => {
	const { server, http } = await setUp(
		zoo.startServer({
			onRequest(socket, { body }) {
				socket.write(zoo.reply(201, body));
				if (body === 'first') socket.write(zoo.reply(201, 'of somebody else'));
			},
		}),
		1,
	);
	expect(await send(http, 'first')).toMatchObject({ ok: true, response: { body: 'first' } });
	const second = await send(http, 'second');
	if (second.ok) expect(second.response.body).toBe('second');
	expectNoneTwice(server, new Map([['second', second]]));
});

test.each([301, 302, 303, 307, 308])('a redirect (%i) is an answer, and is not followed', async (status) => {
	const elsewhere = await zoo.echoes();
	closing.push(() => elsewhere.close());
	const { server, http } = await setUp(zoo.redirects(status, `${elsewhere.url}/there`), 1);
	const result = await send(http, 'once');
	expect(result).toMatchObject({ ok: true, response: { status, headers: { location: `${elsewhere.url}/there` } } });
	expect(server.received).toHaveLength(1);
	expect(elsewhere.received).toEqual([]);
});
