import { createServer as createPlain } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { certificate } from './certificates.js';

/** A proxy on the loopback interface: opens tunnels, and takes nothing else. */
export interface TestProxy {
	readonly url: string;
	/** What it was asked for, in order: "CONNECT host:port", or the absolute form of a request. */
	readonly asked: readonly string[];
	/** The Proxy-Authorization of each. */
	readonly credentials: readonly (string | undefined)[];
	/** Ends at once, with all connections. */
	close(): Promise<void>;
}

interface ProxyOptions {
	/** The port on this machine that all tunnels lead to, whatever host was asked for. */
	readonly to: number;
	/** Whether the proxy itself is asked over TLS. */
	readonly tls?: boolean;
	/** Called before a tunnel is opened; it waits for what it returns. */
	readonly before?: () => Promise<void>;
	/** Called with a new tunnel's end on the client's side, and the other one. */
	readonly opened?: (client: Socket, upstream: Socket) => void;
}

export async function startProxy({ to, tls = false, before, opened }: ProxyOptions): Promise<TestProxy> {
	const asked: string[] = [];
	const credentials: (string | undefined)[] = [];
	const sockets = new Set<Socket>();
	const server = tls ? createSecure(certificate('valid')) : createPlain();
	server.on('request', (request, response) => {
		asked.push(`${request.method} ${request.url}`);
		response.writeHead(405).end();
	});
	server.on('connect', async (request, client: Socket) => {
		asked.push(`CONNECT ${request.url}`);
		credentials.push(request.headers['proxy-authorization']);
		client.on('error', () => undefined);
		await before?.();
		const upstream = connect(to, '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection established\r\n\r\n');
			client.pipe(upstream).pipe(client);
			opened?.(client, upstream);
		});
		upstream.on('error', () => client.destroy());
		sockets.add(upstream);
	});
	server.on('connection', (socket) => sockets.add(socket));
	server.on('tlsClientError', () => undefined);
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const { port } = server.address() as AddressInfo;
	return {
		url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
		asked,
		credentials,
		close() {
			for (const socket of sockets) socket.destroy();
			return new Promise((resolve) => {
				server.close(() => resolve());
			});
		},
	};
}
