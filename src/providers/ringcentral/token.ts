import { field, parse } from '../answers.js';
import type { HttpResponse } from '../http.js';
import { readRateLimitHeaders } from '../rate-limit-headers.js';
import type { TokenReply, TokenSource } from '../token-source.js';

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Five requests of the group Auth in a minute. */
const LEAST_GAP_MS = 12_500;
/** What an answer that does not say it may be taken for, ms: the vendor tells of tokens that last an hour and longer. */
const LIFETIME_MS = 600_000;

/** The JWT grant (RFC 7523). There is no use for the refresh token: the JWT itself stays good. */
export function ringCentralToken(account: {
	readonly clientId: string;
	readonly clientSecret: string;
	readonly jwt: string;
}): TokenSource {
	const { clientId, clientSecret, jwt } = account;
	return {
		request: () => ({
			method: 'POST',
			path: '/restapi/oauth/token',
			headers: {
				authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
				accept: 'application/json',
				'content-type': 'application/x-www-form-urlencoded',
			},
			body: new URLSearchParams({ grant_type: GRANT, assertion: jwt, client_id: clientId }).toString(),
		}),
		read: readToken,
		authorize: (request, token) => ({
			...request,
			headers: { ...request.headers, authorization: `Bearer ${token}` },
		}),
		leastGapMs: LEAST_GAP_MS,
	};
}

function readToken(response: HttpResponse): TokenReply {
	const body = parse(response);
	const token = field(body, 'access_token');
	if (response.status === 200 && typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) {
		const seconds = field(body, 'expires_in');
		const isTold = typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0;
		return { kind: 'token', token, lifetimeMs: isTold ? Math.min(seconds, 86_400) * 1_000 : LIFETIME_MS };
	}
	const { retryAfterMs } = readRateLimitHeaders(response);
	return { kind: 'refused', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
