import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A server on the loopback interface that misbehaves in one certain way. */
export interface BadServer {
	/** Base URL without a slash at the end. */
	readonly url: string;
	/** The same place, asked for over TLS. */
	readonly tlsUrl: string;
	/** Every request that arrived in full (head and the whole body), in order. */
	readonly received: readonly ReceivedRequest[];
	/** Resolves once that many requests have arrived in full. */
	arrived(count: number): Promise<void>;
	/** Ends at once, with all connections. */
	close(): Promise<void>;
}

interface ReceivedRequest {
	/** "POST /path". */
	readonly line: string;
	readonly body: string;
	/** How many requests came before it on the same connection. */
	readonly earlier: number;
}

interface Behaviour {
	/** On a new connection; reading starts afterwards unless `deaf`. */
	readonly onConnection?: (socket: Socket) => void;
	/** On bytes, before they make a whole request. */
	readonly onBytes?: (socket: Socket) => void;
	readonly onRequest?: (socket: Socket, request: ReceivedRequest) => void;
	/** Leaves everything unread in the kernel. */
	readonly deaf?: boolean;
}

/** Longer than it takes a client in the same process to write once it is connected. */
const WRITTEN_AFTER_MS = 100;

/** A server that does what it is told; the functions below are the zoo. */
export async function startServer(behaviour: Behaviour): Promise<BadServer> {
	const received: ReceivedRequest[] = [];
	const sockets = new Set<Socket>();
	let waiting: (() => void)[] = [];
	const server = createServer({ pauseOnConnect: true }, (socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		// A client that hangs up in the middle is what these servers are for.
		socket.on('error', () => undefined);
		behaviour.onConnection?.(socket);
		if (behaviour.deaf) return;
		const takeIn = requestReader((request) => {
			received.push(request);
			for (const wake of waiting) wake();
			behaviour.onRequest?.(socket, request);
		});
		socket.on('data', (bytes) => {
			behaviour.onBytes?.(socket);
			takeIn(bytes);
		});
		socket.resume();
	});
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		tlsUrl: `https://127.0.0.1:${port}`,
		received,
		async arrived(count) {
			while (received.length < count) {
				await new Promise<void>((resolve) => {
					waiting.push(resolve);
				});
				waiting = [];
			}
		},
		close() {
			for (const socket of sockets) socket.destroy();
			return new Promise((resolve) => {
				server.close(() => resolve());
			});
		},
	};
}

/** Cuts one connection's bytes into requests; bodies are told by content-length only. */
function requestReader(onRequest: (request: ReceivedRequest) => void): (bytes: Buffer) => void {
	let pending = '';
	let earlier = 0;
	return (bytes) => {
		pending += bytes.toString('latin1');
		for (let end = pending.indexOf('\r\n\r\n'); end !== -1; end = pending.indexOf('\r\n\r\n')) {
			const head = pending.slice(0, end);
			const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
			const bodyFrom = end + 4;
			if (pending.length < bodyFrom + length) return;
			const body = Buffer.from(pending.slice(bodyFrom, bodyFrom + length), 'latin1').toString('utf8');
			pending = pending.slice(bodyFrom + length);
			onRequest({ line: head.split(' ', 2).join(' '), body, earlier });
			earlier += 1;
		}
	};
}

/** The text of a whole HTTP response. */
export function reply(status: number, body: string, headers: Record<string, string> = {}): string {
	const all = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), ...headers };
	const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
	return `HTTP/1.1 ${status} Status\r\n${lines.join('')}\r\n${body}`;
}

/** The base URL of a port on which nobody listens. */
export async function closedPort(): Promise<string> {
	const server = await startServer({});
	await server.close();
	return server.url;
}

/** Answers every request with 201 and the request's own body. */
export const echoes = () => startServer({ onRequest: (socket, { body }) => socket.write(reply(201, body)) });

/** Takes the connection and resets it with the request unread in its buffer. */
export const resetsBeforeReading = () =>
	startServer({
		deaf: true,
		onConnection: (socket) => setTimeout(() => socket.resetAndDestroy(), WRITTEN_AFTER_MS),
	});

export const resetsAfterReading = () => startServer({ onRequest: (socket) => socket.resetAndDestroy() });

/** Ends the connection in good order, without an answer. */
export const endsAfterReading = () => startServer({ onRequest: (socket) => socket.end() });

export const neverAnswers = () => startServer({});

/** A complete head, then one byte of the body now and then, for ever. */
export const drips = () =>
	startServer({
		onRequest(socket) {
			socket.write(reply(201, '{', { 'content-length': '1000000' }));
			const timer = setInterval(() => socket.write(' '), 10);
			socket.on('close', () => clearInterval(timer));
		},
	});

/** Promises more bytes than it sends before it ends the connection. */
export const truncates = () =>
	startServer({ onRequest: (socket) => socket.end(reply(201, '{"call_id":"call_1"}', { 'content-length': '500' })) });

/** Ends a chunked body without its last chunk. */
export const truncatesChunks = () =>
	startServer({
		onRequest: (socket) => socket.end('HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"cal\r\n'),
	});

export const speaksGarbage = () =>
	startServer({ onRequest: (socket) => socket.write('220 mail.example.com ESMTP\r\n') });

export const garbageJson = () => startServer({ onRequest: (socket) => socket.write(reply(201, '{"call_id":')) });

/** As many bytes as the client takes. */
export const endlessBody = () =>
	startServer({
		onRequest(socket) {
			const chunk = Buffer.alloc(1_048_576, 'x');
			const pour = () => {
				while (socket.writable && socket.write(chunk));
			};
			socket.on('drain', pour);
			socket.write(reply(201, '', { 'content-length': String(2 ** 40) }));
			pour();
		},
	});

/**
 * Answers the first request of a connection, keeps the connection open, and breaks it just when it has taken in the next
 * request. Whoever sends that one again succeeds, and is caught at it.
 */
export const breaksReusedConnections = () =>
	startServer({
		onRequest(socket, { earlier }) {
			if (earlier === 0) socket.write(reply(201, '{}'));
			else socket.destroy();
		},
	});

/** Answers, says nothing of closing, and closes: the client's next request may or may not still find the connection. */
export const closesAfterEachAnswer = () =>
	startServer({ onRequest: (socket, { body }) => socket.end(reply(201, body)) });

/** Says that it lives elsewhere. */
export const redirects = (status: number, location: string) =>
	startServer({ onRequest: (socket) => socket.write(reply(status, '', { location })) });

/** A plain HTTP server's answer to bytes that are no HTTP, such as the beginning of a TLS conversation. */
export const refusesTls = () => startServer({ onBytes: (socket) => socket.end(reply(400, 'plain HTTP only')) });
