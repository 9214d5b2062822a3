import { createServer as createPlain, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { certificate } from './certificates.js';

/** A provider in good health on the loopback interface: 201 for everything, with the request's own body. */
export interface Upstream {
	readonly port: number;
	/** Every request, in order. */
	readonly received: readonly { readonly headers: IncomingHttpHeaders; readonly body: string }[];
	/** Ends at once, with all connections. */
	close(): Promise<void>;
}

/** `tls`: the certificate that it shows; absent: plain HTTP. */
export async function startUpstream(tls?: Parameters<typeof certificate>[0]): Promise<Upstream> {
	const received: { headers: IncomingHttpHeaders; body: string }[] = [];
	const answer: RequestListener = async (request, response) => {
		let body = '';
		for await (const chunk of request) body += chunk;
		received.push({ headers: request.headers, body });
		response.writeHead(201, { 'content-type': 'application/json' }).end(body);
	};
	const server = tls === undefined ? createPlain(answer) : createSecure(certificate(tls), answer);
	// Conversations that end before they are one are what it is for.
	server.on('tlsClientError', () => undefined);
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	return {
		port: (server.address() as AddressInfo).port,
		received,
		close() {
			server.closeAllConnections();
			return new Promise((resolve) => {
				server.close(() => resolve());
			});
		},
	};
}
