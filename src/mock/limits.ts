import type { Random } from '../runtime/random.js';
import type { RateRule, SlotStep } from './scenario-schema.js';

/** Where a rate limit stands after a request. */
export interface Standing {
	/** Calls the limit allows at once: the window's, or the bucket's size. */
	readonly quota: number;
	readonly windowMs: number;
	readonly remaining: number;
	/** Until more becomes available: the window ends, the oldest call leaves it, the next token drops. */
	readonly resetMs: number;
}

/**
 * One rate limit. `now` is in ms since the server's start and never goes back. A request first asks `waitMs`; then
 * exactly one of `take` (it was accepted) or `refuse` (it was not, by this limit or another one) follows.
 */
export interface RateLimit {
	/** 0 when a call may start now. */
	waitMs(now: number): number;
	take(now: number): void;
	refuse(now: number): void;
	standing(now: number): Standing;
}

/** @param random draws the phase of a fixed window where the scenario leaves it to chance */
export function createRateLimit(rule: RateRule, random: Random): RateLimit {
	if (rule.algorithm === 'fixed') return new FixedWindow(rule, random);
	if (rule.algorithm === 'sliding') return new SlidingWindow(rule);
	return new TokenBucket(rule);
}

/** Windows stand end to end; the first begins at the server's start or, with a phase, before it. Each takes its calls, whenever in it they come. */
class FixedWindow implements RateLimit {
	readonly #quota: number;
	readonly #windowMs: number;
	readonly #phaseMs: number;
	#window = 0;
	#taken = 0;

	constructor(rule: RateRule, random: Random) {
		this.#quota = rule.calls;
		this.#windowMs = rule.per;
		this.#phaseMs = (rule.phase === 'random' ? Math.floor(random() * rule.per) : (rule.phase ?? 0)) % rule.per;
	}

	waitMs(now: number): number {
		this.#turn(now);
		return this.#taken < this.#quota ? 0 : this.#resetMs(now);
	}

	take(now: number): void {
		this.#turn(now);
		this.#taken += 1;
	}

	refuse(): void {}

	standing(now: number): Standing {
		this.#turn(now);
		const remaining = this.#quota - this.#taken;
		return { quota: this.#quota, windowMs: this.#windowMs, remaining, resetMs: this.#resetMs(now) };
	}

	#turn(now: number): void {
		const window = Math.floor((now + this.#phaseMs) / this.#windowMs);
		if (window === this.#window) return;
		this.#window = window;
		this.#taken = 0;
	}

	#resetMs(now: number): number {
		return (this.#window + 1) * this.#windowMs - this.#phaseMs - now;
	}
}

/**
 * Never more than the quota in any window, wherever it begins. The moments of the last calls stand in a ring of the
 * quota's size: a call may start when the oldest of them is a window old. With `countRefused` a refusal takes a place
 * too and pushes the oldest out, so that a client which keeps knocking is never let in.
 */
class SlidingWindow implements RateLimit {
	readonly #windowMs: number;
	readonly #countRefused: boolean;
	readonly #moments: Float64Array;
	#oldest = 0;
	#count = 0;

	constructor(rule: RateRule) {
		this.#windowMs = rule.per;
		this.#countRefused = rule.countRefused;
		this.#moments = new Float64Array(rule.calls);
	}

	waitMs(now: number): number {
		this.#expire(now);
		return this.#count < this.#moments.length ? 0 : this.#resetMs(now);
	}

	take(now: number): void {
		const size = this.#moments.length;
		this.#expire(now);
		this.#moments[(this.#oldest + this.#count) % size] = now;
		if (this.#count < size) this.#count += 1;
		else this.#oldest = (this.#oldest + 1) % size;
	}

	refuse(now: number): void {
		if (this.#countRefused) this.take(now);
	}

	standing(now: number): Standing {
		this.#expire(now);
		const quota = this.#moments.length;
		return { quota, windowMs: this.#windowMs, remaining: quota - this.#count, resetMs: this.#resetMs(now) };
	}

	#expire(now: number): void {
		while (this.#count > 0 && this.#resetMs(now) <= 0) {
			this.#oldest = (this.#oldest + 1) % this.#moments.length;
			this.#count -= 1;
		}
	}

	#resetMs(now: number): number {
		return this.#count === 0 ? 0 : (this.#moments[this.#oldest] ?? 0) + this.#windowMs - now;
	}
}

/** Part of a token that may be missing: refilling by fractions never adds up to whole numbers exactly. */
const ROUNDING = 1e-6;

/** Starts full; a call takes a token, and tokens drop in evenly until the bucket is full again. */
class TokenBucket implements RateLimit {
	readonly #size: number;
	readonly #windowMs: number;
	readonly #msPerToken: number;
	#tokens: number;
	#filledAt = 0;

	constructor(rule: RateRule) {
		this.#size = rule.burst ?? rule.calls;
		this.#windowMs = rule.per;
		this.#msPerToken = rule.per / rule.calls;
		this.#tokens = this.#size;
	}

	waitMs(now: number): number {
		this.#fill(now);
		return this.#tokens >= 1 - ROUNDING ? 0 : (1 - this.#tokens) * this.#msPerToken;
	}

	take(now: number): void {
		this.#fill(now);
		this.#tokens = Math.max(0, this.#tokens - 1);
	}

	refuse(): void {}

	standing(now: number): Standing {
		this.#fill(now);
		const remaining = Math.floor(this.#tokens + ROUNDING);
		const resetMs = remaining >= this.#size ? 0 : (remaining + 1 - this.#tokens) * this.#msPerToken;
		return { quota: this.#size, windowMs: this.#windowMs, remaining, resetMs };
	}

	#fill(now: number): void {
		this.#tokens = Math.min(this.#size, this.#tokens + (now - this.#filledAt) / this.#msPerToken);
		this.#filledAt = now;
	}
}

/** The limit that leaves least; of equals the one that takes longest to give more. Undefined without limits. */
export function tightest(limits: readonly RateLimit[], now: number): Standing | undefined {
	let found: Standing | undefined;
	for (const limit of limits) {
		const standing = limit.standing(now);
		const isTighter =
			found === undefined ||
			standing.remaining < found.remaining ||
			(standing.remaining === found.remaining && standing.resetMs > found.resetMs);
		if (isTighter) found = standing;
	}
	return found;
}

/** How many calls may be live `now` ms after the start; Infinity without a limit. */
export function slotsAt(steps: readonly SlotStep[], now: number): number {
	let slots = Number.POSITIVE_INFINITY;
	for (const step of steps) if (step.at <= now) slots = step.slots;
	return slots;
}
