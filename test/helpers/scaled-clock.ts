import type { Clock } from '../../src/runtime/clock.js';

/** Real time, `factor` times as fast: for real sockets between parties that all wait by this clock. */
export function scaledClock(factor: number): Clock {
	const wallOrigin = Date.now();
	const origin = performance.now();
	const monotonic = () => (performance.now() - origin) * factor;
	return {
		now: () => wallOrigin + monotonic(),
		monotonic,
		after(ms, callback) {
			const timer = setTimeout(callback, Math.max(0, ms) / factor);
			return () => clearTimeout(timer);
		},
	};
}
