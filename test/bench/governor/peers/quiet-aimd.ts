import { LimitPeer, MOST_CALLS, type Start } from './peer.js';

const QUIET_MS = 30_000;

/** AIMD by the clock: times a factor after every refusal, one more for every 30 s without one. */
export class QuietAimd extends LimitPeer {
	readonly #factor: number;
	#quietSince = 0;

	/** `factor`: 0..1 */
	constructor(factor: number) {
		super(1);
		this.#factor = factor;
	}

	protected override waitMs(now: number): number {
		if (now - this.#quietSince >= QUIET_MS) {
			this.#quietSince = now;
			this.limit = Math.min(MOST_CALLS, this.limit + 1);
		}
		return super.waitMs(now);
	}

	protected override onRefused(_start: Start, now: number): void {
		this.#quietSince = now;
		this.limit = Math.max(1, this.limit * this.#factor);
	}
}
