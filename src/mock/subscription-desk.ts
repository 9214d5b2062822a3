import type { MockRequest, Operation, Reply, Wire } from './wire/wire.js';

/** Where webhooks are subscribed to. */
export class SubscriptionDesk {
	readonly #wire: Wire['subscriptions'];
	#count = 0;

	constructor(wire: Wire['subscriptions']) {
		this.#wire = wire;
	}

	/** Undefined where the API has no such thing. */
	answer(
		operation: Extract<Operation, { kind: 'subscribe' | 'unsubscribe' }>,
		request: MockRequest,
		now: number,
	): Reply | undefined {
		if (operation.kind === 'unsubscribe') return this.#wire?.ended(operation.id);
		this.#count += 1;
		return this.#wire?.opened(request, `subscription-${this.#count}`, now);
	}
}
