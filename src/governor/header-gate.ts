import type { Observed } from './governor.js';
import { ToldWindow } from './told-window.js';

/** Policies remembered; of more, those heard of last. */
const MOST_POLICIES = 8;

/**
 * Obeys what responses tell of rate limits. A provider may have several policies at once; the strictest decides. Silent
 * when the provider tells nothing.
 */
export class HeaderGate {
	/** By policy; the one heard of last stands last. */
	readonly #windows = new Map<string, ToldWindow>();
	/** Starts sent and not answered, as far as is known here. */
	#unanswered = 0;

	/** To be called for every answer. `unanswered`: other starts sent and not answered, which it need not have counted. */
	observe({ rates = [], retryAfterMs }: Observed, unanswered: number, now: number): void {
		this.#unanswered = unanswered;
		for (const rate of rates) {
			// Retry-After takes precedence, as the drafts ask: it is where a reset in an unexpected unit shows.
			const overruled = retryAfterMs !== undefined && rate.remaining === 0 && rate.resetMs !== undefined;
			const window = (overruled ? undefined : this.#windows.get(rate.policy)) ?? new ToldWindow();
			window.observe(overruled ? { ...rate, resetMs: retryAfterMs } : rate, unanswered, now);
			this.#windows.delete(rate.policy);
			this.#windows.set(rate.policy, window);
		}
		for (const policy of this.#windows.keys()) {
			if (this.#windows.size > MOST_POLICIES) this.#windows.delete(policy);
		}
		if (unanswered > 0) return;
		for (const window of this.#windows.values()) window.quiet();
	}

	started(now: number): void {
		for (const window of this.#current(now)) window.started(now);
		this.#unanswered += 1;
	}

	/** ms until a start may be made. */
	waitMs(now: number): number {
		let longest = 0;
		for (const window of this.#current(now)) longest = Math.max(longest, window.waitMs(now));
		return longest;
	}

	/** Starts per second that are allowed now, 0 where none is left; undefined when nothing that was told holds them back. */
	perSecond(now: number): number | undefined {
		let spacingMs = 0;
		for (const window of this.#current(now)) spacingMs = Math.max(spacingMs, window.spacingMs);
		return spacingMs === 0 ? undefined : 1_000 / spacingMs;
	}

	#current(now: number): Iterable<ToldWindow> {
		for (const [policy, window] of this.#windows) {
			if (window.forgotten(now)) this.#windows.delete(policy);
			else window.roll(this.#unanswered, now);
		}
		return this.#windows.values();
	}
}
