import type { CallView } from '../providers/provider.js';
import { type Clock, sleep } from '../runtime/clock.js';
import type { Reads } from './reads.js';

/** What became of an attempt in doubt. */
export type Reconciled =
	| { readonly kind: 'placed'; readonly call: string }
	| { readonly kind: 'not_placed'; readonly why: string }
	/** The run was abandoned before it was known. */
	| { readonly kind: 'unknown' };

/** Wait before the first question, ms, doubled after each. */
const FIRST_ASK_MS = 250;
const LONGEST_ASK_MS = 5_000;

/**
 * Finds out whether an attempt in doubt was placed, by asking the provider for the attempt id that went with it.
 * Presence is believed at once. Absence counts only when it is seen `settlingMs` after the first question of this run,
 * because lists lag behind and a slow server may still act on what it was sent. How long ago an earlier run sent it is
 * not taken into account: that would rest on the wall clock, which may have been wrong then.
 */
export class Reconciler {
	readonly #reads: Reads;
	readonly #clock: Clock;
	readonly #signal: AbortSignal;
	readonly #settlingMs: number;

	constructor(options: { reads: Reads; clock: Clock; signal: AbortSignal; settlingMs: number }) {
		this.#reads = options.reads;
		this.#clock = options.clock;
		this.#signal = options.signal;
		this.#settlingMs = options.settlingMs;
	}

	/** Never rejects. */
	async find(attempt: string): Promise<Reconciled> {
		const settledAt = this.#clock.monotonic() + this.#settlingMs;
		for (let wait = FIRST_ASK_MS; !this.#signal.aborted; wait = Math.min(wait * 2, LONGEST_ASK_MS)) {
			const askedAt = this.#clock.monotonic();
			const views = await this.#ask(attempt);
			const found = views?.find((view) => view.attempt === attempt);
			if (found !== undefined) return { kind: 'placed', call: found.call };
			if (views !== undefined && askedAt >= settledAt) {
				return { kind: 'not_placed', why: `the provider shows no call with this attempt's id` };
			}
			const left = settledAt - this.#clock.monotonic();
			await sleep(this.#clock, left > 0 ? Math.min(wait, left) : wait, this.#signal);
		}
		return { kind: 'unknown' };
	}

	#ask(attempt: string): Promise<CallView[] | undefined> {
		const { provider } = this.#reads;
		return this.#reads.read(provider.findAttempt(attempt), provider.readCalls);
	}
}
