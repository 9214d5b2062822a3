import { createHmac } from 'node:crypto';
import type { Authenticity, Delivery } from '../webhook.js';
import { sameText } from './compare.js';
import { isStale, readMoment } from './timestamp.js';

/** The algorithms that an account may choose, by the length of what they make, in hexadecimal digits. */
const ALGORITHM: ReadonlyMap<number, string> = new Map([
	[40, 'sha1'],
	[64, 'sha256'],
	[128, 'sha512'],
]);

/**
 * What a Vapi account may choose: an HMAC of `<x-timestamp>.<body>` in `x-signature`, or the secret itself as a bearer
 * token or in `X-Vapi-Secret`. A request that bears a signature is judged by it, whatever else it bears.
 */
export function verifyVapi(delivery: Delivery, secret: string): Authenticity {
	const { headers } = delivery;
	if (secret === '') return 'bad';
	const signature = headers['x-signature'];
	if (signature !== undefined) return verifySignature(delivery, signature, secret);
	const bearer = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
	return sameText(bearer ?? headers['x-vapi-secret'] ?? '', secret) ? 'good' : 'bad';
}

function verifySignature({ headers, rawBody, now }: Delivery, signature: string, secret: string): Authenticity {
	const timestamp = headers['x-timestamp'] ?? '';
	const moment = readMoment(timestamp);
	const [, digest = ''] = /^(?:sha\d+=)?([0-9a-f]+)$/i.exec(signature) ?? [];
	const algorithm = ALGORITHM.get(digest.length);
	if (moment === undefined || algorithm === undefined) return 'bad';
	const expected = createHmac(algorithm, secret).update(`${timestamp}.`).update(rawBody).digest('hex');
	if (!sameText(digest.toLowerCase(), expected)) return 'bad';
	return isStale(moment, now) ? 'stale' : 'good';
}
