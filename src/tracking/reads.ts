import type { HttpClient, HttpRequest, HttpResponse } from '../providers/http.js';
import type { Provider } from '../providers/provider.js';
import { type Clock, sleep } from '../runtime/clock.js';

/** What reading has to ask and tell the rest of the run. */
export interface ReadHooks {
	/** ms for which the provider asked for silence. */
	silenceMs(): number;
	/** A usable answer came, or none did. `retryAfterMs`: how long the provider asked to wait. */
	answered(usable: boolean, retryAfterMs: number | undefined): void;
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

	/**
	 * What `parse` makes of the response; undefined when none came, it was of no use, or the run is abandoned. Never
	 * rejects. `refusedForGood` is called when the answer is of no use and not for an outage of the moment (a 4xx).
	 */
	read<T>(
		request: HttpRequest,
		parse: (response: HttpResponse) => T | undefined,
		refusedForGood: () => void = () => undefined,
	): Promise<T | undefined> {
		return this.#inTurn(async () => {
			const response = await this.#send(request);
			const parsed = response === undefined ? undefined : parse(response);
			const waitMs = response === undefined ? undefined : this.provider.rateLimits(response).retryAfterMs;
			if (!this.#signal.aborted) this.#hooks.answered(parsed !== undefined, waitMs);
			if (parsed === undefined && response !== undefined && isRefusedForGood(response)) refusedForGood();
			return parsed;
		});
	}

	/** The same for a question that may go unanswered: it says nothing about whether the provider is there. */
	ask<T>(request: HttpRequest, parse: (response: HttpResponse) => T | undefined): Promise<T | undefined> {
		return this.#inTurn(async () => {
			const response = await this.#send(request);
			if (response === undefined) return undefined;
			const waitMs = this.provider.rateLimits(response).retryAfterMs;
			if (waitMs !== undefined) this.#hooks.answered(true, waitMs);
			return parse(response);
		});
	}

	#inTurn<T>(task: () => Promise<T>): Promise<T> {
		const result = this.#turn.then(task);
		this.#turn = result;
		return result;
	}

	/** The response, whatever its status; undefined when none came or the run is abandoned. */
	async #send(request: HttpRequest): Promise<HttpResponse | undefined> {
		for (let wait = this.#hooks.silenceMs(); wait > 0 && !this.#signal.aborted; wait = this.#hooks.silenceMs()) {
			await sleep(this.#clock, wait, this.#signal);
		}
		if (this.#signal.aborted) return undefined;
		const result = await this.#http.send(request, READ_TIMEOUT_MS);
		if (!result.ok) return undefined;
		const refused = this.provider.readRefusedAccount(result.response);
		if (refused !== undefined) this.#hooks.accountRefused(refused);
		return result.response;
	}
}

/** Neither an outage nor a limit of the moment. */
function isRefusedForGood({ status }: HttpResponse): boolean {
	return status < 500 && status !== 429;
}
