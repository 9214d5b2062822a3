import { afterEach, describe, expect, test } from 'vitest';
import { createHttpClient, type HttpClient, type HttpRequest } from '../../src/providers/http.js';
import { systemClock } from '../../src/runtime/clock.js';
import * as zoo from '../helpers/bad-server.js';

const POST: HttpRequest = { method: 'POST', path: '/v2/create', headers: { authorization: 'k' }, body: '{"to":1}' };
/** For servers that answer or break by themselves. */
const PATIENT_MS = 30_000;
/** For servers that would never come to an end. */
const SHORT_MS = 300;

const closing: (() => Promise<void>)[] = [];

function client(baseUrl: string, connections = 4): HttpClient {
	const http = createHttpClient({ baseUrl, connections, clock: systemClock });
	closing.push(() => http.close());
	return http;
}

async function start(server: Promise<zoo.BadServer>): Promise<zoo.BadServer> {
	const started = await server;
	closing.push(() => started.close());
	return started;
}

afterEach(async () => {
	for (const close of closing.splice(0)) await close();
});

describe('nothing left this machine', () => {
	test('nobody listens on the port', async () => {
		const result = await client(await zoo.closedPort()).send(POST, PATIENT_MS);
		expect(result).toEqual({ ok: false, failure: { sent: false, why: 'connection refused' } });
	});

	test('a name with several addresses, and nobody listens on any of them', async () => {
		const { port } = new URL(await zoo.closedPort());
		const result = await client(`http://localhost:${port}`).send(POST, PATIENT_MS);
		expect(result).toEqual({ ok: false, failure: { sent: false, why: 'connection refused' } });
	});

	test('nobody knows the host name', async () => {
		const result = await client('http://provider.invalid').send(POST, PATIENT_MS);
		expect(result).toEqual({ ok: false, failure: { sent: false, why: expect.stringContaining('name') } });
	});

	test('the server does not speak TLS', async () => {
		const server = await start(zoo.refusesTls());
		const result = await client(server.tlsUrl).send(POST, PATIENT_MS);
		expect(result).toMatchObject({ ok: false, failure: { sent: false } });
	});

	test('the server never answers the TLS greeting', async () => {
		const server = await start(zoo.neverAnswers());
		const result = await client(server.tlsUrl).send(POST, SHORT_MS);
		expect(result).toEqual({ ok: false, failure: { sent: false, why: 'no answer within 0.3 s' } });
	});

	test('the time is up before a connection is free, and the request is not sent afterwards either', async () => {
		const server = await start(zoo.startServer({}));
		const http = client(server.url, 1);
		const first = http.send({ ...POST, body: 'first' }, 3 * SHORT_MS);
		await server.arrived(1);
		const second = await http.send({ ...POST, body: 'second' }, SHORT_MS);
		expect(second).toEqual({ ok: false, failure: { sent: false, why: 'no answer within 0.3 s' } });
		await first;
		await http.send({ ...POST, body: 'third' }, SHORT_MS);
		expect(server.received.map(({ body }) => body)).toEqual(['first', 'third']);
	});

	test('a header that cannot be sent', async () => {
		const server = await start(zoo.echoes());
		const result = await client(server.url).send({ ...POST, headers: { authorization: 'a\nb' } }, PATIENT_MS);
		expect(result).toMatchObject({ ok: false, failure: { sent: false } });
		expect(server.received).toEqual([]);
	});
});

describe('the request left, and no usable answer came', () => {
	test.each([
		['resets the connection with the request unread', zoo.resetsBeforeReading, PATIENT_MS, 'connection reset', 0],
		['reads the request and resets', zoo.resetsAfterReading, PATIENT_MS, 'connection reset', 1],
		['reads the request and hangs up', zoo.endsAfterReading, PATIENT_MS, 'the connection broke', 1],
		['never answers', zoo.neverAnswers, SHORT_MS, 'no answer within 0.3 s', 1],
		['lets its answer drip for ever', zoo.drips, SHORT_MS, 'no answer within 0.3 s', 1],
		['cuts its answer short', zoo.truncates, PATIENT_MS, 'the connection broke', 1],
		['cuts a chunked answer short', zoo.truncatesChunks, PATIENT_MS, 'the connection broke', 1],
		['answers with something that is not HTTP', zoo.speaksGarbage, PATIENT_MS, expect.stringMatching(/./), 1],
		['answers without end', zoo.endlessBody, PATIENT_MS, expect.stringContaining('larger than'), 1],
	] as const)('the server %s', async (_, zooServer, timeoutMs, why, received) => {
		const server = await start(zooServer());
		const result = await client(server.url).send(POST, timeoutMs);
		expect(result).toEqual({ ok: false, failure: { sent: true, why } });
		expect(server.received).toHaveLength(received);
	});

	test('close() ends what is under way, what waits for a connection, and what comes later', async () => {
		const server = await start(zoo.neverAnswers());
		const http = client(server.url, 1);
		const underWay = http.send(POST, PATIENT_MS);
		const waiting = http.send(POST, PATIENT_MS);
		await server.arrived(1);
		await http.close();
		expect(await underWay).toMatchObject({ ok: false, failure: { sent: true } });
		expect(await waiting).toMatchObject({ ok: false, failure: { sent: false } });
		expect(await http.send(POST, PATIENT_MS)).toMatchObject({ ok: false, failure: { sent: false } });
		expect(server.received).toHaveLength(1);
	});
});
