import type { HttpRequest, HttpResponse } from './http.js';
import type { CallView } from './provider.js';

/** A request that claims to come from the provider, as it arrived: nothing in it has been parsed or decoded. */
export interface Delivery {
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string | undefined>>;
	readonly rawBody: Buffer;
	/** The address that the provider was told, with the query that it came with. */
	readonly url: string;
	/** When it arrived, epoch ms. */
	readonly now: number;
}

/** Whether the provider sent it; `stale`: it did, but longer ago than its signature is good for. */
export type Authenticity = 'good' | 'bad' | 'stale';

/** A call that a webhook tells of. */
export interface ToldCall extends CallView {
	/** The provider's own answer tells more of this end than the webhook did: it is worth one question. */
	readonly askForMore?: true;
}

/** What the provider is answered, where its webhooks ask for more than a success. */
export interface WebhookReply {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/** How a provider that tells only those who subscribed is asked to tell of this account's calls. */
export interface Subscription {
	/** Asks for it; the provider may try out the address before it answers. */
	open(): HttpRequest;
	/** The request that ends it, or in one clause why there is none. */
	read(response: HttpResponse): { readonly close: HttpRequest } | { readonly refused: string };
}

/**
 * The webhooks of one provider. Pure like the rest of an adapter, and total: whatever a delivery holds, it answers.
 * The secret is the adapter's, so an adapter that was given none has no webhooks.
 */
export interface Webhooks {
	verify(delivery: Delivery): Authenticity;
	/** The calls that a good delivery tells of; none when it is about something else, undefined when it cannot be read. */
	read(delivery: Delivery): readonly ToldCall[] | undefined;
	/**
	 * Numbers (E.164) of which a good delivery tells that a call to them may be over, without saying for certain which one or
	 * how: such calls are asked for. Absent where calls are told by their ids.
	 */
	hints?(delivery: Delivery): readonly string[];
	/** Absent where calls are told of without it. */
	readonly subscription?: Subscription;
	/** The answer to a request that only tries out the address, before anything is verified; undefined for all others. */
	handshake?(delivery: Delivery): WebhookReply | undefined;
}
