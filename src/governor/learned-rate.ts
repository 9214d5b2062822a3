/** Lengths that providers give their windows, ms: 1 s to a day. */
const NICE_WINDOWS_MS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 86_400].map(
	(s) => s * 1_000,
);
/**
 * Evenly spaced starts at m times the rate never exceed a fixed, a sliding or a bucket limit for m <= 1; the rest is for
 * requests that overtake each other.
 */
const MARGIN = 0.985;
/** Before anything is learned: 8 starts per second, doubled every two seconds. A provider may limit the slope, too. */
const RAMP_SPACING_MS = 125;
const RAMP_DOUBLES_MS = 2_000;
/** A pace that was refused is at least this much too high, and no more than this much (shares of it). */
const STEEPEST_CUT = 0.4;
const LEAST_CUT = 0.93;
/** First step of a probe, doubled with every success, up to the largest. */
const PROBE_STEP = 0.04;
const LARGEST_STEP = 0.5;
const SHORTEST_HOLD_MS = 60_000;
const LONGEST_HOLD_MS = 15 * 60_000;
const SHORTEST_PROBE_MS = 5_000;

/** The smallest usual window that is not shorter than `ms`. */
function niceWindow(ms: number): number {
	return NICE_WINDOWS_MS.find((window) => window >= ms) ?? 86_400_000;
}

/**
 * A pace learned from refusals. Between two refusals the provider took what it allows, so that count over that time is
 * the rate (the estimate of a policer, as in BBR); starts are then spaced evenly just below it, and from time to time a
 * little closer, to see whether it has risen.
 */
export class LearnedRate {
	readonly #ramps: boolean;
	#perMs: number | undefined;
	#windowMs = 1_000;
	#next = Number.NEGATIVE_INFINITY;
	#exhaustedAt = Number.NEGATIVE_INFINITY;
	#takenSince = 0;
	#holdMs = SHORTEST_HOLD_MS;
	#probeAt = Number.POSITIVE_INFINITY;
	#streak = 0;
	#retries = 0;
	#rampedSince: number | undefined;
	#probe: { readonly base: number; readonly endsAt: number; readonly startedAt: number } | undefined;

	/** `ramps`: whether starts are spaced before anything is learned; not where a pace is configured. */
	constructor(ramps: boolean) {
		this.#ramps = ramps;
	}

	get known(): boolean {
		return this.#perMs !== undefined;
	}

	get perSecond(): number | undefined {
		return this.#perMs === undefined ? undefined : this.#perMs * 1_000;
	}

	get probing(): boolean {
		return this.#probe !== undefined;
	}

	get windowMs(): number {
		return this.#windowMs;
	}

	/** ms until the next start is due. */
	waitMs(now: number): number {
		return Math.max(0, this.#next - now);
	}

	started(now: number): void {
		const spacing = this.#spacing(now);
		// For windows of several seconds half a start may be made up for; in a window of one second there is no room.
		const slack = this.#windowMs >= 5_000 ? spacing / 2 : 0;
		this.#next = Math.max(this.#next, now - slack) + spacing;
	}

	taken(now: number): void {
		this.#takenSince += 1;
		this.#endProbe(now);
	}

	/** First verdict: `taken` calls were taken in a window of at least `atLeastMs` before a refusal at `refusedAt`. */
	learn(takenIn: (windowMs: number) => number, atLeastMs: number, refusedAt: number, now: number): void {
		this.#windowMs = niceWindow(atLeastMs);
		const taken = Math.max(1, takenIn(this.#windowMs));
		this.#set((MARGIN * taken) / this.#windowMs, now);
		this.#exhaustedAt = refusedAt;
	}

	/** So many calls were taken in `overMs`, a time with several refusals in it. */
	learnMeasured(taken: number, overMs: number, now: number): void {
		// None taken is no pace to hold: nothing would ever be started again.
		this.#set(Math.max(1, taken) / Math.max(1_000, overMs), now);
		this.#exhaustedAt = now;
		this.#takenSince = 0;
	}

	/**
	 * A start was refused for the rate. Refusals with nothing taken in between are one exhaustion and change the pace once.
	 * @returns ms to pause: until the window has had time to open again, asked at an eighth, a quarter, half of it.
	 */
	refused(now: number, wasProbe: boolean): number {
		const first = this.#takenSince > 0;
		this.#retries = first ? 0 : this.#retries + 1;
		if (first) this.#slowDown(now, wasProbe);
		const spacing = this.#spacing(now);
		return Math.max(2 * spacing, this.#windowMs * Math.min(1, 2 ** (this.#retries - 3)));
	}

	/** ms between two starts. */
	#spacing(now: number): number {
		if (this.#perMs !== undefined) return 1 / this.#perMs;
		if (!this.#ramps) return 0;
		this.#rampedSince ??= now;
		return RAMP_SPACING_MS / 2 ** Math.min(10, (now - this.#rampedSince) / RAMP_DOUBLES_MS);
	}

	#slowDown(now: number, wasProbe: boolean): void {
		if (this.#perMs === undefined) return;
		if (wasProbe && this.#probe !== undefined) {
			this.#perMs = this.#probe.base;
			this.#streak = 0;
			this.#holdMs = Math.min(2 * this.#holdMs, LONGEST_HOLD_MS);
		} else {
			const sinceMs = now - this.#exhaustedAt;
			const estimate = sinceMs >= this.#windowMs / 2 ? this.#takenSince / sinceMs : LEAST_CUT * this.#perMs;
			const wanted = Math.min(Math.max(1.05 * estimate, STEEPEST_CUT * this.#perMs), LEAST_CUT * this.#perMs);
			this.#perMs = MARGIN * wanted;
			this.#holdMs = SHORTEST_HOLD_MS;
		}
		this.#probe = undefined;
		this.#exhaustedAt = now;
		this.#takenSince = 0;
		this.#probeAt = now + this.#holdMs;
	}

	/** The pace alone holds back starts: is it time to try a faster one? */
	probeIsDue(now: number): boolean {
		return this.#perMs !== undefined && this.#probe === undefined && now >= this.#probeAt;
	}

	beginProbe(now: number): void {
		if (this.#perMs === undefined) return;
		const step = Math.min(LARGEST_STEP, PROBE_STEP * 2 ** this.#streak);
		const base = this.#perMs;
		const length = Math.max(1.5 * this.#windowMs, SHORTEST_PROBE_MS, 3 / (step * base));
		this.#probe = { base, startedAt: now, endsAt: now + length };
		this.#perMs = base * (1 + step);
	}

	#endProbe(now: number): void {
		if (this.#probe === undefined || now < this.#probe.endsAt) return;
		this.#probe = undefined;
		this.#streak += 1;
		this.#holdMs = SHORTEST_HOLD_MS;
		this.#probeAt = now;
	}

	#set(perMs: number, now: number): void {
		this.#perMs = perMs;
		this.#probe = undefined;
		this.#takenSince = 0;
		// What was taken between refusals is less than what is allowed: look at once.
		this.#probeAt = now;
	}
}
