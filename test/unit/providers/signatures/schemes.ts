import { createHmac } from 'node:crypto';
import { symmetric } from 'retell-sdk/lib/webhook_auth';
import twilio from 'twilio';
import { verifyBodyHmac } from '../../../../src/providers/signatures/body-hmac.js';
import { verifyRetell } from '../../../../src/providers/signatures/retell.js';
import { verifyHeaderSecret, verifyUrlSecret } from '../../../../src/providers/signatures/shared-secret.js';
import { verifyTwilio } from '../../../../src/providers/signatures/twilio.js';
import { verifyVapi } from '../../../../src/providers/signatures/vapi.js';
import type { Authenticity, Delivery } from '../../../../src/providers/webhook.js';

export const SECRET = 'a secret of the account';
export const NOW = Date.UTC(2026, 10, 27, 12);
export const URL_TOLD = 'https://dialer.example/hooks';

/** One way of signing, as the vendor does it, and what is to be made of it. */
export interface Scheme {
	readonly name: string;
	readonly body: string;
	/** The same words, written otherwise. */
	readonly reencoded: string;
	/** Where the signature stands; `url` for a secret in the address. */
	readonly place: string;
	/** Whether the body is signed, and the moment. */
	readonly signsBody: boolean;
	readonly signsMoment: boolean;
	sign(body: string, secret: string, at: number): Promise<Pick<Delivery, 'headers' | 'url'>>;
	verify(delivery: Delivery, secret: string): Authenticity;
}

const JSON_BODY = '{"event":"call_ended","call":{"call_id":"call_1","note":"naïve \\u00e9"}}';
const REENCODED = JSON.stringify(JSON.parse(JSON_BODY), null, 1);
const FORM = 'CallSid=CA1&CallStatus=completed&To=%2B12025550123&Note=a+b&Tag=2&Tag=1&Tag=2';
const JSON_WORDS = { body: JSON_BODY, reencoded: REENCODED, signsBody: true, signsMoment: false };
const at = (headers: Delivery['headers'], url = URL_TOLD) => ({ headers, url });
const hmac = (algorithm: string, secret: string, text: string) =>
	createHmac(algorithm, secret).update(text).digest('hex');

function vapiSigned(algorithm: string, unit: number, prefix: string): Scheme {
	return {
		name: `Vapi, HMAC ${algorithm} of ${unit === 1 ? 'ms' : 's'}`,
		...JSON_WORDS,
		place: 'x-signature',
		signsMoment: true,
		async sign(body, secret, moment) {
			const timestamp = String(moment / unit);
			return at({
				'x-timestamp': timestamp,
				'x-signature': prefix + hmac(algorithm, secret, `${timestamp}.${body}`),
			});
		},
		verify: verifyVapi,
	};
}

function bodyHmac(name: string, header: string, prefix: string, names: readonly string[]): Scheme {
	return {
		name,
		...JSON_WORDS,
		place: header,
		sign: async (body, secret) => at({ [header]: prefix + hmac('sha256', secret, body) }),
		verify: (delivery, secret) => verifyBodyHmac(delivery, secret, names),
	};
}

/** The vendor's own function signs: it is the judge. */
function twilioForm(name: string, signed: string): Scheme {
	return {
		name,
		...JSON_WORDS,
		body: FORM,
		reencoded: FORM.replace('Note=a+b', 'Note=a%2Bb'),
		place: 'x-twilio-signature',
		async sign(body, secret) {
			const form: Record<string, string | string[]> = {};
			for (const [key, value] of new URLSearchParams(body)) form[key] = key === 'Tag' ? ['2', '1', '2'] : value;
			return at({ 'x-twilio-signature': twilio.getExpectedTwilioSignature(secret, signed, form) });
		},
		verify: verifyTwilio,
	};
}

const DIALNEXA = ['x-dialnexa-signature', 'x-nexa-signature'];
const BOLTCALL = ['x-boltcall-signature'];
const SHARED = { body: JSON_BODY, reencoded: REENCODED, signsBody: false, signsMoment: false };

export const SCHEMES: readonly Scheme[] = [
	{
		name: 'Retell',
		...JSON_WORDS,
		place: 'x-retell-signature',
		signsMoment: true,
		async sign(body, secret, moment) {
			// The vendor's function takes no empty key; somebody who forges does.
			const forged = () => `v=${moment},d=${hmac('sha256', secret, `${body}${moment}`)}`;
			return at({
				'x-retell-signature': secret === '' ? forged() : await symmetric.sign(body, secret, moment),
			});
		},
		verify: verifyRetell,
	},
	twilioForm('Twilio, form', URL_TOLD),
	twilioForm('Twilio, form, address with its port', 'https://dialer.example:443/hooks'),
	{
		name: 'Twilio, body by its hash',
		...JSON_WORDS,
		place: 'x-twilio-signature',
		async sign(body, secret) {
			const url = `${URL_TOLD}?bodySHA256=${twilio.getExpectedBodyHash(body)}`;
			return at({ 'x-twilio-signature': twilio.getExpectedTwilioSignature(secret, url, {}) }, url);
		},
		verify: verifyTwilio,
	},
	vapiSigned('sha256', 1, ''),
	vapiSigned('sha256', 1_000, 'sha256='),
	vapiSigned('sha512', 1_000, ''),
	vapiSigned('sha1', 1_000, ''),
	{
		name: 'Vapi, bearer',
		...SHARED,
		place: 'authorization',
		sign: async (_, secret) => at({ authorization: `Bearer ${secret}` }),
		verify: verifyVapi,
	},
	{
		name: 'Vapi, X-Vapi-Secret',
		...SHARED,
		place: 'x-vapi-secret',
		sign: async (_, secret) => at({ 'x-vapi-secret': secret }),
		verify: verifyVapi,
	},
	bodyHmac('DialNexa', 'x-dialnexa-signature', '', DIALNEXA),
	bodyHmac('DialNexa, its other header', 'x-nexa-signature', '', DIALNEXA),
	bodyHmac('Boltcall', 'x-boltcall-signature', '', BOLTCALL),
	bodyHmac('Boltcall, prefixed', 'x-boltcall-signature', 'sha256=', BOLTCALL),
	{
		name: 'RingCentral',
		...SHARED,
		place: 'validation-token',
		sign: async (_, secret) => at({ 'validation-token': secret }),
		verify: (delivery, secret) => verifyHeaderSecret(delivery, secret, 'validation-token'),
	},
	{
		name: 'Exotel',
		...SHARED,
		place: 'url',
		sign: async (_, secret) => at({}, `${URL_TOLD}?a=b&secret=${encodeURIComponent(secret)}`),
		verify: (delivery, secret) => verifyUrlSecret(delivery, secret, 'secret'),
	},
];
