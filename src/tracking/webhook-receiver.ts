import { createHash } from 'node:crypto';
import type { Authenticity, Delivery, ToldCall, WebhookReply, Webhooks } from '../providers/webhook.js';
import type { Clock } from '../runtime/clock.js';

/** A request as it came in over the network. */
export interface Arrival {
	readonly headers: Delivery['headers'];
	readonly rawBody: Buffer;
	/** What follows the path, with its question mark. */
	readonly query: string;
}

/** The way by which webhooks come to a campaign. */
export interface WebhookSource {
	/** What the provider was told; undefined when only its own settings know. */
	readonly url: string | undefined;
	/** Decides about what arrives from now on. */
	serve(receive: (arrival: Arrival) => Received): void;
}

/** What is answered, and what is to be done once the answer is on its way. */
export interface Received {
	readonly reply: WebhookReply;
	readonly act?: () => void;
}

/** So many deliveries are remembered, to know repeats by. */
const REMEMBERED = 10_000;
const NOT_OURS = {
	bad: "A webhook was refused, because its signature is not the provider's: either the key is another than the one that it signs with, or somebody else sent it.",
	stale:
		"A webhook was refused, because it was signed more than five minutes ago or ahead: either this machine's clock is wrong, or somebody sent it again.",
} as const;

/**
 * Decides about webhooks: whether the provider sent them, whether they were had before, and what they tell. A repeat is
 * answered like the first, since providers send again what they take for lost, and nothing is done for it.
 */
export class WebhookReceiver {
	readonly #options: ConstructorParameters<typeof WebhookReceiver>[0];
	readonly #seen = new Set<string>();
	readonly #noticed = new Set<Authenticity>();

	/** `url`: what the provider was told; undefined when that is not known, and no signature depends on it. */
	constructor(options: {
		readonly webhooks: Webhooks;
		readonly url: string | undefined;
		readonly clock: Clock;
		readonly told: (call: ToldCall) => void;
		/** A call to this number may be over. */
		readonly hinted?: (number: string) => void;
		/** Says something to people, once for each kind. */
		readonly notice: (text: string) => void;
	}) {
		this.#options = options;
	}

	receive({ headers, rawBody, query }: Arrival): Received {
		const { webhooks, url, clock } = this.#options;
		const delivery: Delivery = { headers, rawBody, url: `${withoutQuery(url ?? '')}${query}`, now: clock.now() };
		const handshake = webhooks.handshake?.(delivery);
		if (handshake !== undefined) return { reply: handshake };
		const authenticity = webhooks.verify(delivery);
		if (authenticity !== 'good') return this.#refuse(authenticity);
		if (this.#isRepeat(delivery)) return { reply: TAKEN };
		return { reply: TAKEN, act: () => this.#act(delivery) };
	}

	#act(delivery: Delivery): void {
		const { webhooks, told, hinted } = this.#options;
		for (const call of webhooks.read(delivery) ?? []) told(call);
		for (const number of webhooks.hints?.(delivery) ?? []) hinted?.(number);
	}

	#refuse(why: 'bad' | 'stale'): Received {
		if (!this.#noticed.has(why)) this.#options.notice(NOT_OURS[why]);
		this.#noticed.add(why);
		return { reply: reply(401) };
	}

	/** By what was said, not by its signature: the same may be signed anew. */
	#isRepeat({ url, rawBody }: Delivery): boolean {
		const print = createHash('sha256').update(url).update('\n').update(rawBody).digest('base64');
		if (this.#seen.has(print)) return true;
		this.#seen.add(print);
		const oldest = this.#seen.values().next().value;
		if (oldest !== undefined && this.#seen.size > REMEMBERED) this.#seen.delete(oldest);
		return false;
	}
}

function withoutQuery(url: string): string {
	return url.replace(/\?.*$/s, '');
}

export function reply(status: number): WebhookReply {
	return { status, headers: {}, body: '' };
}

const TAKEN = reply(200);
