import type { ObservedRate } from '../../../src/governor/governor.js';
import { HeaderGate } from '../../../src/governor/header-gate.js';

export interface Rule {
	readonly limit: number;
	readonly windowMs: number;
	/** Fixed windows begin at this moment and its multiples; sliding ones have no beginning. */
	readonly phaseMs: number | 'sliding';
}

export interface Setting {
	readonly rules: readonly Rule[];
	/** ms that a request or an answer is under way. */
	readonly latency: () => number;
	/** How a reset is told: to the ms, as whole epoch seconds rounded up beside a `Date` in whole ones, or not at all. */
	readonly told: 'exactly' | 'in whole seconds' | 'as a length';
	readonly runMs: number;
	/** Whether an answer bears no headers. */
	readonly silent?: () => boolean;
}

export interface Met {
	taken: number;
	refused: number;
}

/** What happens to a start after it was sent. */
interface Leg {
	readonly at: number;
	/** What the answer tells; undefined while the request is still under way. */
	readonly rates?: readonly ObservedRate[];
}

/** Most starts that the caller has unanswered. */
const MOST_UNANSWERED = 40;

/** A caller that starts as soon as a gate lets it, against a provider that limits nothing but starts. */
export function dialThroughGate(setting: Setting): Met {
	const gate = new HeaderGate();
	const provider = new RateLimitedProvider(setting);
	const legs: Leg[] = [];
	// One start alone, until it is answered.
	let mostUnanswered = 1;
	for (let now = 0; now < setting.runMs; ) {
		const startAt = legs.length < mostUnanswered ? now + gate.waitMs(now) : Number.POSITIVE_INFINITY;
		const leg = legs[0];
		if (leg === undefined || startAt < leg.at) {
			now = startAt;
			gate.started(now);
			send({ at: now + setting.latency() });
			continue;
		}
		now = leg.at;
		legs.shift();
		if (leg.rates === undefined) {
			const rates = provider.answer(now);
			send({ at: now + setting.latency(), rates });
		} else {
			gate.observe(leg.rates, legs.length, now);
			mostUnanswered = MOST_UNANSWERED;
		}
	}
	return provider.met;

	function send(leg: Leg): void {
		legs.push(leg);
		legs.sort((one, other) => one.at - other.at);
	}
}

class RateLimitedProvider {
	readonly met: Met = { taken: 0, refused: 0 };
	readonly #setting: Setting;
	readonly #windows: readonly Window[];

	constructor(setting: Setting) {
		this.#setting = setting;
		this.#windows = setting.rules.map((rule) => new Window(rule));
	}

	answer(now: number): ObservedRate[] {
		const { silent, told } = this.#setting;
		const free = this.#windows.every((window) => window.left(now) > 0);
		if (free) for (const window of this.#windows) window.take(now);
		this.met[free ? 'taken' : 'refused'] += 1;
		return silent?.() ? [] : this.#windows.map((window, policy) => window.tell(`${policy}`, told, now));
	}
}

class Window {
	readonly #rule: Rule;
	#taken: number[] = [];

	constructor(rule: Rule) {
		this.#rule = rule;
	}

	left(now: number): number {
		const { limit, windowMs, phaseMs } = this.#rule;
		const since = phaseMs === 'sliding' ? now - windowMs : this.#resetAt(now) - windowMs;
		this.#taken = this.#taken.filter((at) => (phaseMs === 'sliding' ? at > since : at >= since));
		return limit - this.#taken.length;
	}

	take(now: number): void {
		this.#taken.push(now);
	}

	tell(policy: string, told: Setting['told'], now: number): ObservedRate {
		const { limit, windowMs } = this.#rule;
		const remaining = this.left(now);
		if (told === 'as a length') return { policy, limit, remaining, windowMs };
		const resetAt = this.#resetAt(now);
		const resetMs =
			told === 'exactly' ? resetAt - now : Math.ceil(resetAt / 1_000) * 1_000 - Math.floor(now / 1_000) * 1_000;
		return { policy, limit, remaining, resetMs };
	}

	#resetAt(now: number): number {
		const { windowMs, phaseMs } = this.#rule;
		if (phaseMs === 'sliding') return now + windowMs;
		return phaseMs + (Math.floor((now - phaseMs) / windowMs) + 1) * windowMs;
	}
}
