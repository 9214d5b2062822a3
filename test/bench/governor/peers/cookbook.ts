import { PeerGovernor, type Start } from './peer.js';

const PAUSE_MS = 15_000;
const ATTEMPTS = 5;
/** Its loop starts one request in each turn. */
const TURN_MS = 1;

/**
 * The parallel request processor of OpenAI's cookbook (Python): a bucket of a minute's starts, full at first, filled at the
 * rate that its user gives; after a refusal all starts rest for 15 s; five attempts. It limits no calls in flight.
 */
export class Cookbook extends PeerGovernor {
	readonly #perMinute: number;
	#available: number;
	#filledAt = 0;
	#turnAt = 0;
	#pausedUntil = 0;

	/** `perMinute`: starts */
	constructor(perMinute: number) {
		super(ATTEMPTS);
		this.#perMinute = perMinute;
		this.#available = Math.max(1, perMinute);
	}

	protected override get allowed(): number {
		return Number.POSITIVE_INFINITY;
	}

	protected override waitMs(now: number): number {
		const perMs = this.#perMinute / 60_000;
		this.#available = Math.min(Math.max(1, this.#perMinute), this.#available + (now - this.#filledAt) * perMs);
		this.#filledAt = now;
		const fillMs = this.#available >= 1 ? 0 : Math.ceil((1 - this.#available) / perMs);
		return Math.max(0, fillMs, this.#turnAt - now, this.#pausedUntil - now);
	}

	protected override onStart(now: number): void {
		this.#available -= 1;
		this.#turnAt = now + TURN_MS;
	}

	protected override onRefused(_start: Start, now: number): void {
		this.#pausedUntil = now + PAUSE_MS;
	}
}
