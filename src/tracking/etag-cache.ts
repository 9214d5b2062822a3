import type { HttpRequest, HttpResponse } from '../providers/http.js';

/** Bounds of what is remembered: most reads are made once and never again. A list of 200 calls has some 100,000 characters. */
const MOST_ANSWERS = 64;
const MOST_CHARACTERS = 500_000;
const LONGEST_ANSWER = 150_000;
/** RFC 9110, 8.8.3, as far as it is ASCII; several values in one header are none. */
const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7e]{0,256}"$/;

/** Headers of a read that is to be answered in full by the provider itself. */
export const ANEW = { 'cache-control': 'no-cache' };

interface Kept {
	readonly etag: string;
	readonly body: string;
}

/** A read as it is to be sent, and what its answer stands for. */
interface Conditional {
	readonly request: HttpRequest;
	/** The answer to make use of: the remembered one, should the provider say that it still holds. */
	read(response: HttpResponse): HttpResponse;
}

/**
 * The newest answers that bore an `ETag`, by the path that was asked for, so that the provider may say "not modified"
 * instead of giving the same again. What was answered to one path is never given for another, whatever its tag.
 */
export class EtagCache {
	/** From the one used longest ago to the newest. */
	readonly #kept = new Map<string, Kept>();
	#characters = 0;

	/** Only for reads: an answer that is remembered would be no answer to a request that does something. */
	conditional(request: HttpRequest): Conditional {
		const isAnew = request.headers['cache-control'] === ANEW['cache-control'];
		if (request.method !== 'GET' || isAnew) return { request, read: (response) => response };
		const kept = this.#kept.get(request.path);
		return {
			request:
				kept === undefined ? request : { ...request, headers: { ...request.headers, 'if-none-match': kept.etag } },
			read: (response) => this.#answered(request.path, kept, response),
		};
	}

	#answered(path: string, kept: Kept | undefined, response: HttpResponse): HttpResponse {
		if (response.unsent) return response;
		if (response.status === 304 && kept !== undefined) {
			this.#keep(path, kept);
			// What the new answer tells of limits holds; those of the remembered one have passed.
			return { ...response, status: 200, body: kept.body };
		}
		if (response.status === 200) {
			const { etag = '', 'cache-control': caching = '' } = response.headers;
			this.#forget(path);
			if (ENTITY_TAG.test(etag) && !/no-store/i.test(caching)) this.#keep(path, { etag, body: response.body });
		}
		return response;
	}

	#keep(path: string, kept: Kept): void {
		const { length } = kept.body;
		this.#forget(path);
		if (length > LONGEST_ANSWER) return;
		this.#kept.set(path, kept);
		this.#characters += length;
		for (const oldest of this.#kept.keys()) {
			if (this.#kept.size <= MOST_ANSWERS && this.#characters <= MOST_CHARACTERS) return;
			this.#forget(oldest);
		}
	}

	#forget(path: string): void {
		this.#characters -= this.#kept.get(path)?.body.length ?? 0;
		this.#kept.delete(path);
	}
}
