import type { HttpRequest, HttpResponse } from './http.js';

/** What came of asking for an access token. */
export type TokenReply =
	| { readonly kind: 'token'; readonly token: string; readonly lifetimeMs: number }
	| { readonly kind: 'refused'; readonly retryAfterMs?: number };

/** Access tokens, for a provider that takes no request without one. */
export interface TokenSource {
	/** Asks for a new token. */
	request(): HttpRequest;
	read(response: HttpResponse): TokenReply;
	/** `request`, with the token. */
	authorize(request: HttpRequest, token: string): HttpRequest;
	/** Between a request for a token that was refused and the next, ms at least. */
	readonly leastGapMs: number;
}
