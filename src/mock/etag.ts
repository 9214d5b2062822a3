import { createHash } from 'node:crypto';
import type { MockRequest, Reply } from './wire/wire.js';

/** A good reply with a weak tag of its body, as Express gives it; 304 to a client that has it. */
export function tagged(reply: Reply, { method, headers }: MockRequest): Reply {
	if (method !== 'GET' || reply.status !== 200) return reply;
	const hash = createHash('sha1').update(reply.body).digest('base64').slice(0, 27);
	const etag = `W/"${Buffer.byteLength(reply.body).toString(16)}-${hash}"`;
	const isKnown = headers['if-none-match'] === etag;
	return { ...(isKnown ? { status: 304, body: '' } : reply), headers: { ...reply.headers, etag } };
}
