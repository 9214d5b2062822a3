/** What can go wrong before the provider is reached: its name, its addresses, its certificate. Nothing may be sent then. */
import type { LookupFunction } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttpClient, type HttpRequest } from '../../src/providers/http.js';
import { systemClock } from '../../src/runtime/clock.js';
import { authority } from '../helpers/certificates.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';

const POST: HttpRequest = { method: 'POST', path: '/v2/create', headers: {}, body: '{"to":1}' };
const PATIENT_MS = 30_000;
const closing: (() => Promise<void>)[] = [];

async function start(tls?: Parameters<typeof startUpstream>[0]): Promise<Upstream> {
	const upstream = await startUpstream(tls);
	closing.push(() => upstream.close());
	return upstream;
}

/** A name service that answers each question with the next of these: an error's code, or addresses. */
function names(...answers: readonly (string | string[])[]): LookupFunction {
	let asked = 0;
	return (_, options, callback) => {
		const answer = answers[Math.min(asked++, answers.length - 1)] ?? [];
		if (typeof answer === 'string') {
			callback(Object.assign(new Error(answer), { code: answer }), '');
			return;
		}
		const addresses = answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
		if (options.all) callback(null, addresses);
		else callback(null, addresses[0]?.address ?? '', addresses[0]?.family);
	};
}

function client(baseUrl: string, sockets: { lookup?: LookupFunction; ca?: string }, connections = 3) {
	const http = createHttpClient({ baseUrl, connections, clock: systemClock, sockets });
	closing.unshift(() => http.close());
	return http;
}

afterEach(async () => {
	for (const close of closing.splice(0)) await close();
});

describe('certificates', () => {
	test('a valid one from a trusted authority', async () => {
		const { port, received } = await start('valid');
		const result = await client(`https://localhost:${port}`, { ca: authority() }).send(POST, PATIENT_MS);
		expect(result).toMatchObject({ ok: true, response: { status: 201 } });
		expect(received).toHaveLength(1);
	});

	test.each([
		['self-signed', 'its certificate is signed by itself'],
		['expired', 'its certificate has expired'],
		['other-host', 'its certificate is for another host'],
	] as const)('%s: nothing is sent, by none of many requests at once', async (name, why) => {
		const { port, received } = await start(name);
		const http = client(`https://localhost:${port}`, { ca: authority() });
		const results = await Promise.all(Array.from({ length: 10 }, () => http.send(POST, PATIENT_MS)));
		expect(results).toEqual(Array(10).fill({ ok: false, failure: { sent: false, why } }));
		expect(await http.send(POST, PATIENT_MS)).toEqual({ ok: false, failure: { sent: false, why } });
		expect(received).toEqual([]);
	});

	test('a valid one from an authority that nobody here knows', async () => {
		const { port, received } = await start('valid');
		expect(await client(`https://localhost:${port}`, {}).send(POST, PATIENT_MS)).toEqual({
			ok: false,
			failure: { sent: false, why: expect.stringMatching(/^its certificate is from an authority that is not known/) },
		});
		expect(received).toEqual([]);
	});
});

describe('names', () => {
	test.each([
		['EAI_AGAIN', 'the name service does not answer'],
		['ENOTFOUND', 'the host name is not known'],
	])('a look-up fails (%s) and the next one works: only the second request is sent', async (code, why) => {
		const { port, received } = await start();
		const http = client(`http://provider.test:${port}`, { lookup: names(code, ['127.0.0.1']) });
		expect(await http.send({ ...POST, body: 'first' }, PATIENT_MS)).toEqual({
			ok: false,
			failure: { sent: false, why },
		});
		expect(await http.send({ ...POST, body: 'second' }, PATIENT_MS)).toMatchObject({ ok: true });
		expect(received.map(({ body }) => body)).toEqual(['second']);
	});

	test('a look-up that never ends: not sent when the time is up', async () => {
		const lookup: LookupFunction = () => undefined;
		const result = await client('http://provider.test', { lookup }).send(POST, 100);
		expect(result).toEqual({ ok: false, failure: { sent: false, why: 'no answer within 0.1 s' } });
	});

	test.each([
		['the first refuses', ['::1', '127.0.0.1']],
		['the last refuses', ['127.0.0.1', '::1']],
	])('a host of two addresses of which %s: sent once', async (_, addresses) => {
		const { port, received } = await start();
		const http = client(`http://provider.test:${port}`, { lookup: names(addresses) });
		const bodies = Array.from({ length: 20 }, (_, index) => `call ${index}`);
		for (const body of bodies) expect(await http.send({ ...POST, body }, PATIENT_MS)).toMatchObject({ ok: true });
		expect(received.map(({ body }) => body)).toEqual(bodies);
	});

	test('the answer is no address', async () => {
		const http = client('http://provider.test', { lookup: names(['not an address']) });
		expect(await http.send(POST, PATIENT_MS)).toMatchObject({ ok: false, failure: { sent: false } });
	});
});
