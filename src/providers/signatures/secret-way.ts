import { isIP } from 'node:net';
import { UsageError } from '../../runtime/errors.js';

/** Shorter words could be guessed by trying; these characters look the same in addresses, headers and logs. */
const SECRET = /^[\w.~-]{16,128}$/;

/**
 * A word that a webhook is believed for, once it and the way it comes by are fit for that: whoever reads it can forge webhooks.
 * `url`: where the provider is to send them; undefined for nowhere. @throws UsageError
 */
export function secretOnItsWay(variable: string, secret: string, url: string | undefined): string {
	if (url === undefined) return secret;
	if (!SECRET.test(secret)) {
		throw new UsageError(`${variable}: expected 16 to 128 letters, digits and . _ ~ - and nothing else.`, {
			hint: 'Make one with: openssl rand -hex 24',
		});
	}
	if (isPrivate(new URL(url))) return secret;
	throw new UsageError('--webhook-url: expected an https address, because a secret travels with every webhook.', {
		hint: `What ${variable} holds could be read on the way otherwise.`,
	});
}

/** Encrypted, or on this machine. */
function isPrivate({ protocol, hostname }: URL): boolean {
	const isOwn =
		hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
	return protocol === 'https:' || isOwn;
}
