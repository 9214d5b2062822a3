import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf, systemCode, UsageError } from '../runtime/errors.js';
import { type Arrival, type Received, reply } from './webhook-receiver.js';

/** A webhook holds a call with its transcript; what is larger is none. */
const LARGEST_BYTES = 1_048_576;
/** A request must be there within this time, ms: nobody can keep the few connections by sending slowly. */
const REQUEST_MS = 10_000;
const MOST_CONNECTIONS = 64;

/** Where webhooks arrive. */
export interface WebhookListener {
	/** `http://<host>:<port>` as it listens. */
	readonly address: string;
	/** Decides about what arrives from now on; before, senders are told to try again later. */
	serve(receive: (arrival: Arrival) => Received): void;
	/** Ends at once, open connections too. */
	close(): Promise<void>;
}

/**
 * Opens the socket that webhooks come in by. Whoever can reach it may send anything: a body is read to a bound and
 * answered before anything is done with it, and nothing of it is written down here.
 * @throws UsageError when the address cannot be had
 */
export async function listenForWebhooks({ host, port }: { host: string; port: number }): Promise<WebhookListener> {
	let receive: (arrival: Arrival) => Received = () => ({ reply: reply(503) });
	const server = createServer({
		requestTimeout: REQUEST_MS,
		headersTimeout: REQUEST_MS,
		connectionsCheckingInterval: 1_000,
	});
	server.maxConnections = MOST_CONNECTIONS;
	server.on('request', (request: IncomingMessage, response: ServerResponse) => {
		if (request.method !== 'POST') {
			send(response, { reply: { ...reply(405), headers: { allow: 'POST' } } });
			return;
		}
		readBody(request, (rawBody) => {
			if (rawBody === undefined) send(response, { reply: { ...reply(413), headers: { connection: 'close' } } });
			else send(response, receive({ headers: headersOf(request), rawBody, query: queryOf(request.url) }));
		});
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', (error) => reject(cannotListen(host, port, error)));
		server.listen(port, host, resolve);
	});
	const { address, family, port: taken } = server.address() as AddressInfo;
	return {
		address: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`,
		serve(next) {
			receive = next;
		},
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

function send(response: ServerResponse, { reply: { status, headers, body }, act }: Received): void {
	// Also when the sender is gone before it has its answer: it said what it had to say.
	if (act !== undefined) response.once('close', act);
	response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** Calls back once, with the whole body or undefined when it is too large; never when the sender goes away before. */
function readBody(request: IncomingMessage, done: (rawBody: Buffer | undefined) => void): void {
	const chunks: Buffer[] = [];
	let length = 0;
	const add = (chunk: Buffer) => {
		chunks.push(chunk);
		length += chunk.length;
		if (length <= LARGEST_BYTES) return;
		request.off('data', add).off('end', end).resume();
		done(undefined);
	};
	const end = () => done(Buffer.concat(chunks, length));
	request.on('data', add).on('end', end);
}

function headersOf({ headers }: IncomingMessage): Arrival['headers'] {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
	);
}

function queryOf(target = ''): string {
	const mark = target.indexOf('?');
	return mark === -1 ? '' : target.slice(mark);
}

function cannotListen(host: string, port: number, error: unknown): UsageError {
	const why = WHY[systemCode(error) ?? ''] ?? messageOf(error);
	return new UsageError(`--webhook-listen: cannot listen on ${host}, port ${port}: ${why}.`, {
		hint: 'Choose another port, or 0 for any free one, and let the public address lead there.',
		cause: error,
	});
}

const WHY: Readonly<Record<string, string>> = {
	EADDRINUSE: 'the port is in use',
	EADDRNOTAVAIL: 'this machine has no such address',
	EACCES: 'it may not be used without more rights',
	ENOTFOUND: 'there is no host of this name',
};
