/** Wait after the first refusal, ms. */
const FIRST_MS = 1_000;
/** Longest wait of our own choosing, ms; what a provider asks for is always obeyed in full. */
const LONGEST_MS = 60_000;
/** Waits are spread by up to this share, so that several dialers do not come back together. */
const JITTER = 0.25;
/** Added to what the provider asks for: its clock and ours do not tick together. */
const GRACE_MS = 60;

/**
 * The queue's common wait after refusals: 1, 2, 4 ... 60 s with jitter, never shorter than the provider asked for. It
 * grows with every refusal of a call that was started after the wait before it, and starts over when a call is taken.
 */
export class Backoff {
	readonly #random: () => number;
	#rounds = 0;
	#until = Number.NEGATIVE_INFINITY;
	#roundStartedAt = Number.NEGATIVE_INFINITY;
	#since: number | undefined;
	#refusals = 0;
	#toldUntil = Number.NEGATIVE_INFINITY;

	constructor(random: () => number) {
		this.#random = random;
	}

	/** ms still to wait. */
	waitMs(now: number): number {
		return Math.max(0, this.#until - now);
	}

	/** ms that the provider itself asked to wait, still to go: for these no request of any kind is sent. */
	toldMs(now: number): number {
		return Math.max(0, this.#toldUntil - now);
	}

	/** True from the first refusal until a call is taken: then only one start at a time is tried. */
	get active(): boolean {
		return this.#rounds > 0;
	}

	/** Monotonic ms of the first refusal since a call was taken last. */
	get since(): number | undefined {
		return this.#since;
	}

	/** Refusals since a call was taken last. */
	get refusals(): number {
		return this.#refusals;
	}

	/**
	 * A start made at `startedAt` was refused. `busy`: not for a limit but for an overload of the moment, which is tried
	 * again once at once before waiting.
	 */
	refused(startedAt: number, now: number, retryAfterMs: number | undefined, busy: boolean): void {
		this.#since ??= now;
		this.#refusals += 1;
		// Several calls of one moment refused together are one reason to wait, not several.
		if (startedAt >= this.#roundStartedAt) {
			this.#rounds += 1;
			this.#roundStartedAt = now;
			const doublings = this.#rounds - (busy ? 2 : 1);
			if (doublings >= 0) this.#until = Math.max(this.#until, now + this.#wait(doublings));
		}
		if (retryAfterMs !== undefined) this.told(retryAfterMs, now);
	}

	/** The provider asked to wait, with a refusal or without one. */
	told(retryAfterMs: number, now: number): void {
		this.#toldUntil = Math.max(this.#toldUntil, now + retryAfterMs + GRACE_MS);
		this.#until = Math.max(this.#until, this.#toldUntil);
	}

	/** What the provider asked holds for starts alone. */
	endSilence(): void {
		this.#toldUntil = Number.NEGATIVE_INFINITY;
	}

	/** A start made at `startedAt` was taken: the wait is over if it was made after the last refusal. */
	accepted(startedAt: number): void {
		if (startedAt < this.#roundStartedAt) return;
		this.#rounds = 0;
		this.#since = undefined;
		this.#refusals = 0;
	}

	#wait(doublings: number): number {
		const exponential = Math.min(FIRST_MS * 2 ** Math.min(doublings, 16), LONGEST_MS / (1 + JITTER));
		return exponential * (1 + JITTER * this.#random());
	}
}
