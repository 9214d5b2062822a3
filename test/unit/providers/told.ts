import type { Provider } from '../../../src/providers/provider.js';
import type { Delivery, ToldCall, Webhooks } from '../../../src/providers/webhook.js';

/** A request with this body, about which nothing else matters. */
export function delivery(body: unknown, headers: Delivery['headers'] = {}): Delivery {
	const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
	return { headers, rawBody, url: '', now: 0 };
}

export function webhooksOf({ name, webhooks }: Provider): Webhooks {
	if (webhooks === undefined) throw new Error(`${name} has webhooks`);
	return webhooks;
}

/** What a good delivery of this body tells. */
export function told(provider: Provider, body: unknown): readonly ToldCall[] | undefined {
	return webhooksOf(provider).read(delivery(body));
}
