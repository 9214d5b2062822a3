/**
 * Every way in which a server or the network can fail a create request, one row each, with what the dialer makes of it.
 * Whatever the row: the request arrives once at most, and the answer is read without an error.
 */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttpClient, type HttpResult } from '../../src/providers/http.js';
import { retellProvider } from '../../src/providers/retell/adapter.js';
import { type Clock, systemClock } from '../../src/runtime/clock.js';
import * as zoo from '../helpers/bad-server.js';

/** Never waited for: the servers answer or break by themselves, or the clock is put forward. */
const TIMEOUT_MS = 30_000;

const provider = retellProvider({ apiKey: 'k' });
const CREATE = provider.createCall({
	attempt: 'a.1',
	campaign: 'a',
	contact: 'c',
	to: '+14155550100',
	from: '+12025550100',
	variables: {},
});
const TAKEN = '{"call_id":"call_1"}';
const closing: (() => Promise<void>)[] = [];

/** What an attempt makes of it: as `dispatch/attempt.ts` reads it. */
function verdict(result: HttpResult): string {
	if (result.ok) return provider.readCreate(result.response).kind;
	return result.failure.sent ? 'in_doubt' : 'unsent';
}

async function create(starting: zoo.BadServer | Promise<zoo.BadServer>, clock: Clock = systemClock) {
	const server = await starting;
	const http = createHttpClient({ baseUrl: server.url, connections: 3, clock });
	closing.push(() => http.close().then(() => server.close()));
	const result = await http.send(CREATE, TIMEOUT_MS);
	return { verdict: verdict(result), result, server };
}

/** A clock on which every time is up soon after the first request has arrived, however slow the machine. */
function upAfterArrival(server: zoo.BadServer): Clock {
	function after(_: number, callback: () => void): () => void {
		void server.arrived(1).then(() => setTimeout(callback, 50));
		return () => undefined;
	}
	return { ...systemClock, after };
}

/** Says this when the whole request is there, and leaves the connection open. */
const says = (...parts: (string | Buffer)[]) =>
	zoo.startServer({ onRequest: (socket) => void parts.map((part) => socket.write(part)) });
/** Says this, and ends the connection in good order. */
const saysAndEnds = (text: string) => zoo.startServer({ onRequest: (socket) => socket.end(text) });
/** Says this, waits until it has left, and resets the connection. */
const saysAndResets = (text: string) =>
	zoo.startServer({ onRequest: (socket) => socket.write(text, () => socket.resetAndDestroy()) });

const chunked = (body: string) => `HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n${body}`;
const packed = (status: number, coding: string, body: Buffer) => [
	`HTTP/1.1 ${status} S\r\ncontent-encoding: ${coding}\r\ncontent-length: ${body.length}\r\n\r\n`,
	body,
];
const HALF_A_HEAD = 'HTTP/1.1 201 Created\r\ncontent-le';
const HALF_A_BODY = zoo.reply(201, TAKEN).slice(0, -5);
const LOGIN_PAGE = '<!doctype html><title>Log in</title><form action="/login"></form>';
const HTML = { 'content-type': 'text/html' };
const LONG_HEADER = 'x'.repeat(20_000);

describe('the connection fails', () => {
	test.each<[string, string, () => Promise<zoo.BadServer>]>([
		['it is reset with the request unread', 'in_doubt', zoo.resetsBeforeReading],
		['it is reset when the request is read', 'in_doubt', zoo.resetsAfterReading],
		['it is reset within the head', 'in_doubt', () => saysAndResets(HALF_A_HEAD)],
		['it is reset within the body', 'in_doubt', () => saysAndResets(HALF_A_BODY)],
		['it ends when the request is read', 'in_doubt', zoo.endsAfterReading],
		['it ends within the head', 'in_doubt', () => saysAndEnds(HALF_A_HEAD)],
		['it ends within the body', 'in_doubt', () => saysAndEnds(HALF_A_BODY)],
		['it ends after the whole answer', 'accepted', () => saysAndEnds(zoo.reply(201, TAKEN))],
	])('%s: %s', async (_, expected, start) => {
		const { verdict, server } = await create(start());
		expect(verdict).toBe(expected);
		expect(server.received.length).toBeLessThanOrEqual(1);
	});
});

describe('nothing more comes', () => {
	test.each([
		['when the request is read', zoo.neverAnswers],
		['within the head', () => says(HALF_A_HEAD)],
		['within the body', () => says(HALF_A_BODY)],
		['within a chunk', () => says(chunked('5\r\n{"ca'))],
		['after all chunks but the last', () => says(chunked(`14\r\n${TAKEN}\r\n`))],
		['but drops of the body', zoo.drips],
		['but news that it goes on', () => says(...Array<string>(50).fill('HTTP/1.1 102 Processing\r\n\r\n'))],
	])('%s: in doubt when the time is up', async (_, start) => {
		const server = await start();
		const { verdict, result } = await create(server, upAfterArrival(server));
		expect(verdict).toBe('in_doubt');
		expect(result).toMatchObject({ ok: false, failure: { sent: true, why: 'no answer within 30 s' } });
		expect(server.received).toHaveLength(1);
	});
});

describe('the answer is not as it should be', () => {
	test.each<[string, string, () => Promise<zoo.BadServer>]>([
		['a login page with status 200', 'in_doubt', () => says(zoo.reply(200, LOGIN_PAGE, HTML))],
		['a page of a proxy on the way, 502', 'in_doubt', () => says(zoo.reply(502, LOGIN_PAGE, HTML))],
		['JSON that is called text', 'accepted', () => says(zoo.reply(201, TAKEN, { 'content-type': 'text/plain' }))],
		['JSON in pieces', 'accepted', () => says(zoo.reply(201, TAKEN).slice(0, 30), zoo.reply(201, TAKEN).slice(30))],
		['half of the JSON', 'in_doubt', () => says(zoo.reply(201, '{"call_id":'))],
		['an empty body', 'in_doubt', () => says(zoo.reply(201, ''))],
		['204', 'in_doubt', () => says('HTTP/1.1 204 No Content\r\n\r\n')],
		['304', 'in_doubt', () => says('HTTP/1.1 304 Not Modified\r\n\r\n')],
		['an empty 429', 'refused', () => says(zoo.reply(429, ''))],
		['not HTTP', 'in_doubt', zoo.speaksGarbage],
		['the beginning of a TLS conversation', 'in_doubt', () => says(Buffer.from('16030100020000', 'hex'))],
		['a status of four digits', 'in_doubt', () => says('HTTP/1.1 2010 Created\r\n\r\n')],
		['a header too long', 'in_doubt', () => says(`HTTP/1.1 201 C\r\nx: ${LONG_HEADER}\r\n\r\n`)],
		['100 Continue, never asked for', 'in_doubt', () => says(`HTTP/1.1 100 Continue\r\n\r\n${zoo.reply(201, TAKEN)}`)],
		[
			'103 Early Hints first',
			'accepted',
			() => says(`HTTP/1.1 103 Early\r\nlink: </x>\r\n\r\n${zoo.reply(201, TAKEN)}`),
		],
		['101, never asked for', 'in_doubt', () => says('HTTP/1.1 101 S\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')],
	])('%s: %s', async (_, expected, start) => {
		const { verdict, server } = await create(start());
		expect(verdict).toBe(expected);
		expect(server.received).toHaveLength(1);
	});
});

describe('the length is not what was said', () => {
	const tooShort = { 'content-length': '10' };
	test.each<[string, string, () => Promise<zoo.BadServer>]>([
		['more bytes than said', 'in_doubt', () => says(zoo.reply(201, TAKEN, tooShort))],
		['fewer bytes than said', 'in_doubt', zoo.truncates],
		['a length below nothing', 'in_doubt', () => says(zoo.reply(201, TAKEN, { 'content-length': '-1' }))],
		['a length that is no number', 'in_doubt', () => says(zoo.reply(201, TAKEN, { 'content-length': 'many' }))],
		['a length and chunks', 'in_doubt', () => says(zoo.reply(201, TAKEN, { 'transfer-encoding': 'chunked' }))],
		['a chunk size that is no number', 'in_doubt', () => says(chunked(`zz\r\n${TAKEN}\r\n0\r\n\r\n`))],
		['a chunk size beyond all bounds', 'in_doubt', () => says(chunked(`${'f'.repeat(40)}\r\n${TAKEN}`))],
		['a chunk longer than said', 'in_doubt', () => says(chunked(`3\r\n${TAKEN}\r\n0\r\n\r\n`))],
		['chunks that end without the last', 'in_doubt', zoo.truncatesChunks],
		['garbage after the last chunk', 'accepted', () => says(chunked(`14\r\n${TAKEN}\r\n0\r\n\r\n!garbage!`))],
		['HTTP/1.0 with a length', 'accepted', () => says(zoo.reply(201, TAKEN).replace('1.1', '1.0'))],
		['HTTP/1.0, to the end of the connection', 'accepted', () => saysAndEnds(`HTTP/1.0 201 Created\r\n\r\n${TAKEN}`)],
		['HTTP/1.0, cut off', 'in_doubt', () => saysAndResets(`HTTP/1.0 201 Created\r\n\r\n${TAKEN.slice(0, 9)}`)],
	])('%s: %s', async (_, expected, start) => {
		const { verdict, server } = await create(start());
		expect(verdict).toBe(expected);
		expect(server.received).toHaveLength(1);
	});
});

describe('the answer is compressed, which nobody asked for', () => {
	const taken = Buffer.from(TAKEN);
	const unknownAgent = Buffer.from('{"status":"error","message":"agent not found"}');
	test.each<[string, () => Promise<zoo.BadServer>, object]>([
		['gzip', () => says(...packed(201, 'gzip', gzipSync(taken))), { kind: 'accepted', call: 'call_1' }],
		['br', () => says(...packed(201, 'br', brotliCompressSync(taken))), { kind: 'accepted' }],
		['deflate', () => says(...packed(201, 'Deflate', deflateSync(taken))), { kind: 'accepted' }],
		['gzip in br', () => says(...packed(201, 'gzip, br', brotliCompressSync(gzipSync(taken)))), { kind: 'accepted' }],
		['nothing at all', () => says(...packed(201, 'identity', taken)), { kind: 'accepted' }],
		[
			'gzip of a 400',
			() => says(...packed(400, 'gzip', gzipSync(unknownAgent))),
			{ kind: 'rejected', blame: 'config' },
		],
		['gzip of nothing', () => says(...packed(429, 'gzip', Buffer.alloc(0))), { kind: 'refused' }],
	])('%s', async (_, start, expected) => {
		const { result } = await create(start());
		if (!result.ok) throw new Error(result.failure.why);
		expect(provider.readCreate(result.response)).toMatchObject(expected);
	});

	test.each([
		['not gzip at all', () => says(...packed(400, 'gzip', unknownAgent)), 'the answer cannot be unpacked (gzip)'],
		['a cut gzip', () => says(...packed(400, 'gzip', gzipSync(taken).subarray(0, -9))), /cannot be unpacked/],
		[
			'a bomb',
			() => says(...packed(400, 'gzip', gzipSync(Buffer.alloc(33 * 1_048_576), { level: 1 }))),
			/cannot be unpacked/,
		],
		['an unknown way', () => says(...packed(400, 'zstd', taken)), /compressed in a way that is not known/],
	])('%s tells nothing: in doubt', async (_, start, why) => {
		const { result } = await create(start());
		const clause = typeof why === 'string' ? why : expect.stringMatching(why);
		expect(result).toEqual({ ok: false, failure: { sent: true, why: clause } });
	});
});

test('of an answer of a hundred megabytes no more is taken than the bound and what is on its way', async () => {
	const MEGABYTE = 1_048_576;
	let written = 0;
	const starting = zoo.startServer({
		onRequest(socket) {
			const chunk = Buffer.alloc(MEGABYTE, 'x');
			const pour = () => {
				while (written < 100 * MEGABYTE && socket.writable) {
					written += chunk.length;
					if (!socket.write(chunk)) return;
				}
			};
			socket.on('drain', pour);
			socket.write(zoo.reply(201, '', { 'content-length': String(100 * MEGABYTE) }));
			pour();
		},
	});
	const { verdict } = await create(starting);
	expect(verdict).toBe('in_doubt');
	// The kernel's buffers for a connection within a machine hold a few megabytes.
	expect(written).toBeLessThan(64 * MEGABYTE);
});

afterEach(async () => {
	for (const close of closing.splice(0)) await close();
});
