/** Longest wait before a slot is used again, ms. */
const LONGEST_MS = 12_000;
/** Beyond the moment at which it was still refused, ms. */
const STEP_MS = 500;
/** So many slots freed late, within so many calls, are the provider's way and no chance. */
const LATE_AT_LEAST = 2;
const WITHIN_CALLS = 60;
/** By every call that is taken the wait shrinks a little: a provider may have become faster. */
const SHRINKS_TO = 0.999;

/** Providers that free a slot some time after they tell of the call's end: the slot is used again after that time. */
export class RefillDelay {
	#delayMs = 0;
	/** When the slots that wait may be used, ms, in their order. */
	readonly #until: number[] = [];
	#late = 0;
	#takenSince = 0;

	/** Slots that wait. */
	waiting(now: number): number {
		while ((this.#until[0] ?? Number.POSITIVE_INFINITY) <= now) this.#until.shift();
		return this.#until.length;
	}

	/** ms until the first of them may be used. */
	waitMs(now: number): number {
		return Math.max(0, (this.#until[0] ?? now) - now);
	}

	/** A call ended. */
	ended(now: number): void {
		if (this.#delayMs >= 1) this.#until.push(now + this.#delayMs);
	}

	/** A call was taken. */
	taken(): void {
		this.#delayMs *= SHRINKS_TO;
		this.#takenSince += 1;
		if (this.#takenSince >= WITHIN_CALLS) this.#late = 0;
	}

	/** A slot was found to have been in use still, so long after its call's end was told, ms. @returns the wait from now on, ms. */
	late(afterMs: number): number {
		if (afterMs > LONGEST_MS) return this.#delayMs;
		this.#late += 1;
		this.#takenSince = 0;
		if (this.#late >= LATE_AT_LEAST) this.#delayMs = Math.min(LONGEST_MS, Math.max(this.#delayMs, afterMs) + STEP_MS);
		return this.#delayMs;
	}

	reset(): void {
		this.#delayMs = 0;
		this.#late = 0;
	}
}
