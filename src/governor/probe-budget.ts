/** Earned by every call that is taken: refusals that look for more capacity may cost this share of the calls. */
const PER_ACCEPT = 0.0035;
/** The same while the limit is known to move: then a look is likelier to find something. */
const PER_ACCEPT_MOVING = 0.025;
const FIRST = 0.5;
const MOST = 4;
/** A probe that finds more capacity pays for itself. */
const REWARD = 1;

/**
 * What may be spent on finding out whether the limit has risen. If nothing changed, a probe is a refusal, so the share of
 * refusals is bounded by what is earned here.
 */
export class ProbeBudget {
	#credit = FIRST;

	get affords(): boolean {
		return this.#credit >= 1;
	}

	accepted(moving: boolean): void {
		this.#credit = Math.min(MOST, this.#credit + (moving ? PER_ACCEPT_MOVING : PER_ACCEPT));
	}

	/** A limit was found to have moved: it is worth a look whether it moves again. */
	moved(): void {
		this.#credit = Math.min(MOST, this.#credit + REWARD);
	}

	/** A probe was refused. */
	refused(): void {
		this.#credit = Math.max(0, this.#credit - 1);
	}
}
