/** Earned by every call that is taken. Refusals that look for more capacity may cost this share of the calls. */
const PER_ACCEPT = 0.005;
const MOST = 4;
/** A probe that finds more capacity pays for itself. */
const REWARD = 1.5;
/** However few calls there are, capacity is looked for this often, ms. */
const AT_LEAST_EVERY_MS = 30 * 60_000;

/**
 * What may be spent on finding out whether the limit has risen. If nothing changed, a probe is a refusal, so the share of
 * refusals is bounded by what is earned here (GOVERNOR: tracking costs at least one refusal per look).
 */
export class ProbeBudget {
	#credit = 1;
	#lastAt = Number.NEGATIVE_INFINITY;

	affords(now: number): boolean {
		return this.#credit >= 1 || now - this.#lastAt >= AT_LEAST_EVERY_MS;
	}

	accepted(): void {
		this.#credit = Math.min(MOST, this.#credit + PER_ACCEPT);
	}

	/** A probe is made. */
	spent(now: number): void {
		this.#lastAt = now;
	}

	refused(): void {
		this.#credit = Math.max(0, this.#credit - 1);
	}

	found(): void {
		this.#credit = Math.min(MOST, this.#credit + REWARD);
	}
}
