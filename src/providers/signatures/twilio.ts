import { createHash, createHmac } from 'node:crypto';
import type { Authenticity, Delivery } from '../webhook.js';
import { sameText } from './compare.js';

/**
 * `X-Twilio-Signature`: HMAC-SHA1, in base64, of the address and what the form holds, sorted by name; with the account's
 * auth token. A body that is no form is vouched for by its SHA-256 in the address (`bodySHA256`). No moment is signed:
 * a repeat is known by its body alone. The form's values are signed and not how they are written, and names run into
 * values: that is the vendor's scheme.
 */
export function verifyTwilio({ headers, rawBody, url }: Delivery, token: string): Authenticity {
	const signature = headers['x-twilio-signature'];
	if (signature === undefined || token === '') return 'bad';
	const told = bodyHash(url);
	// Nothing but a form or a hash vouches for a body: any other would be believed unsigned.
	if (told !== undefined && !sameText(told.toLowerCase(), createHash('sha256').update(rawBody).digest('hex'))) {
		return 'bad';
	}
	const signed = told === undefined ? formText(rawBody) : '';
	const fits = [withoutPort(url), withPort(url)].map((address) => {
		return sameText(
			signature,
			createHmac('sha1', token)
				.update(address + signed)
				.digest('base64'),
		);
	});
	return fits.includes(true) ? 'good' : 'bad';
}

function bodyHash(url: string): string | undefined {
	const mark = url.indexOf('?');
	return mark === -1 ? undefined : (new URLSearchParams(url.slice(mark)).get('bodySHA256') ?? undefined);
}

/** Name and value of each field, in the order of the names; of values that stand there twice, one. */
function formText(rawBody: Buffer): string {
	const form = new URLSearchParams(rawBody.toString('utf8'));
	const names = [...new Set(form.keys())].sort();
	return names
		.map((name) =>
			[...new Set(form.getAll(name))]
				.sort()
				.map((value) => name + value)
				.join(''),
		)
		.join('');
}

/** Scheme, host with brackets where it is an IPv6 address, port, and the rest; the characters stay as they were signed. */
const PARTS = /^(https?:\/\/(?:[^/?#@]*@)?(?:\[[^\]]*\]|[^/?#:]*))(:\d+)?(.*)$/is;

function withoutPort(url: string): string {
	return url.replace(PARTS, '$1$3');
}

function withPort(url: string): string {
	const standard = /^https:/i.test(url) ? ':443' : ':80';
	return url.replace(
		PARTS,
		(_, host: string, port: string | undefined, rest: string) => host + (port ?? standard) + rest,
	);
}
