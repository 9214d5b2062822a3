import type { Clock } from '../runtime/clock.js';
import type { HttpClient, HttpRequest, HttpResult } from './http.js';
import type { TokenSource } from './token-source.js';

/** Part of a token's life after which it is renewed: what is left covers clocks that differ and a renewal that fails. */
const RENEW_AT = 0.8;

interface Token {
	readonly text: string;
	/** Monotonic ms. */
	readonly renewFrom: number;
	readonly endsAt: number;
}

/**
 * Sends requests with an access token, which all of them share: fetched before the first, by whoever comes first while
 * the others wait, and renewed likewise before it ends. An answer 401 fetches nothing: a token that is refused before
 * its end was taken back, and the run has to stop.
 *
 * A request for which no token can be had is not sent. When the network failed that is a failure with `sent: false`; what
 * the provider answered instead of a token is handed on, marked `unsent`.
 */
class TokenClient implements HttpClient {
	readonly #http: HttpClient;
	readonly #source: TokenSource;
	readonly #clock: Clock;
	readonly #learned: (token: string) => void;
	#token: Token | undefined;
	#asking: Promise<HttpResult | undefined> | undefined;
	/** What was answered last instead of a token, and until when that holds: asking again at once is refused as well. */
	#refused: { readonly result: HttpResult; readonly until: number } | undefined;

	/** @param learned is told each token, which must not be shown to anybody */
	constructor(http: HttpClient, source: TokenSource, clock: Clock, learned: (token: string) => void) {
		this.#http = http;
		this.#source = source;
		this.#clock = clock;
		this.#learned = learned;
	}

	async send(request: HttpRequest, timeoutMs: number): Promise<HttpResult> {
		let without: HttpResult | undefined;
		if (this.#clock.monotonic() >= (this.#token?.renewFrom ?? 0)) {
			this.#asking ??= this.#ask(timeoutMs).finally(() => {
				this.#asking = undefined;
			});
			without = await this.#asking;
		}
		// A token that could not be renewed is good to its end.
		const token = this.#token;
		if (token !== undefined && this.#clock.monotonic() < token.endsAt) {
			return this.#http.send(this.#source.authorize(request, token.text), timeoutMs);
		}
		return without ?? { ok: false, failure: { sent: false, why: 'the access token ended before it could be used' } };
	}

	close(): Promise<void> {
		return this.#http.close();
	}

	async #ask(timeoutMs: number): Promise<HttpResult | undefined> {
		const askedAt = this.#clock.monotonic();
		if (this.#refused !== undefined && askedAt < this.#refused.until) return this.#refused.result;
		this.#refused = undefined;
		const result = await this.#http.send(this.#source.request(), timeoutMs);
		if (!result.ok) {
			return { ok: false, failure: { sent: false, why: `no access token could be had: ${result.failure.why}` } };
		}
		const read = this.#source.read(result.response);
		if (read.kind === 'token') {
			this.#learned(read.token);
			this.#token = {
				text: read.token,
				renewFrom: askedAt + read.lifetimeMs * RENEW_AT,
				endsAt: askedAt + read.lifetimeMs,
			};
			return undefined;
		}
		const without = { ok: true, response: { ...result.response, unsent: true } } as const;
		const until = this.#clock.monotonic() + Math.max(this.#source.leastGapMs, read.retryAfterMs ?? 0);
		this.#refused = { result: without, until };
		return without;
	}
}

/** `http` with the tokens that the provider wants; `http` itself where it wants none. */
export function withTokens(
	http: HttpClient,
	source: TokenSource | undefined,
	clock: Clock,
	learned: (token: string) => void,
): HttpClient {
	return source === undefined ? http : new TokenClient(http, source, clock, learned);
}
