import { createHmac } from 'node:crypto';
import type { Authenticity, Delivery } from '../webhook.js';
import { sameText } from './compare.js';

/**
 * HMAC-SHA256 of the body in hexadecimal digits, with or without `sha256=` before it, in any of these headers. DialNexa:
 * `x-dialnexa-signature` (its page on keys says `x-nexa-signature`); Boltcall: `x-boltcall-signature`, bare in its
 * documentation and prefixed in its source. No moment is signed: a repeat is known by its body alone.
 */
export function verifyBodyHmac({ headers, rawBody }: Delivery, secret: string, names: readonly string[]): Authenticity {
	const signature = names.map((name) => headers[name]).find((value) => value !== undefined);
	const [, digest] = /^(?:sha256=)?([0-9a-f]{64})$/i.exec(signature ?? '') ?? [];
	if (digest === undefined || secret === '') return 'bad';
	const expected = createHmac('sha256', secret).update(rawBody).digest('hex');
	return sameText(digest.toLowerCase(), expected) ? 'good' : 'bad';
}
