/** How far a signed moment may be from ours, ms: what Retell's own SDK allows, and most others. */
const TOLERANCE_MS = 5 * 60_000;

/** Seconds have ten digits until the year 2286, milliseconds had twelve in 1973. */
const LEAST_IN_MS = 100_000_000_000;

/** The moment in a header, in seconds or milliseconds, as epoch ms; undefined when there is none. */
export function readMoment(text: string | undefined): number | undefined {
	if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
	const moment = Number(text);
	return moment < LEAST_IN_MS ? moment * 1_000 : moment;
}

/** Whether `moment` is too long before or after `now`, epoch ms. */
export function isStale(moment: number, now: number): boolean {
	return Math.abs(now - moment) > TOLERANCE_MS;
}
