import type { Refused } from '../../../../src/governor/governor.js';
import { PeerGovernor, type Start } from './peer.js';

const LEAST_MS = 10;
const MOST_MS = 2_000;
/** Tries of one request. */
const TRIES = 10;
/** Requests under way: 8 checkers and 4 transfers. */
const CONNECTIONS = 12;

/**
 * The default pacer of rclone (Go): one gate for all, closed for a while after every start. The while doubles with every
 * refusal up to 2 s, loses a quarter with every success down to 10 ms, and is the provider's own where it asks for one.
 */
export class RclonePacer extends PeerGovernor {
	#sleepMs = LEAST_MS;
	#nextAt = 0;

	constructor() {
		super(TRIES);
	}

	/** ms between two starts */
	get sleepMs(): number {
		return this.#sleepMs;
	}

	protected override get allowed(): number {
		return Number.POSITIVE_INFINITY;
	}

	protected override waitMs(now: number): number {
		return this.unanswered < CONNECTIONS ? Math.max(0, this.#nextAt - now) : Number.POSITIVE_INFINITY;
	}

	protected override onStart(now: number): void {
		this.#nextAt = now + this.#sleepMs;
	}

	protected override onTaken(): void {
		this.#sleepMs = Math.max(LEAST_MS, this.#sleepMs * 0.75);
	}

	protected override onRefused(_start: Start, now: number, { retryAfterMs }: Refused): void {
		this.#sleepMs = retryAfterMs ?? Math.min(MOST_MS, this.#sleepMs * 2);
		if (retryAfterMs !== undefined) this.#nextAt = now + retryAfterMs;
	}
}
