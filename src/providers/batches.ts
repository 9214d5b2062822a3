import type { HttpRequest, HttpResponse } from './http.js';
import type { AttemptSpec, CallView, CreateReply } from './provider.js';

/** A batch as it is looked for: by the name that its upload bore, or by the provider's id. */
export interface WantedBatch {
	readonly name?: string;
	readonly batch?: string;
	/** Just before it was uploaded, epoch ms, by this machine's clock. */
	readonly since: number;
}

/** What one answer of the provider says of a batch. */
export type BatchFound =
	/** `isOver`: no more of its calls are dialed. */
	| { readonly kind: 'found'; readonly batch: string; readonly isOver: boolean }
	/** Not among what the provider shows; it may not show it yet. */
	| { readonly kind: 'absent' }
	/** This answer does not tell yet. */
	| {
			readonly kind: 'more';
			readonly request: HttpRequest;
			readonly read: (response: HttpResponse) => BatchFound | undefined;
	  }
	/** Asking again will not tell either. */
	| { readonly kind: 'cannot_tell'; readonly why: string };

/** Calls of a batch as a list shows them. */
export interface RowPage {
	readonly views: readonly CallView[];
	/** By its size; only a page without calls is certain to be the last. */
	readonly isLast: boolean;
}

/**
 * Uploads of many calls at once, which the provider then places at its own pace. The calls have no ids of their own at
 * first: each is followed under a name made of its batch and its number, which occurs in a batch only once.
 */
export interface Batches {
	/** Calls that one upload may ask for at most. */
	readonly mostCalls: number;
	/** Bytes that their rows may have together. */
	readonly mostBytes: number;
	/** The request that places all of them. It is sent at most once. `name` is how it is found if its answer is lost. */
	create(name: string, attempts: readonly AttemptSpec[]): HttpRequest;
	/** Means the same for each of them, so it blames no contact. `call` of an accepted one is the batch's id. */
	readCreate(response: HttpResponse): CreateReply;
	/** What the call to this number (E.164) is followed under. */
	callOf(batch: string, to: string): string;
	/** The batch that such a name begins with; undefined for the id of a call. */
	batchOf(call: string): string | undefined;
	/** Asks for a page, from 1, of the calls of a batch, the oldest first. */
	listCalls(batch: string, page: number): HttpRequest;
	/** The calls under the names that they are followed under; undefined when the answer is not usable. */
	readCalls(response: HttpResponse, batch: string): RowPage | undefined;
	/** Asks for a batch. */
	find(wanted: WantedBatch): HttpRequest;
	/** Undefined when the answer is not usable. */
	readFound(response: HttpResponse, wanted: WantedBatch): BatchFound | undefined;
	/** Asks not to dial those that have not been dialed. */
	cancel(batch: string): HttpRequest;
	/** Whether it will not; undefined when it is to be asked again. */
	readCancel(response: HttpResponse): boolean | undefined;
}
