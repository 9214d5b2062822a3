import { type Headers, valuesOf } from './fields.js';
import { parseHttpDate } from './http-date.js';
import { clampWait, parseDecimal, parseSeconds } from './magnitude.js';

/**
 * How long the provider asks to wait, ms: `retry-after-ms`, a convention of vendors' clients, before the coarser
 * `Retry-After` (RFC 9110, 10.2.3: seconds or a date). Of several the longest.
 */
export function readRetryAfter(headers: Headers, serverNow: number): number | undefined {
	return longest(headers['retry-after-ms'], parseWaitMs) ?? longest(headers['retry-after'], parseWait);

	function parseWait(text: string): number | undefined {
		const date = parseHttpDate(text);
		return date === undefined ? parseSeconds(text) : clampWait(date - serverNow);
	}
}

function parseWaitMs(text: string): number | undefined {
	const ms = parseDecimal(text);
	return ms === undefined ? undefined : clampWait(ms);
}

function longest(header: string | undefined, parse: (text: string) => number | undefined): number | undefined {
	const waits = valuesOf(header)
		.map(parse)
		.filter((wait) => wait !== undefined);
	return waits.length === 0 ? undefined : Math.max(...waits);
}
