import type { ObservedRate } from '../provider.js';
import { type Headers, known, valuesOf } from './fields.js';
import { parseCount, parseDecimal, parseReset, parseSeconds, windowOf } from './magnitude.js';

/**
 * `X-RateLimit-*`, which nobody has standardized, in the spellings that are met: with and without a second hyphen, with
 * the reset as a moment or as a time from now, or with the length of the window instead. Where a gateway and the
 * provider behind it both tell a limit, each header has a value of each, in the same order.
 */
export function readXRateLimit(headers: Headers, serverNow: number): ObservedRate[] {
	const valuesNamed = (name: string) => valuesOf(headers[`x-ratelimit-${name}`] ?? headers[`x-rate-limit-${name}`]);
	const limits = valuesNamed('limit');
	const remaining = valuesNamed('remaining');
	const resets = valuesNamed('reset');
	const resetsAfter = valuesNamed('reset-after');
	const windows = valuesNamed('window');
	const groups = valuesNamed('group');
	const longest = Math.max(...[limits, remaining, resets, resetsAfter, windows].map((values) => values.length));
	const rates: ObservedRate[] = [];
	for (let index = 0; index < longest; index += 1) {
		const told = known({
			limit: parseCount(limits[index]),
			remaining: parseCount(remaining[index]),
			resetMs: parseSeconds(resetsAfter[index]) ?? parseReset(resets[index], serverNow),
			windowMs: windowOf(parseDecimal(windows[index])),
		});
		const policy = `${groups[index] ?? ''}${index === 0 ? '' : ` ${index + 1}`}`;
		if (Object.keys(told).length > 0) rates.push({ policy, ...told });
	}
	return rates;
}
