import type { LimitChanged } from './events.js';
import { formatCount, formatPaces } from './numbers.js';

/** How a limit moved: `12 -> 10` live calls, `2/s -> 1/s` starts, `no limit -> 10`. */
export function limitMove({ what, from, to }: Pick<LimitChanged, 'what' | 'from' | 'to'>): string {
	const known = [from, to].filter((limit) => limit !== undefined);
	const texts = what === 'slots' ? known.map(formatCount) : formatPaces(known);
	const before = from === undefined ? 'no limit' : texts.shift();
	return `${before} -> ${texts.shift() ?? 'no limit'}`;
}
