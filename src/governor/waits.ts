import type { Wait } from './governor.js';

export interface Waiting {
	readonly waitMs: number;
	readonly why: Wait;
}

/** `waitMs` is Infinity when only an event can end the wait. */
export function waiting(waitMs: number, code: Wait['code'], text: string): Waiting {
	return { waitMs, why: { code, text } };
}

/** `all 8 slots are in use` */
export function slotsInUse(slots: number): string {
	if (slots <= 0) return 'other dialers on the account use all slots';
	return slots === 1 ? 'the only slot is in use' : `all ${slots} slots are in use`;
}

/** `1 start per second`, `30 starts per minute`: in the unit in which it is one or more. */
export function perPeriod(perSecond: number, noun: string): string {
	const [value, unit] = periodOf(perSecond);
	const count = Math.round(value * 100) / 100;
	return `${count} ${noun}${count === 1 ? '' : 's'} per ${unit}`;
}

function periodOf(perSecond: number): [number, string] {
	if (perSecond >= 1) return [perSecond, 'second'];
	return perSecond * 60 >= 1 ? [perSecond * 60, 'minute'] : [perSecond * 3_600, 'hour'];
}
