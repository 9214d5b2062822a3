import type { HeaderDialect } from './scenario-schema.js';

/** A wait as it is told to the client. */
interface ToldWait {
	readonly header: readonly [name: string, value: string];
	/** Epoch ms before which a client that obeys sends nothing more, by the right clock. */
	readonly holdUntil: number;
}

/**
 * RFC 9110, section 10.2.3: whole seconds or an HTTP date, in any of its three forms; and the unwritten one in
 * milliseconds. Rounded up, so that obeying is never too early. Undefined when the dialect is none of these.
 * @param now epoch ms
 * @param skewMs how far the clock that dates are written by is ahead
 */
export function toldWait(dialect: HeaderDialect, waitMs: number, now: number, skewMs: number): ToldWait | undefined {
	switch (dialect) {
		case 'retry-after-seconds': {
			const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
			return { header: ['retry-after', String(seconds)], holdUntil: now + seconds * 1_000 };
		}
		case 'retry-after-ms': {
			const ms = Math.max(1, Math.ceil(waitMs));
			return { header: ['retry-after-ms', String(ms)], holdUntil: now + ms };
		}
		case 'retry-after-date':
			return until(imfDate, waitMs, now, skewMs);
		case 'retry-after-rfc850':
			return until(rfc850Date, waitMs, now, skewMs);
		case 'retry-after-asctime':
			return until(asctimeDate, waitMs, now, skewMs);
		default:
			return undefined;
	}
}

/** "Sun, 06 Nov 1994 08:49:37 GMT", whole seconds. */
export function imfDate(epochMs: number): string {
	return new Date(epochMs).toUTCString();
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** "Sunday, 06-Nov-94 08:49:37 GMT" */
function rfc850Date(epochMs: number): string {
	const [, day, month, year, time] = imfDate(epochMs).split(' ');
	return `${DAYS[new Date(epochMs).getUTCDay()]}, ${day}-${month}-${year?.slice(2)} ${time} GMT`;
}

/** "Sun Nov  6 08:49:37 1994" */
function asctimeDate(epochMs: number): string {
	const [weekday, day, month, year, time] = imfDate(epochMs).split(' ');
	return `${weekday?.slice(0, 3)} ${month} ${day?.replace(/^0/, ' ')} ${time} ${year}`;
}

function until(write: (epochMs: number) => string, waitMs: number, now: number, skewMs: number): ToldWait {
	const serverNow = now + skewMs;
	const moment = Math.max(Math.floor(serverNow / 1_000) + 1, Math.ceil((serverNow + waitMs) / 1_000)) * 1_000;
	return { header: ['retry-after', write(moment)], holdUntil: moment - skewMs };
}
