import { type Clock, sleep } from '../runtime/clock.js';
import type { Reads } from './reads.js';

/** Between two questions, ms: about as often as a start is made on a small account, so that most steps are heard of first. */
const EVERY_MS = 10_000;

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
	/** The answer before, in slots that we may have. */
	#before: number | undefined;
	#wake: () => void = () => undefined;

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
		const slots = Math.max(1, answer.limit - others);
		// Word of an ended call may be on its way to us, and then one more slot seems free than is.
		told(Math.min(slots, this.#before ?? slots));
		this.#before = slots;
		return true;
	}

	/** Asks again and again until `signal` is aborted: every now and then, and as soon as a start was refused. */
	async watch(signal: AbortSignal): Promise<void> {
		const { clock } = this.#options;
		signal.addEventListener('abort', () => this.#wake(), { once: true });
		while (!signal.aborted) {
			const nap = new AbortController();
			this.#wake = () => nap.abort();
			await sleep(clock, EVERY_MS, nap.signal);
			if (!signal.aborted) await this.ask();
		}
	}

	/** A start was refused: the limit may have moved. */
	refused(): void {
		this.#wake();
	}
}
