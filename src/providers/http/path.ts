/** Where something stands in an answer: names and numbers of list items, joined by dots, such as `data.calls.0.id`. */
export function valueAt(value: unknown, path: string | undefined): unknown {
	if (path === undefined) return undefined;
	return path.split('.').reduce<unknown>(member, value);
}

/** Own members only: a list has no `length` here, and nothing a `constructor`. */
function member(holder: unknown, name: string): unknown {
	if (typeof holder !== 'object' || holder === null) return undefined;
	if (Array.isArray(holder)) return /^\d{1,9}$/.test(name) ? holder[Number(name)] : undefined;
	return Object.hasOwn(holder, name) ? (holder as Record<string, unknown>)[name] : undefined;
}

/**
 * What stands there as a text, if it is a text, a truth value or a number. A whole number beyond 2^53 was rounded when it
 * was read, so it is none.
 */
export function textAt(value: unknown, path: string | undefined): string | undefined {
	const found = valueAt(value, path);
	if (typeof found === 'string') return found;
	if (typeof found === 'boolean') return String(found);
	if (typeof found !== 'number' || !Number.isFinite(found)) return undefined;
	return Number.isSafeInteger(found) || !Number.isInteger(found) ? String(found) : undefined;
}

/** A number, or a text that is one. */
export function numberAt(value: unknown, path: string | undefined): number | undefined {
	const found = valueAt(value, path);
	const isWritten = typeof found === 'string' && /^\s*-?\d+(?:\.\d+)?\s*$/.test(found);
	const number = isWritten ? Number(found) : found;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A larger number counts milliseconds, for in seconds it would lie beyond the year 5000. */
const LARGEST_SECONDS = 1e11;
/** Year 5138 in milliseconds; what is larger counts something else. */
const LARGEST_MS = 1e14;

/** Epoch ms of a moment told in seconds, milliseconds or as a text with its zone; a text without one tells no moment. */
export function momentAt(value: unknown, path: string | undefined): number | undefined {
	const number = numberAt(value, path);
	if (number !== undefined) {
		const ms = Math.round(Math.abs(number) < LARGEST_SECONDS ? number * 1_000 : number);
		return ms > 0 && ms < LARGEST_MS ? ms : undefined;
	}
	const text = valueAt(value, path);
	if (typeof text !== 'string' || text.length > 50 || !/(?:Z|GMT|UTC|[+-]\d\d:?\d\d)$/i.test(text.trim()))
		return undefined;
	const ms = Date.parse(text);
	return ms > 0 && ms < LARGEST_MS ? ms : undefined;
}
