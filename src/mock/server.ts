import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../runtime/clock.js';
import { messageOf, systemCode, UsageError } from '../runtime/errors.js';
import type { Answer } from './answer.js';
import { isOutage } from './faults.js';
import { MockProvider } from './provider.js';
import type { Scenario } from './scenario-schema.js';
import type { Truth } from './truth.js';
import { WebhookSender } from './webhook-sender.js';
import type { Reply } from './wire/wire.js';
import { wireOf } from './wires.js';

/** A running mock. */
export interface MockServer {
	/** Base URL without a slash at the end. */
	readonly url: string;
	truth(): Truth;
	/** Ends at once, whatever connections are open and requests unanswered; no timer is left. */
	close(): Promise<void>;
}

interface MockOptions {
	readonly scenario: Scenario;
	/** Same seed, same calls and faults (1). */
	readonly seed?: number;
	/** 0 for any free one (0). */
	readonly port?: number;
	/** Address to listen on (127.0.0.1). */
	readonly host?: string;
	readonly clock: Clock;
	/** Whose API it speaks (retell). */
	readonly provider?: string;
}

/** Where the truth stands, without credentials; `?summary=1` leaves out what grows with the campaign. */
const TRUTH_PATH = '/__truth';

/**
 * Starts a simulated voice provider on a real socket.
 * @throws UsageError when there is no such provider, or the port cannot be had
 */
export async function startMock(options: MockOptions): Promise<MockServer> {
	const { scenario, seed = 1, port = 0, host = '127.0.0.1', clock, provider: name = 'retell' } = options;
	const wire = wireOf(name);
	const startedAt = clock.now();
	const origin = clock.monotonic();
	const timers = new Set<() => void>();
	const { webhook: url, webhookSecret: secret } = scenario;
	const webhooks = new WebhookSender({ wire, url, secret, later, now: () => now() });
	const provider = new MockProvider(scenario, wire, seed, startedAt, (call, key) => webhooks.follow(call, key));
	/** Epoch ms before which the client has been told to send nothing. */
	let silentUntil = 0;

	/** Epoch ms that cannot run backwards while the mock is up. */
	const now = () => startedAt + clock.monotonic() - origin;
	const isDown = () => isOutage(scenario.faults, now() - startedAt);

	function later(ms: number, run: () => void): void {
		const cancel = clock.after(ms, () => {
			timers.delete(cancel);
			run();
		});
		timers.add(cancel);
	}

	function carryOut(answer: Answer, response: ServerResponse): void {
		if (response.destroyed) return;
		if (answer.act === 'silence') return;
		if (answer.act === 'reset') {
			response.socket?.resetAndDestroy();
			return;
		}
		silentUntil = Math.max(silentUntil, answer.holdUntil ?? 0);
		send(response, answer.reply, answer.act === 'truncate', { 'content-type': wire.contentType, ...answer.headers });
	}

	function carryOutLater(answer: Answer, response: ServerResponse): void {
		if (answer.delayMs > 0) later(answer.delayMs, () => carryOut(answer, response));
		else carryOut(answer, response);
	}

	/** The answer to a subscription depends on whether its address is good. */
	function subscribing(answer: Answer): Promise<Answer> | undefined {
		if (answer.act !== 'reply') return undefined;
		const { subscribes, unsubscribes } = answer.reply;
		webhooks.unsubscribe(unsubscribes);
		return subscribes && webhooks.subscribe(subscribes).then((refusal) => ({ ...answer, ...refusal }));
	}

	function onRequest(request: IncomingMessage, response: ServerResponse): void {
		if (isDown()) {
			provider.cutOff();
			request.socket.destroy();
			return;
		}
		readBody(request, (body) => {
			const { path, query } = splitUrl(request.url ?? '/');
			const { method = 'GET', headers } = request;
			if (path === TRUTH_PATH) {
				const truth = query === 'summary=1' ? provider.truthSummary(now()) : provider.truth(now());
				const reply = { status: 200, body: JSON.stringify(truth) };
				send(response, reply, false, { 'content-type': 'application/json' });
				return;
			}
			if (now() < silentUntil) provider.violated();
			const answer = provider.handle({ method, path, query, headers, body }, now());
			const subscribed = subscribing(answer);
			if (subscribed === undefined) carryOutLater(answer, response);
			else void subscribed.then((ready) => carryOutLater(ready, response));
		});
	}

	const server = createServer(onRequest);
	/** A server that closes idle connections races with a client's next request: that would be a fault nobody ordered. */
	server.keepAliveTimeout = 0;
	server.on('connection', (socket) => {
		if (!isDown()) return;
		provider.cutOff();
		socket.destroy();
	});
	await listen(server, port, host);
	for (const fault of scenario.faults) {
		if (fault.kind === 'outage') later(fault.from, () => server.closeAllConnections());
	}

	return {
		url: urlOf(server.address() as AddressInfo),
		truth: () => provider.truth(now()),
		close() {
			for (const cancel of timers) cancel();
			timers.clear();
			webhooks.close();
			return new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
}

function listen(server: Server, port: number, host: string): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', (error) => {
			const why = systemCode(error) === 'EADDRINUSE' ? 'the port is already in use' : messageOf(error);
			const hint = 'Choose another port, or port 0 for any free one.';
			reject(new UsageError(`The mock cannot listen on ${host}, port ${port}: ${why}.`, { hint, cause: error }));
		});
		server.listen(port, host, resolve);
	});
}

function urlOf({ address, family, port }: AddressInfo): string {
	return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function splitUrl(url: string): { path: string; query: string } {
	const mark = url.indexOf('?');
	return mark === -1 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

/** Calls back once with the whole body; never when the client goes away in the middle of it. */
function readBody(request: IncomingMessage, done: (body: string) => void): void {
	const chunks: Buffer[] = [];
	request.on('data', (chunk: Buffer) => chunks.push(chunk));
	request.on('end', () => done((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString('utf8') ?? ''));
}

function send(response: ServerResponse, reply: Reply, isCut: boolean, headers: Record<string, string>): void {
	if (reply.body === '') {
		const { 'content-type': _, ...others } = headers;
		response.writeHead(reply.status, others).end();
		return;
	}
	const length = Buffer.byteLength(reply.body);
	response.writeHead(reply.status, { ...headers, 'content-length': length });
	if (!isCut) {
		response.end(reply.body);
		return;
	}
	response.write(reply.body.slice(0, Math.floor(reply.body.length / 2)), () => response.socket?.destroySoon());
}
