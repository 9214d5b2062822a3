import { LimitPeer, MOST_CALLS, type Start } from './peer.js';

const DECREASE_RATIO = 0.9;
const EWMA_ALPHA = 0.4;
const DEVIATION_SCALE = 2.5;

/**
 * Adaptive request concurrency of Vector (Rust), each attempt seen by itself and not, as in its later layering, a call with
 * all its retries. Once in each mean round trip it adds one where the limit was reached, nothing was refused and answers
 * came no slower than before; it takes a tenth after a refusal or when they came slower by 2.5 deviations. From 1 to 200.
 */
export class VectorArc extends LimitPeer {
	#past: { readonly mean: number; readonly variance: number } | undefined;
	#rtts = { count: 0, sum: 0 };
	#pressure = false;
	#reached = false;
	#nextUpdate = 0;

	constructor() {
		super(1);
	}

	protected override onStart(): void {
		if (this.inFlight >= this.allowed) this.#reached = true;
	}

	protected override onTaken(start: Start, now: number): void {
		this.#rtts.count += 1;
		this.#rtts.sum += now - start.at;
		this.#update(now);
	}

	protected override onRefused(_start: Start, now: number): void {
		this.#pressure = true;
		this.#update(now);
	}

	protected override onError(start: Start, now: number): void {
		this.onRefused(start, now);
	}

	#update(now: number): void {
		if (now < this.#nextUpdate) return;
		const { count, sum } = this.#rtts;
		const rtt = count > 0 ? sum / count : undefined;
		if (this.#past !== undefined) this.#move(this.#past, rtt);
		if (rtt !== undefined) this.#past = blend(this.#past, rtt);
		this.#rtts = { count: 0, sum: 0 };
		this.#pressure = false;
		this.#reached = false;
		this.#nextUpdate = now + (this.#past?.mean ?? 0);
	}

	#move(past: { mean: number; variance: number }, rtt: number | undefined): void {
		const slow = past.mean + DEVIATION_SCALE * Math.sqrt(past.variance);
		if (this.#reached && !this.#pressure && rtt !== undefined && rtt <= past.mean) {
			this.limit = Math.min(MOST_CALLS, this.limit + 1);
		} else if (this.#pressure || (rtt ?? 0) >= slow) {
			this.limit = Math.max(1, Math.floor(this.limit * DECREASE_RATIO));
		}
	}
}

/** The exponentially weighted mean and variance with one value more. */
function blend(past: { mean: number; variance: number } | undefined, value: number) {
	if (past === undefined) return { mean: value, variance: 0 };
	const difference = value - past.mean;
	return {
		mean: past.mean + EWMA_ALPHA * difference,
		variance: (1 - EWMA_ALPHA) * (past.variance + EWMA_ALPHA * difference * difference),
	};
}
