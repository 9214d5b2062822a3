import type { HttpClient, HttpRequest, HttpResponse } from '../providers/http.js';
import type { Provider } from '../providers/provider.js';
import { type Clock, sleep } from '../runtime/clock.js';

/** What reading has to ask and tell the rest of the run. */
export interface ReadHooks {
	/** ms for which the provider asked for silence. */
	silenceMs(): number;
	/** An answer came, or none did. */
	answered(response: HttpResponse | undefined): void;
	/** The provider refused the credentials or the account. */
	accountRefused(message: string): void;
}

/** Longest wait for the answer to a read, ms; a read may be repeated, so it need not be waited for as long as a create. */
const READ_TIMEOUT_MS = 30_000;

/** Sends reads one at a time: several at once would only compete with the calls for the provider's rate limit. */
export class Reads {
	readonly provider: Provider;
	readonly #http: HttpClient;
	readonly #clock: Clock;
	readonly #hooks: ReadHooks;
	readonly #signal: AbortSignal;
	#turn: Promise<unknown> = Promise.resolve();

	constructor(options: { provider: Provider; http: HttpClient; clock: Clock; hooks: ReadHooks; signal: AbortSignal }) {
		this.provider = options.provider;
		this.#http = options.http;
		this.#clock = options.clock;
		this.#hooks = options.hooks;
		this.#signal = options.signal;
	}

	/** The response, whatever its status; undefined when none came or the run is abandoned. Never rejects. */
	read(request: HttpRequest): Promise<HttpResponse | undefined> {
		const response = this.#turn.then(() => this.#send(request));
		this.#turn = response;
		return response;
	}

	async #send(request: HttpRequest): Promise<HttpResponse | undefined> {
		for (let wait = this.#hooks.silenceMs(); wait > 0 && !this.#signal.aborted; wait = this.#hooks.silenceMs()) {
			await sleep(this.#clock, wait, this.#signal);
		}
		if (this.#signal.aborted) return undefined;
		const result = await this.#http.send(request, READ_TIMEOUT_MS);
		const response = result.ok ? result.response : undefined;
		this.#hooks.answered(response);
		if (response === undefined) return undefined;
		const refused = this.provider.readRefusedAccount(response);
		if (refused !== undefined) this.#hooks.accountRefused(refused);
		return response;
	}
}
