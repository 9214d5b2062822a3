import { formatDuration } from '../runtime/duration.js';

const WHOLE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });

/** `40,000` */
export function formatCount(count: number): string {
	return WHOLE.format(count);
}

/** `31%`, rounded down, so that 100% is said only when nothing is left. */
export function formatPercent(done: number, total: number): string {
	return `${total === 0 ? 100 : Math.floor((done / total) * 100)}%`;
}

/** `1.0/s`, and per minute where that says more: `0.5/min`. `noun` goes with the number: `1.0 calls/s`. */
export function formatRate(perSecond: number, noun = ''): string {
	const perMinute = perSecond > 0 && perSecond < 0.1;
	return `${oneDecimal(perMinute ? perSecond * 60 : perSecond)}${noun}/${perMinute ? 'min' : 's'}`;
}

/** A rate beside what is allowed, both in the unit of the latter: `0.9 of 1/s`, `28.0 of 30 calls/min`. */
export function formatRateOf(perSecond: number, allowedPerSecond: number, noun = ''): string {
	const { seconds, unit } = periodOf(allowedPerSecond);
	return `${oneDecimal(perSecond * seconds)} of ${SHORT.format(allowedPerSecond * seconds)}${noun}/${unit}`;
}

/** Starts per second as `2/s`, `30/min`: all in the unit in which the least of them is one or more. */
export function formatPaces(perSecond: readonly number[]): string[] {
	const { seconds, unit } = periodOf(Math.min(...perSecond));
	return perSecond.map((pace) => `${SHORT.format(pace * seconds)}/${unit}`);
}

/** A length of time that is a guess, ms, in whole seconds; from ten minutes on, those would say more than is known. */
export function formatEstimate(ms: number): string {
	const step = ms < 600_000 ? 1_000 : 60_000;
	return formatDuration(Math.max(step, Math.round(ms / step) * step));
}

function oneDecimal(value: number): string {
	return value >= 100 ? formatCount(value) : value.toFixed(1);
}

/** The shortest period in which so many starts are one or more. */
function periodOf(perSecond: number): { readonly seconds: number; readonly unit: string } {
	if (perSecond >= 1) return { seconds: 1, unit: 's' };
	return perSecond * 60 >= 1 ? { seconds: 60, unit: 'min' } : { seconds: 3_600, unit: 'h' };
}

/** @returns a function that shows epoch ms as local time, `09:12:04`. `timeZone`: an IANA name; the machine's when left out. */
export function timeOfDay(timeZone?: string): (at: number) => string {
	const format = new Intl.DateTimeFormat('en-GB', {
		timeStyle: 'medium',
		...(timeZone === undefined ? {} : { timeZone }),
	});
	return (at) => format.format(at);
}

/** `1 row`, `1,204 rows`. */
export function plural(count: number, noun: string): string {
	return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
