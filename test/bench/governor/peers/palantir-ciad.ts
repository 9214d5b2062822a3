import { LimitPeer, type Start } from './peer.js';

const BACKOFF_RATIO = 0.9;

/**
 * Cautious increase, aggressive decrease, from Palantir's Dialogue (Java): a tenth less after a 429 or a 500, part of one
 * more for each call taken while nine tenths of the limit were in flight. It starts with 20 and has no ceiling.
 */
export class PalantirCiad extends LimitPeer {
	constructor() {
		super(20);
	}

	protected override onTaken(start: Start): void {
		if (start.inFlight >= Math.floor(this.limit * BACKOFF_RATIO)) this.limit += 1 / this.limit;
	}

	protected override onRefused(): void {
		this.limit = Math.max(1, Math.floor(this.limit * BACKOFF_RATIO));
	}

	protected override onError(): void {
		this.onRefused();
	}
}
