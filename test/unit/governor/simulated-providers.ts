import type { Refused } from '../../../src/governor/governor.js';

/** What decides on a start with so many calls live at `now`, ms; undefined: it is taken. */
export type Provider = (live: number, now: number) => Refused | undefined;

/** Takes everything. */
export const generous: Provider = () => undefined;

/** Takes so many live calls. */
export function slotsOf(slots: number, kind: Refused['kind'] = 'unknown'): Provider {
	return (live) => (live < slots ? undefined : { kind });
}

/** Takes so many starts in each window of a clock. */
export function windowOf(starts: number, windowMs: number, kind: Refused['kind'] = 'unknown'): Provider {
	let opened = 0;
	let taken = 0;
	return (_live, now) => {
		const window = Math.floor(now / windowMs);
		if (window > opened) taken = 0;
		opened = window;
		if (taken >= starts) return { kind };
		taken += 1;
		return undefined;
	};
}
