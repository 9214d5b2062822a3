/** After the last word, asking waits this many times as long as it would otherwise, */
const PATIENCE = 5;
/** and so many times as long as words have lain apart. */
const GAPS = 3;
/** Weight of the newest gap in their mean. */
const WEIGHT = 0.2;
/** However much is told, one word may be lost: it is asked at least this often, ms. */
const LONGEST_MS = 30_000;

/**
 * Whether ends are told without asking, and how long asking can wait therefore. Word of an end is trusted to go on until
 * asking finds an end that nobody told; silence alone only brings the next question nearer.
 */
export class Hearing {
	/** When an end was told last, monotonic ms; undefined while word cannot be relied on. */
	#heardAt: number | undefined;
	/** Between two words, ms. */
	#meanGap = 0;
	readonly #missed: () => void;

	/** `missed` is called for each end that asking found and nobody had told. */
	constructor(missed: () => void = () => undefined) {
		this.#missed = missed;
	}

	get isTrusted(): boolean {
		return this.#heardAt !== undefined;
	}

	told(now: number): void {
		const gap = Math.min(now - (this.#heardAt ?? now), LONGEST_MS);
		this.#meanGap += WEIGHT * (gap - this.#meanGap);
		this.#heardAt = now;
	}

	/** Asking found an end that had not been told. */
	missed(): void {
		this.#heardAt = undefined;
		this.#missed();
	}

	/** When to ask next, monotonic ms; `askedAt`: when it was asked last, `everyMs`: how often it would be asked. */
	nextAsk(askedAt: number, everyMs: number): number {
		if (this.#heardAt === undefined) return askedAt + everyMs;
		const patient = Math.max(askedAt, this.#heardAt) + Math.max(PATIENCE * everyMs, GAPS * this.#meanGap);
		return Math.min(patient, askedAt + Math.max(LONGEST_MS, everyMs));
	}
}
