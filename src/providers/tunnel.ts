import { type ClientRequest, request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { urlToHttpOptions } from 'node:url';
import type { buildConnector } from 'undici';
import type { Clock } from '../runtime/clock.js';
import { networkReason } from './network-reason.js';
import { connectError, type SocketOptions, socketOpener } from './sockets.js';

/** Opens sockets through a proxy. */
export interface Tunnels {
	readonly connect: buildConnector.connector;
	/** Gives up those that are being opened. */
	close(): void;
}

/** Longest wait for a proxy to open the way, ms. */
const OPEN_WITHIN_MS = 30_000;

/** The proxy's address as it may be shown: without name and password. */
export function shownProxy({ protocol, host }: URL): string {
	return `${protocol}//${host}`;
}

/**
 * Tunnels (HTTP CONNECT) through a proxy, to http addresses too: what the proxy itself says can then never be taken for
 * the provider's answer, and a request is handed over only when the way to the provider stands.
 */
export function tunnelsThrough(proxy: URL, clock: Clock, options: SocketOptions): Tunnels {
	const shown = shownProxy(proxy);
	const secure = socketOpener(options, ` (through the proxy ${shown})`);
	const open = opener(proxy, options);
	const opening = new Set<ClientRequest>();

	function tunnel(authority: string): Promise<Socket> {
		return new Promise((resolve, reject) => {
			const fail = (why: string, cause?: unknown) =>
				reject(connectError(`no way through the proxy ${shown}: ${why}`, cause));
			const request = open(authority);
			opening.add(request);
			const cancelTimer = clock.after(OPEN_WITHIN_MS, () =>
				request.destroy(new Error(`no answer within ${OPEN_WITHIN_MS / 1000} s`)),
			);
			request.once('close', () => {
				cancelTimer();
				opening.delete(request);
			});
			request.once('error', (error) => fail(networkReason(error), error));
			request.once('connect', ({ statusCode = 0 }, socket: Socket, head) => {
				if (statusCode < 200 || statusCode > 299) {
					socket.destroy();
					fail(refusalOf(statusCode, authority));
					return;
				}
				if (head.length > 0) socket.unshift(head);
				resolve(socket);
			});
			request.end();
		});
	}

	return {
		connect(target, callback) {
			const authority = target.port === '' ? `${target.host}:${PORTS[target.protocol]}` : `${target.host}`;
			tunnel(authority).then(
				(socket) => {
					if (target.protocol === 'https:') secure({ ...target, httpSocket: socket }, callback);
					else callback(null, socket);
				},
				(error: Error) => callback(error, null),
			);
		},
		close() {
			for (const request of opening) request.destroy();
		},
	};
}

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Begins a CONNECT request on a connection of its own. */
function opener(proxy: URL, options: SocketOptions): (authority: string) => ClientRequest {
	const { hostname, port } = urlToHttpOptions(proxy);
	const host = hostname ?? '';
	const credentials = authorization(proxy);
	const request = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
	return (authority) => {
		const headers: OutgoingHttpHeaders = { host: authority, connection: 'keep-alive', ...credentials };
		// The name in the proxy's certificate is the proxy's; by itself Node would take the Host header's.
		const servername = isIP(host) ? '' : host;
		return request({ ...options, method: 'CONNECT', host, port, path: authority, headers, servername, agent: false });
	};
}

function authorization({ username, password }: URL): OutgoingHttpHeaders {
	if (username === '' && password === '') return {};
	const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
	return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

function refusalOf(status: number, authority: string): string {
	if (status === 407) return 'it does not accept our name and password, or wants some (407)';
	return `it answered ${status} when asked for ${authority}`;
}
