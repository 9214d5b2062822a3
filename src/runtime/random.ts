/** A source of chance: uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * The same sequence for the same seed (mulberry32, public domain, by T. Ettinger): small, fast and good enough for
 * jitter and simulated calls; never for secrets or ids.
 */
export function seededRandom(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}
