import type { HttpClient, HttpRequest, HttpResponse } from '../providers/http.js';
import type { ObservedLimits, Provider } from '../providers/provider.js';
import { type Clock, sleep } from '../runtime/clock.js';
import { ANEW, EtagCache } from './etag-cache.js';
import { ReadGates } from './read-gates.js';

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

/**
 * Sends reads one at a time: several at once would only compete with the calls for the provider's rate limit. Where the
 * provider counts reads in groups of their own, each group has its turn, its pace and its waits.
 */
export class Reads {
	readonly provider: Provider;
	readonly #http: HttpClient;
	readonly #clock: Clock;
	readonly #hooks: ReadHooks;
	readonly #signal: AbortSignal;
	readonly #gates = new ReadGates();
	readonly #etags = new EtagCache();
	/** The last read of each group. */
	readonly #turns = new Map<string, Promise<unknown>>();

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
		return this.#inTurn(request, async () => {
			const response = await this.#send(request);
			const parsed = response === undefined ? undefined : parse(response);
			const waitMs = response === undefined ? undefined : this.#waitForAll(request, response);
			if (!this.#signal.aborted) this.#hooks.answered(parsed !== undefined, waitMs);
			if (parsed === undefined && response !== undefined && isRefusedForGood(response)) refusedForGood();
			return parsed;
		});
	}

	/**
	 * The same for a question about something that may not be there: the provider is to look and answer anew, and neither a
	 * cache in between nor the tag of an earlier answer may say that nothing has changed.
	 */
	search<T>(request: HttpRequest, parse: (response: HttpResponse) => T | undefined): Promise<T | undefined> {
		return this.read({ ...request, headers: { ...request.headers, ...ANEW } }, parse);
	}

	/** The same for a question that may go unanswered: it says nothing about whether the provider is there. */
	ask<T>(request: HttpRequest, parse: (response: HttpResponse) => T | undefined): Promise<T | undefined> {
		return this.#inTurn(request, async () => {
			const response = await this.#send(request);
			if (response === undefined) return undefined;
			const waitMs = this.#waitForAll(request, response);
			if (waitMs !== undefined) this.#hooks.answered(true, waitMs);
			return parse(response);
		});
	}

	/** ms for which this read would have to wait for its group. */
	waitMs(request: HttpRequest): number {
		const limit = this.provider.readLimit?.(request);
		return limit === undefined ? 0 : this.#gates.waitMs(limit, this.#clock.monotonic());
	}

	/** What the answer to a start told of limits: a wait that names no group holds for all. */
	startAnswered({ rates = [], retryAfterMs }: ObservedLimits): void {
		if (rates.length === 0 && retryAfterMs !== undefined) this.#gates.shutAll(retryAfterMs, this.#clock.monotonic());
	}

	#inTurn<T>(request: HttpRequest, task: () => Promise<T>): Promise<T> {
		const group = this.provider.readLimit?.(request)?.group ?? '';
		const result = (this.#turns.get(group) ?? Promise.resolve()).then(task);
		this.#turns.set(group, result);
		return result;
	}

	/** The wait, ms, that an answer asks of starts as well; one of another group is kept here. */
	#waitForAll(request: HttpRequest, response: HttpResponse): number | undefined {
		const limits = this.provider.rateLimits(response);
		const limit = this.provider.readLimit?.(request);
		if (limit === undefined) return limits.retryAfterMs;
		const isOwn = this.#gates.answered(limit, limits, this.#clock.monotonic());
		return isOwn && !limit.withStarts ? undefined : limits.retryAfterMs;
	}

	/** The response, whatever its status; undefined when none came or the run is abandoned. */
	async #send(request: HttpRequest): Promise<HttpResponse | undefined> {
		const limit = this.provider.readLimit?.(request);
		const silenceMs = () =>
			Math.max(limit === undefined || limit.withStarts ? this.#hooks.silenceMs() : 0, this.waitMs(request));
		for (let wait = silenceMs(); wait > 0 && !this.#signal.aborted; wait = silenceMs()) {
			// A part of a millisecond that rounding leaves would be waited for again and again.
			await sleep(this.#clock, Math.max(wait, 1), this.#signal);
		}
		if (this.#signal.aborted) return undefined;
		if (limit !== undefined) this.#gates.sent(limit, this.#clock.monotonic());
		const conditional = this.#etags.conditional(request);
		const result = await this.#http.send(conditional.request, READ_TIMEOUT_MS);
		if (!result.ok) return undefined;
		const response = conditional.read(result.response);
		const refused = this.provider.readRefusedAccount(response);
		if (refused !== undefined) this.#hooks.accountRefused(refused);
		return response;
	}
}

/** Neither an outage nor a limit of the moment. */
function isRefusedForGood({ status }: HttpResponse): boolean {
	return status < 500 && status !== 429;
}
