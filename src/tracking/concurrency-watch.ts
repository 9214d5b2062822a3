import { type Clock, sleep } from '../runtime/clock.js';
import type { Reads } from './reads.js';

/** Between two questions, ms: limits move seldom, and the answer is the only word of one that has risen. */
const EVERY_MS = 30_000;

interface ConcurrencyWatchOptions {
	readonly reads: Reads;
	readonly clock: Clock;
	/** Live calls of ours just now, those of other dialers on this machine included. */
	readonly ownLive: () => number;
	/** Takes the live calls that we may have, once calls of others are taken off. */
	readonly told: (slots: number) => void;
}

/** Asks the provider for the account's limit of live calls, where it can be asked: before the first call, and from then on. */
export class ConcurrencyWatch {
	readonly #options: ConcurrencyWatchOptions;

	constructor(options: ConcurrencyWatchOptions) {
		this.#options = options;
	}

	/** Asks once. @returns whether there was an answer; where there is none, limits have to be found out. */
	async ask(ownLive = this.#options.ownLive()): Promise<boolean> {
		const { reads, told } = this.#options;
		const { concurrency, readConcurrency } = reads.provider;
		if (concurrency === undefined || readConcurrency === undefined) return false;
		const answer = await reads.ask(concurrency(), readConcurrency);
		if (answer === undefined) return false;
		// A call that was started or has ended while the question was under way is no call of others.
		const others = Math.max(0, answer.live - Math.max(ownLive, this.#options.ownLive()));
		told(Math.max(1, answer.limit - others));
		return true;
	}

	/** Asks again and again until `signal` is aborted. */
	async watch(signal: AbortSignal): Promise<void> {
		const { clock } = this.#options;
		for (await sleep(clock, EVERY_MS, signal); !signal.aborted; await sleep(clock, EVERY_MS, signal)) await this.ask();
	}
}
