import type { Refused } from '../../../../src/governor/governor.js';
import type { Random } from '../../../../src/runtime/random.js';
import { LimitPeer, MOST_CALLS, type Start } from './peer.js';

const START = 5;
const ATTEMPTS = 5;
const QUIET_MS = 30_000;
const RAISE_BELOW = 0.01;
const LOWER_ABOVE = 0.05;
const SLOW_MS = 2_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * The queue manager that articles on sales dialers recommend: five calls at once; every 30 s one more if less than 1 % of
 * the starts were refused and answers took less than 2 s, one less if more than 5 % were. After a refusal the queue waits
 * 1, 2, 4 ... 60 s with jitter, or as long as the provider asks; a contact is failed after five attempts.
 */
export class QueueManager extends LimitPeer {
	readonly #random: Random;
	#periodAt = 0;
	#period = { answers: 0, refused: 0, slow: 0 };
	#rounds = 0;
	#pausedUntil = 0;

	constructor(random: Random) {
		super(START, ATTEMPTS);
		this.#random = random;
	}

	protected override waitMs(now: number): number {
		if (now - this.#periodAt >= QUIET_MS) this.#adjust(now);
		return Math.max(super.waitMs(now), this.#pausedUntil - now);
	}

	protected override onTaken(start: Start, now: number): void {
		this.#rounds = 0;
		this.#period.answers += 1;
		if (now - start.at >= SLOW_MS) this.#period.slow += 1;
	}

	protected override onRefused(_start: Start, now: number, { retryAfterMs = 0 }: Refused): void {
		this.#period.answers += 1;
		this.#period.refused += 1;
		const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#rounds) * (0.5 + this.#random() / 2);
		this.#rounds += 1;
		this.#pausedUntil = Math.max(this.#pausedUntil, now + Math.max(waitMs, retryAfterMs));
	}

	/** A period without a start tells nothing. */
	#adjust(now: number): void {
		const { answers, refused, slow } = this.#period;
		this.#periodAt = now;
		this.#period = { answers: 0, refused: 0, slow: 0 };
		if (answers === 0) return;
		if (refused / answers > LOWER_ABOVE) this.limit = Math.max(1, this.limit - 1);
		else if (refused / answers < RAISE_BELOW && slow === 0) this.limit = Math.min(MOST_CALLS, this.limit + 1);
	}
}
