import { Agent, type Dispatcher } from 'undici';
import type { Clock } from '../runtime/clock.js';
import { messageOf, systemCode } from '../runtime/errors.js';

export interface HttpRequest {
	readonly method: 'GET' | 'POST';
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
}

/** No usable response came. */
export interface HttpFailure {
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

/** A larger answer is not read to its end; a page of a hundred calls with transcripts stays well below. */
const LARGEST_BODY_BYTES = 32 * 1_048_576;

export function createHttpClient(options: { baseUrl: string; connections: number; clock: Clock }): HttpClient {
	const { clock } = options;
	const base = new URL(options.baseUrl);
	const prefix = base.pathname.replace(/\/$/, '');
	// Timeouts are ours (one for the whole exchange): undici's own count from byte to byte, and a slow drip never ends.
	const agent = new Agent({ connections: options.connections, headersTimeout: 0, bodyTimeout: 0, pipelining: 1 });
	const dispatcher = agent.compose(reportSending);

	async function exchange(request: HttpRequest, progress: Progress, signal: AbortSignal): Promise<HttpResponse> {
		const startedAt = clock.monotonic();
		const reply = await dispatcher.request({
			origin: base.origin,
			path: prefix + request.path,
			method: request.method,
			headers: request.headers,
			body: request.body ?? null,
			signal,
			opaque: progress,
		});
		const body = await readBody(reply.body);
		return {
			status: reply.statusCode,
			headers: flatten(reply.headers),
			body,
			receivedAt: clock.now(),
			latencyMs: clock.monotonic() - startedAt,
		};
	}

	return {
		async send(request, timeoutMs) {
			const abort = new AbortController();
			const progress: Progress = { sent: false };
			let cancelTimer: (() => void) | undefined;
			// undici heeds the signal only from when the request has a connection; the wait for one must end in time as well.
			// A request that is aborted before it has one is dropped, never sent.
			const expired = new Promise<never>((_, reject) => {
				cancelTimer = clock.after(timeoutMs, () => {
					abort.abort();
					reject(new TimeoutError());
				});
			});
			try {
				const response = await Promise.race([exchange(request, progress, abort.signal), expired]);
				return { ok: true, response };
			} catch (error) {
				return { ok: false, failure: { sent: progress.sent, why: explain(error, timeoutMs) } };
			} finally {
				cancelTimer?.();
			}
		},
		close: () => agent.destroy(),
	};
}

/** Travels with a request through undici as its opaque value. */
interface Progress {
	sent: boolean;
}

class TimeoutError extends Error {}

/**
 * Notes the moment at which a request is handed to a connected socket. Before it no byte has left: name look-up,
 * connecting and TLS come first. From it on only an answer tells whether the provider acted.
 */
function reportSending(dispatch: Dispatcher.Dispatch): Dispatcher.Dispatch {
	return (options, handler) => {
		const progress = (options as { opaque?: Progress }).opaque;
		return dispatch(options, {
			onRequestStart(controller, context) {
				if (progress !== undefined) progress.sent = true;
				handler.onRequestStart?.(controller, context);
			},
			onRequestUpgrade: (...parameters) => handler.onRequestUpgrade?.(...parameters),
			onResponseStart: (...parameters) => handler.onResponseStart?.(...parameters),
			onResponseData: (...parameters) => handler.onResponseData?.(...parameters),
			onResponseEnd: (...parameters) => handler.onResponseEnd?.(...parameters),
			onResponseError: (...parameters) => handler.onResponseError?.(...parameters),
		});
	};
}

async function readBody(stream: AsyncIterable<Buffer>): Promise<string> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of stream) {
		bytes += chunk.length;
		if (bytes > LARGEST_BODY_BYTES) throw new Error(`the answer is larger than ${LARGEST_BODY_BYTES} bytes`);
		chunks.push(chunk);
	}
	return (chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)).toString('utf8');
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
	const flat: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
	}
	return flat;
}

const REASONS: Record<string, string> = {
	ECONNREFUSED: 'connection refused',
	ECONNRESET: 'connection reset',
	ENOTFOUND: 'the host name is not known',
	EAI_AGAIN: 'the name service does not answer',
	ENETUNREACH: 'network unreachable',
	EHOSTUNREACH: 'host unreachable',
	ETIMEDOUT: 'no connection in time',
	UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
	UND_ERR_SOCKET: 'the connection broke',
	EPIPE: 'the connection broke',
};

function explain(error: unknown, timeoutMs: number): string {
	if (error instanceof TimeoutError) return `no answer within ${Math.round(timeoutMs / 100) / 10} s`;
	return REASONS[systemCode(error) ?? ''] ?? messageOf(error);
}
