import type { ObservedLimits } from '../provider.js';
import { type Headers, known } from './fields.js';
import { parseCount } from './magnitude.js';

/** `X-Concurrent-*`: live calls allowed, and either those that may still be started or those that are live. */
export function readXConcurrent(headers: Headers): NonNullable<ObservedLimits['slots']> {
	const limit = parseCount(headers['x-concurrent-limit']);
	const current = parseCount(headers['x-concurrent-current']);
	const left = limit === undefined || current === undefined ? undefined : Math.max(0, limit - current);
	return known({ limit, remaining: parseCount(headers['x-concurrent-remaining']) ?? left });
}
