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
	const unit = perSecond >= 0.1 || perSecond === 0 ? 's' : 'min';
	const value = unit === 's' ? perSecond : perSecond * 60;
	return `${value >= 100 ? formatCount(value) : value.toFixed(1)}${noun}/${unit}`;
}

/** `1 start per second at most`, `30 starts per minute at most`: in the unit in which it is one or more. */
export function formatPace(perSecond: number): string {
	const [value, unit] = perPeriod(perSecond);
	const count = SHORT.format(value);
	return `${count} ${count === '1' ? 'start' : 'starts'} per ${unit} at most`;
}

/** A length of time that is a guess, ms: from ten minutes on, seconds would say more than is known. */
export function formatEstimate(ms: number): string {
	return formatDuration(ms < 600_000 ? ms : Math.round(ms / 60_000) * 60_000);
}

function perPeriod(perSecond: number): [number, string] {
	if (perSecond >= 1) return [perSecond, 'second'];
	return perSecond * 60 >= 1 ? [perSecond * 60, 'minute'] : [perSecond * 3_600, 'hour'];
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
