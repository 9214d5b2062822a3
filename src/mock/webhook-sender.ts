import { randomUUID } from 'node:crypto';
import type { Call } from './call.js';
import type { MockSubscription, Reply, Webhook, WebhookTarget, Wire } from './wire/wire.js';

/** A webhook that is not taken is sent so often at most, where the vendor says nothing of it; again after this time, ms. */
const TRIES = 4;
const AGAIN_MS = 1_000;
/** An address that is tried out has to answer within this time, ms. */
const HANDSHAKE_MS = 3_000;

/**
 * Tells of calls by itself, as a provider does: when something happens, and again when nobody took it. A call that is
 * stopped before its time is told of when it would have ended.
 */
export class WebhookSender {
	readonly #options: ConstructorParameters<typeof WebhookSender>[0];
	readonly #closed = new AbortController();
	readonly #subscriptions = new Map<string, MockSubscription>();

	/** `url`: where the account's calls are told of; `now`: epoch ms. */
	constructor(options: {
		readonly wire: Wire;
		readonly url: string | undefined;
		/** The account's secret of webhooks. */
		readonly secret: string;
		readonly later: (ms: number, run: () => void) => void;
		readonly now: () => number;
	}) {
		this.#options = options;
	}

	/** From now on this call is told of. `key`: the credential that it was created with. */
	follow(call: Call, key: string): void {
		const { wire, url: ofAccount, secret, later, now } = this.#options;
		const url = call.webhook ?? ofAccount;
		for (const webhook of wire.webhooks?.(call) ?? []) {
			const waitMs = Math.max(0, webhook.at - now());
			if (wire.subscriptions !== undefined) {
				later(waitMs, () => this.#tellSubscribers(webhook, key));
			} else if (url !== undefined) {
				later(waitMs, () => void this.#send(webhook, { url, key, secret }, wire.webhookTries ?? TRIES));
			}
		}
	}

	/** Tries out the address of a subscription and tells it of all calls from then on. @returns what is answered instead */
	async subscribe(subscription: MockSubscription): Promise<{ reply: Reply } | undefined> {
		const { subscriptions } = this.#options.wire;
		const name = subscriptions?.echoed ?? '';
		const word = randomUUID();
		const isReached = await fetch(subscription.url, {
			method: 'POST',
			headers: { [name]: word },
			signal: AbortSignal.any([this.#closed.signal, AbortSignal.timeout(HANDSHAKE_MS)]),
		}).then(
			(response) => response.status === 200 && response.headers.get(name) === word,
			() => false,
		);
		if (!isReached && subscriptions !== undefined) return { reply: subscriptions.unreachable() };
		this.#subscriptions.set(subscription.id, subscription);
		return undefined;
	}

	unsubscribe(id = ''): void {
		this.#subscriptions.delete(id);
	}

	/** Nothing is sent any more. */
	close(): void {
		this.#closed.abort();
	}

	#tellSubscribers(webhook: Webhook, key: string): void {
		for (const { id: subscription, url, secret } of this.#subscriptions.values()) {
			void this.#send(webhook, { url, key, secret, subscription }, TRIES);
		}
	}

	async #send(webhook: Webhook, target: WebhookTarget, tries: number): Promise<void> {
		const { now, later } = this.#options;
		// Timers may run a moment early; what is told has happened.
		const { headers, body } = webhook.write(Math.max(now(), webhook.at), target);
		const isTaken = await fetch(target.url, { method: 'POST', headers, body, signal: this.#closed.signal }).then(
			async (response) => {
				await response.arrayBuffer();
				return response.ok;
			},
			() => false, // not reached, or closed: both are as good as not taken
		);
		if (isTaken || tries === 1 || this.#closed.signal.aborted) return;
		later(AGAIN_MS, () => void this.#send(webhook, target, tries - 1));
	}
}
