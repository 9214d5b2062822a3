import { type Random, seededRandom } from '../runtime/random.js';
import type { RateRule } from './scenario-schema.js';

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

/** The rate limits of a scenario, their phases drawn by the mock's seed. */
export function createRateLimits(rules: readonly RateRule[], seed: number): RateLimit[] {
	const phaseChance = seededRandom(seed + 2);
	return rules.map((rule) => createRateLimit(rule, phaseChance));
}

/** @param random draws the phase of a fixed window where the scenario leaves it to chance */
export function createRateLimit(rule: RateRule, random: Random): RateLimit {
	if (rule.algorithm === 'sliding') return new SlidingWindow(rule);
	if (rule.algorithm === 'bucket') return new TokenBucket(rule);
	return new FixedWindow(rule, random);
}

/**
 * Windows stand end to end; the first begins at the server's start or, with a phase, before it. Each takes its calls,
 * whenever in it they come. With a step (slope) these are only what every window takes: one that follows a window which
 * took n calls takes n + step of them if that is more, so that the pace may rise by one step from window to window.
 */
class FixedWindow implements RateLimit {
	readonly #calls: number;
	readonly #step: number | undefined;
	readonly #windowMs: number;
	readonly #phaseMs: number;
	#window = 0;
	#quota: number;
	#taken = 0;

	constructor(rule: RateRule, random: Random) {
		this.#calls = rule.calls;
		this.#step = rule.step;
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
		if (this.#step !== undefined) {
			const before = window === this.#window + 1 ? this.#taken : 0;
			this.#quota = Math.max(this.#calls, before + this.#step);
		}
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
