import { countAt, field, parse } from '../answers.js';
import type { CallView } from '../provider.js';
import { verifyBodyHmac } from '../signatures/body-hmac.js';
import type { Webhooks } from '../webhook.js';

/** Events that a call is over with, by the names of both of the vendor's lists, and the status that they stand for. */
const STATUS_OF: ReadonlyMap<unknown, string> = new Map<unknown, string>([
	['call.completed', 'completed'],
	['call_completed', 'completed'],
	// Documented for inbound calls; a call of ours is over by that word as well.
	['call.missed', 'missed'],
	['missed_call', 'missed'],
]);

/** Boltcall's webhooks: `{event, timestamp, data}`, with the call as the API shows it, signed with the webhook's own secret. */
export function boltcallWebhooks(secret: string, readView: (call: unknown) => CallView | undefined): Webhooks {
	return {
		verify: (delivery) => verifyBodyHmac(delivery, secret, ['x-boltcall-signature']),
		read({ rawBody }) {
			const body = parse({ body: rawBody.toString('utf8') });
			const status = STATUS_OF.get(field(body, 'event'));
			if (status === undefined) return [];
			const call = field(body, 'data');
			const asShown = readView(call);
			if (asShown === undefined) return undefined;
			if (asShown.end !== undefined && countAt(call, 'duration_seconds') !== undefined) return [asShown];
			// The event is the stronger word: a status that is missing, or is still that of a live call, gives way to its.
			const end = asShown.end ?? readView({ ...(call as object), status })?.end;
			return [{ ...asShown, end, askForMore: true }];
		},
	};
}
