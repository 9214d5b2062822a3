import { createHmac } from 'node:crypto';
import type { Authenticity, Delivery } from '../webhook.js';
import { sameText } from './compare.js';
import { isStale } from './timestamp.js';

/** `x-retell-signature: v=<epoch ms>,d=<hex>`: HMAC-SHA256 of the body followed by the moment, with the API key. */
export function verifyRetell({ headers, rawBody, now }: Delivery, key: string): Authenticity {
	const [, moment = '', digest = ''] =
		/^v=(\d{1,15}),d=([0-9a-f]{64})$/i.exec(headers['x-retell-signature'] ?? '') ?? [];
	if (digest === '' || key === '') return 'bad';
	// The vendor signs the number, not its digits.
	const expected = createHmac('sha256', key)
		.update(rawBody)
		.update(String(Number(moment)))
		.digest('hex');
	if (!sameText(digest.toLowerCase(), expected)) return 'bad';
	return isStale(Number(moment), now) ? 'stale' : 'good';
}
