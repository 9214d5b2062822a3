import { PeerGovernor, type Start } from './peer.js';

const BETA = 0.7;
const SCALE = 0.4;
const SMOOTH = 0.8;
const LEAST_PER_SECOND = 0.5;
const LEAST_CAPACITY = 1;
const BUCKET_S = 0.5;
/** Sockets to one host that the SDK opens by default. */
const SOCKETS = 50;
const ATTEMPTS = 3;

/**
 * Adaptive retry mode of the AWS SDK for JavaScript: no limit until the first throttle, then a token bucket whose rate
 * falls to 0.7 and climbs back along CUBIC's curve, never above twice the measured rate of answers nor below one start in
 * 2 s. A request is given up after three attempts. It limits starts only, never calls.
 */
export class AwsCubic extends PeerGovernor {
	#enabled = false;
	#fillRate = 0;
	#capacity = 0;
	#tokens = 0;
	#filledAt = 0;
	#measured = 0;
	#answers = 0;
	#measuredAt = 0;
	#maxRate = 0;
	#throttledAt = 0;

	constructor() {
		super(ATTEMPTS);
	}

	/** Starts per second; undefined while nothing was refused. */
	get perSecond(): number | undefined {
		return this.#enabled ? this.#fillRate : undefined;
	}

	protected override get allowed(): number {
		return Number.POSITIVE_INFINITY;
	}

	protected override waitMs(now: number): number {
		if (this.unanswered >= SOCKETS) return Number.POSITIVE_INFINITY;
		if (!this.#enabled) return 0;
		this.#refill(now);
		return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / this.#fillRate) * 1_000);
	}

	protected override onStart(): void {
		if (this.#enabled) this.#tokens -= 1;
	}

	protected override onTaken(_start: Start, now: number): void {
		this.#measure(now / 1_000);
		const since = (now - this.#throttledAt) / 1_000 - this.#plateauS();
		this.#setRate(SCALE * since ** 3 + this.#maxRate, now);
	}

	protected override onRefused(_start: Start, now: number): void {
		this.#measure(now / 1_000);
		this.#maxRate = this.#enabled ? Math.min(this.#measured, this.#fillRate) : this.#measured;
		this.#throttledAt = now;
		this.#enabled = true;
		this.#setRate(this.#maxRate * BETA, now);
	}

	/** Seconds after a throttle at which the curve is back at the rate before it. */
	#plateauS(): number {
		return Math.cbrt((this.#maxRate * (1 - BETA)) / SCALE);
	}

	#measure(seconds: number): void {
		this.#answers += 1;
		const bucket = Math.floor(seconds / BUCKET_S) * BUCKET_S;
		if (bucket <= this.#measuredAt) return;
		const rate = this.#answers / (bucket - this.#measuredAt);
		this.#measured = SMOOTH * rate + (1 - SMOOTH) * this.#measured;
		this.#answers = 0;
		this.#measuredAt = bucket;
	}

	#setRate(wanted: number, now: number): void {
		if (this.#enabled) this.#refill(now);
		const rate = Math.min(wanted, 2 * this.#measured);
		this.#fillRate = Math.max(rate, LEAST_PER_SECOND);
		this.#capacity = Math.max(rate, LEAST_CAPACITY);
		this.#tokens = Math.min(this.#tokens, this.#capacity);
	}

	#refill(now: number): void {
		this.#tokens = Math.min(this.#capacity, this.#tokens + ((now - this.#filledAt) / 1_000) * this.#fillRate);
		this.#filledAt = now;
	}
}
