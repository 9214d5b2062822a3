import { LimitPeer, MOST_CALLS, type Start } from './peer.js';

const HEALTHY_WINDOW = 8;
const FACTOR = 0.9;
const ERROR_SHARE = 0.1;
const LEAST_ERRORS = 2;
const PROBE_SHARE = 0.25;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MOST_MS = 10_000;

/**
 * The batch client of AIBrix (Python): answers are looked at in windows of max(8, limit). Two errors and a tenth of the
 * window take a tenth of the limit, once per window, and pause starts for 0.5 s doubled with every further error, at
 * most 10 s or until a call is taken. Eight good answers add a quarter until the first decrease, one from then on. Where it
 * starts is for its operator to say; here it is 1, its least.
 */
export class AibrixWindow extends LimitPeer {
	#probing = true;
	#healthy = 0;
	#window = { size: 0, samples: 0, errors: 0 };
	#pausedUntil = 0;

	constructor() {
		super(1);
	}

	protected override waitMs(now: number): number {
		return Math.max(super.waitMs(now), this.#pausedUntil - now);
	}

	protected override onTaken(_start: Start, now: number): void {
		if (this.#overloaded(false, now)) return;
		this.#pausedUntil = 0;
		this.#healthy += 1;
		if (this.#healthy < HEALTHY_WINDOW) return;
		this.#healthy = 0;
		const step = this.#probing ? Math.max(1, Math.ceil(this.limit * PROBE_SHARE)) : 1;
		this.limit = Math.min(MOST_CALLS, this.limit + step);
	}

	protected override onRefused(_start: Start, now: number): void {
		this.#overloaded(true, now);
	}

	protected override onError(_start: Start, now: number): void {
		this.#overloaded(true, now);
	}

	/** Adds an answer to the window. @returns whether the window is full and made the limit shrink */
	#overloaded(isError: boolean, now: number): boolean {
		const window = this.#window;
		if (window.samples === 0) window.size = Math.max(HEALTHY_WINDOW, this.limit);
		window.samples += 1;
		if (isError) window.errors += 1;
		if (window.samples < window.size) return false;
		const { samples, errors } = window;
		this.#window = { size: 0, samples: 0, errors: 0 };
		if (errors < LEAST_ERRORS || errors / samples < ERROR_SHARE) return false;
		this.#probing = false;
		this.#healthy = 0;
		this.limit = Math.max(1, Math.min(this.limit - 1, Math.floor(this.limit * FACTOR)));
		this.#pausedUntil = now + Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** (errors - LEAST_ERRORS));
		return true;
	}
}
