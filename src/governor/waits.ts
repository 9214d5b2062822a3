import type { Wait } from './governor.js';

export interface Waiting {
	readonly waitMs: number;
	readonly why: Wait;
}

/** `waitMs` is Infinity when only an event can end the wait. */
export function waiting(waitMs: number, code: Wait['code'], text: string): Waiting {
	return { waitMs, why: { code, text } };
}
