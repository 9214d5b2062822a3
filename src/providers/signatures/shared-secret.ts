import type { Authenticity, Delivery } from '../webhook.js';
import { sameText } from './compare.js';

/**
 * Nothing is signed; the provider sends back a word that only it and we know. Such a word is as good as the way it comes
 * by: the address must be https.
 */

/** In a header, as RingCentral's `Validation-Token`. */
export function verifyHeaderSecret({ headers }: Delivery, secret: string, name: string): Authenticity {
	return isSecret(headers[name], secret) ? 'good' : 'bad';
}

/** In the query of the address that the provider was told, as for Exotel. */
export function verifyUrlSecret({ url }: Delivery, secret: string, parameter: string): Authenticity {
	const mark = url.indexOf('?');
	const given = mark === -1 ? [] : new URLSearchParams(url.slice(mark)).getAll(parameter);
	return given.length === 1 && isSecret(given[0], secret) ? 'good' : 'bad';
}

function isSecret(given: string | undefined, secret: string): boolean {
	return secret !== '' && sameText(given ?? '', secret);
}
