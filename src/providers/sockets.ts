import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { networkReason } from './network-reason.js';

/** How sockets are opened where it is not as Node does it by itself. */
export interface SocketOptions {
	/** Another name service. */
	readonly lookup?: LookupFunction;
	/** Certificates to trust in place of the usual authorities', PEM. */
	readonly ca?: string;
}

/**
 * Opens sockets, with TLS where the address asks for it.
 * @param remark added to the reason of a failure
 */
export function socketOpener(options: SocketOptions, remark = ''): buildConnector.connector {
	const open = buildConnector({ ...options });
	return (target, callback) =>
		open(target, (error, socket) => {
			if (error === null) callback(null, socket);
			else callback(connectError(networkReason(error) + remark, error), null);
		});
}

/**
 * An error without a code: to some codes undici answers by connecting again at once and for ever, to others by leaving
 * the requests that wait for a connection without a word.
 */
export function connectError(message: string, cause?: unknown): Error {
	return new Error(message, { cause });
}
