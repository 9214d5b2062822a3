/** Longest wait taken from a header, ms: a day. A larger one is a mistake of somebody's clock or unit. */
const LONGEST_WAIT_MS = 86_400_000;
/** Longest window taken from a header, ms: a month, the longest quota that is sold. */
const LONGEST_WINDOW_MS = 31 * 86_400_000;
/** At or above: epoch ms. Below and at or above the next: epoch seconds. Below that: seconds from now. */
const EPOCH_MS_FROM = 1e12;
const EPOCH_S_FROM = 1e9;

/** A whole number that is not negative, of at most the 15 digits that a structured field allows. */
export function parseCount(text: string | undefined): number | undefined {
	return text !== undefined && /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : undefined;
}

/** A decimal number that is not negative. */
export function parseDecimal(text: string | undefined): number | undefined {
	return text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

/** Seconds from now as a wait, ms. */
export function parseSeconds(text: string | undefined): number | undefined {
	const seconds = parseDecimal(text);
	return seconds === undefined ? undefined : clampWait(seconds * 1_000);
}

/** A reset as ms from now. It is told as epoch ms, epoch seconds or seconds from now; its size tells which. */
export function parseReset(text: string | undefined, serverNow: number): number | undefined {
	const number = parseDecimal(text);
	if (number === undefined || number < EPOCH_S_FROM) return parseSeconds(text);
	return clampWait((number < EPOCH_MS_FROM ? number * 1_000 : number) - serverNow);
}

/** The length of a window told in seconds, ms; a window of no length is none. */
export function windowOf(seconds: number | undefined): number | undefined {
	return seconds === undefined || seconds <= 0 ? undefined : Math.min(seconds * 1_000, LONGEST_WINDOW_MS);
}

export function clampWait(ms: number): number {
	return Math.min(Math.max(0, ms), LONGEST_WAIT_MS);
}
