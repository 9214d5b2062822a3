import type { Wait } from './governor.js';

export interface Waiting {
	readonly waitMs: number;
	readonly why: Wait;
}

/** `waitMs` is Infinity when only an event can end the wait. */
export function waiting(waitMs: number, code: Wait['code'], text: string): Waiting {
	return { waitMs, why: { code, text } };
}

/** The earlier of two moments, of which there may be none. */
export function earlier(a: number | undefined, b: number | undefined): number | undefined {
	return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}
