/** Attempts of other campaigns may be told of as well: so many are remembered, the latest. */
const MOST = 10_000;

/** Which calls attempts became, as the provider told by itself. */
export class ToldAttempts {
	readonly #callOf = new Map<string, string>();
	readonly #waiting = new Map<string, (call: string) => void>();

	/** What was told first of an attempt stays. */
	add(attempt: string, call: string): void {
		if (this.#callOf.has(attempt)) return;
		this.#callOf.set(attempt, call);
		const [oldest] = this.#callOf.keys();
		if (oldest !== undefined && this.#callOf.size > MOST) this.#callOf.delete(oldest);
		this.#waiting.get(attempt)?.(call);
	}

	callOf(attempt: string): string | undefined {
		return this.#callOf.get(attempt);
	}

	/** Calls back when the attempt is told of, until `forget`. */
	listen(attempt: string, told: (call: string) => void): void {
		this.#waiting.set(attempt, told);
	}

	forget(attempt: string): void {
		this.#waiting.delete(attempt);
	}
}
