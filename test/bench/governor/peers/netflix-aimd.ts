import { LimitPeer, MOST_CALLS, type Start } from './peer.js';

const BACKOFF_RATIO = 0.9;
/** Slower than this is a drop, ms. */
const TIMEOUT_MS = 5_000;

/**
 * AIMDLimit of Netflix' concurrency-limits (Java): a drop takes a tenth, any other answer adds one where at least half of
 * the limit was in flight. It starts with 20 and goes up to 200; its least is 20 too, which no small account could live
 * with, so here it is 1.
 */
export class NetflixAimd extends LimitPeer {
	constructor() {
		super(20);
	}

	protected override onTaken(start: Start, now: number): void {
		if (now - start.at > TIMEOUT_MS) this.onRefused();
		else if (start.inFlight * 2 >= this.limit) this.limit = Math.min(MOST_CALLS, this.limit + 1);
	}

	protected override onRefused(): void {
		this.limit = Math.max(1, Math.floor(this.limit * BACKOFF_RATIO));
	}

	protected override onError(): void {
		this.onRefused();
	}
}
