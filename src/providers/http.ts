import type { IncomingHttpHeaders } from 'node:http';
import { Agent, type Dispatcher } from 'undici';
import type { Clock } from '../runtime/clock.js';
import { AnswerBody } from './answer-body.js';
import { networkReason } from './network-reason.js';
import { type SocketOptions, socketOpener } from './sockets.js';
import { tunnelsThrough } from './tunnel.js';

export interface HttpRequest {
	readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Path and query, to be added to the base URL. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string;
}

export interface HttpResponse {
	readonly status: number;
	/** Names in lower case; a repeated header's values are joined with ", ". */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** Epoch ms. */
	readonly receivedAt: number;
	/** From sending to the whole answer, ms. */
	readonly latencyMs: number;
	/** The request itself was not sent: this is what was answered when an access token was asked for. */
	readonly unsent?: true;
}

/** No usable response came. */
interface HttpFailure {
	/** False when it is certain that not one byte of the request left this machine: nothing can have happened. */
	readonly sent: boolean;
	/** One short clause for people, e.g. "connection refused". */
	readonly why: string;
}

export type HttpResult =
	| { readonly ok: true; readonly response: HttpResponse }
	| { readonly ok: false; readonly failure: HttpFailure };

/** Sends requests to one provider. Nothing is ever sent twice, and no redirect is followed. */
export interface HttpClient {
	send(request: HttpRequest, timeoutMs: number): Promise<HttpResult>;
	/** Ends all connections; requests under way fail. */
	close(): Promise<void>;
}

export interface HttpClientOptions {
	readonly baseUrl: string;
	/** Most connections at once. */
	readonly connections: number;
	readonly clock: Clock;
	/** Who asks, as `name/version`: some web firewalls turn away those who do not say. */
	readonly userAgent?: string;
	/** The proxy to go through, with the name and password it wants; absent: straight to the provider. */
	readonly proxy?: URL | undefined;
	readonly sockets?: SocketOptions;
	/** Takes secrets out of what is told of a failure. */
	readonly hide?: (text: string) => string;
}

export function createHttpClient(options: HttpClientOptions): HttpClient {
	const base = new URL(options.baseUrl);
	const prefix = base.pathname.replace(/\/$/, '');
	// Timeouts are ours (one for the whole exchange): undici's own count from byte to byte, and a slow drip never ends.
	const timeouts = { headersTimeout: 0, bodyTimeout: 0 };
	const sockets = options.sockets ?? {};
	const tunnels = options.proxy === undefined ? undefined : tunnelsThrough(options.proxy, options.clock, sockets);
	const connect = tunnels?.connect ?? socketOpener(sockets);
	const agent = new Agent({ connections: options.connections, ...timeouts, pipelining: 1, connect });
	const { clock, hide = (text) => text } = options;
	const who = options.userAgent === undefined ? {} : { 'user-agent': options.userAgent };
	return {
		send: (request, timeoutMs) =>
			new Promise((resolve) => {
				const { method, body = null } = request;
				const headers = { ...who, ...request.headers };
				agent.dispatch(
					{ origin: base.origin, path: prefix + request.path, method, headers, body },
					new Exchange(clock, timeoutMs, hide, resolve),
				);
			}),
		close() {
			const closed = agent.destroy();
			tunnels?.close();
			return closed;
		},
	};
}

/**
 * One request and its answer, as undici reports them. `sent` is set when the request is handed to a connected socket:
 * name look-up, connecting, a proxy's tunnel and TLS come first, so before it no byte has left; from it on only an answer
 * tells whether the provider acted.
 */
class Exchange implements Dispatcher.DispatchHandler {
	readonly #clock: Clock;
	readonly #hide: (text: string) => string;
	readonly #resolve: (result: HttpResult) => void;
	readonly #startedAt: number;
	readonly #cancelTimer: () => void;
	#controller: Dispatcher.DispatchController | undefined;
	#timedOut: Error | undefined;
	#sent = false;
	#status = 0;
	#headers: Readonly<Record<string, string>> = {};
	readonly #body = new AnswerBody();

	constructor(clock: Clock, timeoutMs: number, hide: (text: string) => string, resolve: (result: HttpResult) => void) {
		this.#clock = clock;
		this.#hide = hide;
		this.#resolve = resolve;
		this.#startedAt = clock.monotonic();
		this.#cancelTimer = clock.after(timeoutMs, () => this.#timeOut(timeoutMs));
	}

	onRequestStart(controller: Dispatcher.DispatchController): void {
		this.#controller = controller;
		// Too late: the caller was told that nothing was sent, so nothing may be.
		if (this.#timedOut !== undefined) controller.abort(this.#timedOut);
		else this.#sent = true;
	}

	onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
		this.#status = status;
		this.#headers = flatten(headers);
	}

	onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
		try {
			this.#body.add(chunk);
		} catch (error) {
			controller.abort(error as Error);
		}
	}

	onResponseEnd(): void {
		let body: string;
		try {
			body = this.#body.text(this.#headers['content-encoding']);
		} catch (error) {
			this.#fail(error as Error);
			return;
		}
		this.#cancelTimer();
		const response = {
			status: this.#status,
			headers: this.#headers,
			body,
			receivedAt: this.#clock.now(),
			latencyMs: this.#clock.monotonic() - this.#startedAt,
		};
		this.#resolve({ ok: true, response });
	}

	onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
		this.#fail(error);
	}

	#timeOut(timeoutMs: number): void {
		this.#timedOut = new Error(`no answer within ${Math.round(timeoutMs / 100) / 10} s`);
		this.#controller?.abort(this.#timedOut);
		this.#fail(this.#timedOut);
	}

	#fail(error: Error): void {
		this.#cancelTimer();
		this.#resolve({ ok: false, failure: { sent: this.#sent, why: this.#hide(networkReason(error)) } });
	}
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
	const flat: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
	}
	return flat;
}
