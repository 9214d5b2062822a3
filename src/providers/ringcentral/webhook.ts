import { field, isCallId, parse } from '../answers.js';
import type { HttpResponse } from '../http.js';
import { verifyHeaderSecret } from '../signatures/shared-secret.js';
import type { Delivery, Webhooks } from '../webhook.js';

const SUBSCRIPTIONS = '/restapi/v1.0/subscription';
const SESSIONS = '/restapi/v1.0/account/~/extension/~/telephony/sessions';
/** A run that is killed cannot end its subscription: it ends by itself then, s. */
const LIFETIME_S = 86_400;
/** The SDK and the older pages name the token and its header thus, the newer pages as the second. */
const TOKEN_HEADERS = ['verification-token', 'validation-token'];
/** What the vendor tries out an address with; its answer may have 1,024 bytes in all. */
const HANDSHAKE = /^[\x21-\x7e]{1,256}$/;
const OVER: ReadonlySet<unknown> = new Set(['Disconnected', 'Gone']);
const JSON_HEADERS = { accept: 'application/json', 'content-type': 'application/json' };

/**
 * RingCentral's notifications of telephony sessions. They are believed for a word of ours that comes back with each. No document
 * says how a session's id is that of a RingOut: a session that is over only hints at the calls to its numbers, which are
 * then asked for.
 */
export function ringCentralWebhooks(
	token: string,
	address: string,
	describe: (response: HttpResponse) => string,
): Webhooks {
	return {
		verify: (delivery) =>
			TOKEN_HEADERS.some((name) => verifyHeaderSecret(delivery, token, name) === 'good') ? 'good' : 'bad',
		read: () => [],
		hints: (delivery) => [...new Set(partiesOf(delivery).filter(isOver).flatMap(numbersOf))],
		handshake(delivery) {
			const value = delivery.headers['validation-token'] ?? '';
			if (!HANDSHAKE.test(value) || field(bodyOf(delivery), 'event') !== undefined) return undefined;
			return { status: 200, headers: { 'validation-token': value }, body: '' };
		},
		subscription: {
			open: () => ({
				method: 'POST',
				path: SUBSCRIPTIONS,
				headers: JSON_HEADERS,
				body: JSON.stringify({
					eventFilters: [SESSIONS],
					expiresIn: LIFETIME_S,
					deliveryMode: { transportType: 'WebHook', address, verificationToken: token },
				}),
			}),
			read(response) {
				const id = field(parse(response), 'id');
				const isOpen = response.status >= 200 && response.status < 300 && !response.unsent && isCallId(id);
				if (!isOpen) return { refused: describe(response) };
				const path = `${SUBSCRIPTIONS}/${encodeURIComponent(id.toWellFormed())}`;
				return { close: { method: 'DELETE', path, headers: { accept: 'application/json' } } };
			},
		},
	};
}

function bodyOf({ rawBody }: Delivery): unknown {
	return parse({ body: rawBody.toString('utf8') });
}

function partiesOf(delivery: Delivery): readonly unknown[] {
	const parties = field(field(bodyOf(delivery), 'body'), 'parties');
	return Array.isArray(parties) ? parties : [];
}

function isOver(party: unknown): boolean {
	return OVER.has(field(field(party, 'status'), 'code'));
}

/** Which side of a leg is the contact is not documented: our own number is nobody's whom we call. */
function numbersOf(party: unknown): string[] {
	const numbers = ['to', 'from'].map((side) => field(field(party, side), 'phoneNumber'));
	return numbers
		.filter((number) => typeof number === 'string' && /^\+?[1-9]\d{6,14}$/.test(number))
		.map((number) => `+${String(number).replace('+', '')}`);
}
