import { field, isCallId, parse } from '../answers.js';
import { verifyUrlSecret } from '../signatures/shared-secret.js';
import type { Webhooks } from '../webhook.js';
import { readExotelEnd } from './end.js';

/** Query parameter of the address that the vendor is told. */
const PARAMETER = 'secret';

/** Form fields of a new call that ask for word of its end, with the secret that it is believed for. */
export function callbackFields(url: string, secret: string): Record<string, string> {
	const address = new URL(url);
	address.searchParams.set(PARAMETER, secret);
	return {
		StatusCallback: address.href,
		'StatusCallbackEvents[0]': 'terminal',
		StatusCallbackContentType: 'application/json',
	};
}

/**
 * Exotel's status callbacks. The vendor signs nothing: they are believed for a secret of ours in the address. Nothing more is
 * asked for: a call's duration and price are complete only minutes after its end.
 */
export function exotelWebhooks(secret: string): Webhooks {
	return {
		verify: (delivery) => verifyUrlSecret(delivery, secret, PARAMETER),
		read({ rawBody }) {
			const body = parse({ body: rawBody.toString('utf8') });
			const call = field(body, 'CallSid');
			if (!isCallId(call)) return undefined;
			if ((field(body, 'EventType') ?? 'terminal') !== 'terminal') return [];
			const custom = field(body, 'CustomField');
			const attempt = typeof custom === 'string' && custom !== '' ? custom : undefined;
			return [{ call, attempt, end: readExotelEnd(asRecord(body)) }];
		},
	};
}

/** As a record of the API would say it. The first leg is the contact's: how long it lasted is how long somebody listened. */
function asRecord(body: unknown): object {
	const legs = field(body, 'Legs');
	const [leg] = Array.isArray(legs) ? legs : [];
	const isAnswered = field(body, 'Status') === 'completed';
	return {
		Status: field(body, 'Status'),
		Duration: isAnswered ? field(leg, 'OnCallDuration') : undefined,
		AnsweredBy: field(leg, 'AnsweredBy'),
	};
}
