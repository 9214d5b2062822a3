import type { HttpResponse } from '../../../src/providers/http.js';
import type { ObservedLimits } from '../../../src/providers/provider.js';
import { readRateLimitHeaders } from '../../../src/providers/rate-limit-headers.js';

/** 5 January 2026, 09:00 UTC. */
export const NOW = Date.UTC(2026, 0, 5, 9);

/** A response as the HTTP client hands it over; anything but a text becomes a JSON body. */
export function response(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return { status, headers, body: text, receivedAt: NOW, latencyMs: 80 };
}

/** What headers tell of limits when they arrive at `NOW`. */
export function readLimits(headers: Record<string, string>): ObservedLimits {
	return readRateLimitHeaders(response(429, '', headers));
}
