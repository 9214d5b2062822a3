import { afterAll } from 'vitest';

/** Gives the thread its own timers and clocks back after the tests of a file that made them virtual. */
export function restoreRealTimers(): void {
	const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
	const { now } = Date;
	const { now: performanceNow } = performance;
	afterAll(() => {
		Object.assign(globalThis, { setTimeout, setInterval, clearTimeout, clearInterval });
		Date.now = now;
		performance.now = performanceNow;
	});
}
