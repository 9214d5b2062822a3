import type { IncomingHttpHeaders } from 'node:http';
import type { LimitKind } from '../account-limits.js';
import type { Batch, BatchStatus, NewBatch } from '../batches.js';
import type { Call, NewCall } from '../call.js';
import type { CallStore } from '../calls.js';
import type { Holdings } from '../holdings.js';

export interface MockRequest {
	readonly method: string;
	readonly path: string;
	/** What follows the question mark, without it. */
	readonly query: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

export interface Reply {
	readonly status: number;
	/** Empty for none. */
	readonly body: string;
	/** Names in lower case. */
	readonly headers?: Readonly<Record<string, string>>;
	/** It opens this subscription, if its address turns out to be good; or ends the one of this id. */
	readonly subscribes?: MockSubscription;
	readonly unsubscribes?: string;
}

/** Who is told of all calls of the account. */
export interface MockSubscription {
	readonly id: string;
	readonly url: string;
	/** What it is to be vouched for by; empty for nothing. */
	readonly secret: string;
}

/** Where the account stands when a call is taken. */
export interface AccountStanding {
	/** Live calls, this one included. */
	readonly live: number;
	/** Infinity when there is no limit. */
	readonly slots: number;
}

/** What a request asks for. */
export type Operation =
	| { readonly kind: 'create' }
	| { readonly kind: 'list' }
	| { readonly kind: 'token' }
	| { readonly kind: 'concurrency' }
	| { readonly kind: 'asset'; readonly asset: 'agent' | 'number'; readonly id: string }
	/** What belongs to the account, or how it stands. */
	| { readonly kind: 'holdings' }
	| { readonly kind: 'subscribe' }
	| { readonly kind: 'unsubscribe'; readonly id: string }
	| { readonly kind: 'upload' }
	| { readonly kind: 'batches' }
	| { readonly kind: 'cancel'; readonly batchId: string }
	| { readonly kind: 'get'; readonly callId: string }
	/** `unlessAnswered`: a call that somebody picked up goes on. */
	| { readonly kind: 'stop'; readonly callId: string; readonly unlessAnswered?: true };

/** Whether phones are to ring. */
export function asksForCalls(
	operation: Operation | undefined,
): operation is Extract<Operation, { kind: 'create' | 'upload' }> {
	return operation?.kind === 'create' || operation?.kind === 'upload';
}

/** Why a request gets no good answer, apart from limits. */
export type Problem =
	| 'unauthorized'
	| 'unpaid'
	| 'forbidden'
	| 'unknown-asset'
	| 'unknown-call'
	| 'unknown-route'
	| 'server-error'
	| 'unavailable';

/** How access tokens are asked for. */
export interface TokenWire {
	/** What is presented for a token, which the scenario's `key` is compared with; or the reply to a request that makes no sense. */
	readCredential(request: MockRequest): { readonly credential: string } | Reply;
	given(token: string, lifetimeMs: number): Reply;
	/** The credential is not good. */
	refused(): Reply;
}

/** How many calls are asked for at once, where the API takes that. */
export interface BatchWire {
	/** The calls that are asked for, or the reply to a request that cannot be understood. */
	readUpload(request: MockRequest): NewBatch | Reply;
	/** @param ahead batches that go before it */
	uploaded(batch: Batch, ahead: number): Reply;
	listedBatches(request: MockRequest, batches: readonly Batch[], now: number): Reply;
	/** Whether the request's body asks for what has not been dialed to be left so. */
	isCancel(body: string): boolean;
	cancelled(batch: Batch): Reply;
	notCancelled(status: BatchStatus): Reply;
	unknownBatch(): Reply;
}

/**
 * How one provider's API looks on the wire: which routes there are, how requests are read and replies are written. It
 * decides nothing and keeps nothing; limits, faults and calls are the mock's. Moments (`now`) are epoch ms.
 */
export interface Wire {
	/** Of the replies' bodies. */
	readonly contentType: string;
	/** Its answers to GET bear an `ETag`, and it heeds `If-None-Match`. */
	readonly hasTags?: true;
	/** Undefined when the API has no such route. */
	operation(method: string, path: string, body: string): Operation | undefined;
	/** The key or token a request presents, undefined when there is none. */
	credential(headers: IncomingHttpHeaders): string | undefined;
	/** Tokens that the mock is to give out, where the API wants them: `credential` is then the token. */
	readonly tokens?: TokenWire;
	/** Which of the scenario's groups counts such a request; absent: there are no groups. */
	group?(request: MockRequest): string | undefined;
	/** The call that is asked for, or the reply to a request that cannot be understood. */
	readCreate(request: MockRequest): NewCall | Reply;
	created(call: Call, standing: AccountStanding): Reply;
	readonly batches?: BatchWire;
	/** `request`: what was asked, where the API shows one call in several ways. */
	shown(call: Call, now: number, request: MockRequest): Reply;
	listed(request: MockRequest, calls: CallStore, now: number): Reply;
	stopped(call: Call, now: number): Reply;
	/**
	 * @param live calls of the whole account
	 * @param slots Infinity when there is no limit
	 */
	concurrency(live: number, slots: number): Reply;
	/** An agent or a caller number that is there. */
	asset?(asset: 'agent' | 'number', id: string): Reply;
	/** Lists what the account has, or shows the account itself. */
	holdings?(request: MockRequest, held: Holdings): Reply;
	/** The answer to a request that a limit forbids. @param limit undefined when it is not told which */
	refused(limit: LimitKind | undefined): Reply;
	problem(problem: Problem): Reply;
	/** Present where only those are told who subscribed. */
	readonly subscriptions?: {
		/** `id`: of the new one. */
		opened(request: MockRequest, id: string, now: number): Reply;
		ended(id: string): Reply;
		/** The address did not send this header back. */
		unreachable(): Reply;
		readonly echoed: string;
	};
	/** What the API tells of a call by itself, at these moments of its course; absent where it tells nothing. */
	webhooks?(call: Call): readonly Webhook[];
	/** How often each is sent at most when nobody takes it, where the vendor tells. */
	readonly webhookTries?: number;
}

/** One thing that is told, when its moment has come. */
export interface Webhook {
	/** Epoch ms. */
	readonly at: number;
	write(now: number, to: WebhookTarget): { readonly headers: Readonly<Record<string, string>>; readonly body: string };
}

/** Whom a webhook is for, and what it is vouched for by; a vendor uses the one or the other. */
export interface WebhookTarget {
	/** The credential that the call was created with. */
	readonly key: string;
	/** The account's secret of webhooks; empty for none. */
	readonly secret: string;
	/** As the provider was told it. */
	readonly url: string;
	/** The id of the subscription, where there is one. */
	readonly subscription?: string;
}
