import { createHmac } from 'node:crypto';
import type { Route } from './options.js';

/**
 * Tells one account at one address from another, without telling anything about the key: HMAC-SHA-256 keyed with the
 * campaign's random id, shortened to 64 bits.
 */
export function accountFingerprint(route: Route, campaign: string): string {
	const { baseUrl, provider } = route;
	return createHmac('sha256', campaign).update(`${baseUrl}\n${provider.accountSecret}`).digest('hex').slice(0, 16);
}
