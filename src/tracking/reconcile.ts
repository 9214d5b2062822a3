import type { Batches } from '../providers/batches.js';
import type { HttpResponse } from '../providers/http.js';
import type { Found, LostAttempt } from '../providers/provider.js';
import { type Clock, sleep } from '../runtime/clock.js';
import { findBatch } from './find-batch.js';
import type { Reads } from './reads.js';
import type { Settling } from './settling.js';
import { ToldAttempts } from './told-attempts.js';

/** What became of an attempt in doubt. */
export type Reconciled =
	| { readonly kind: 'placed'; readonly call: string }
	| { readonly kind: 'not_placed'; readonly why: string }
	/** The provider cannot be asked, or its answers do not tell: a person has to decide. */
	| { readonly kind: 'cannot_tell'; readonly why: string }
	/** The run was abandoned before it was known. */
	| { readonly kind: 'abandoned' };

type Answer = Exclude<Found, { kind: 'more' }>;

/** Wait before the first question, ms, doubled after each up to the longest, or to a share of the settling time if that is more. */
const FIRST_ASK_MS = 250;
const LONGEST_ASK_MS = 5_000;
/** An answer that takes more requests than this has no end: a list that always names a next page. */
const MOST_REQUESTS = 500;
const SHARE_OF_SETTLING = 0.01;

/**
 * Finds out whether an attempt in doubt was placed, as far as the provider can be asked. Presence is believed at once.
 * Absence counts only when it is seen the settling time after the first question of this run, because lists lag behind
 * and a slow server may still act on what it was sent. How long ago an earlier run sent it is not taken into account:
 * that would rest on the wall clock, which may have been wrong then. What the provider tells by itself is presence too.
 */
export class Reconciler {
	readonly #reads: Reads;
	readonly #clock: Clock;
	readonly #signal: AbortSignal;
	readonly #settling: Settling;
	readonly #told = new ToldAttempts();
	/** Of uploads whose answer was lost, by their names. */
	readonly #uploads = new Map<string, Promise<Reconciled>>();

	constructor(options: { reads: Reads; clock: Clock; signal: AbortSignal; settling: Settling }) {
		this.#reads = options.reads;
		this.#clock = options.clock;
		this.#signal = options.signal;
		this.#settling = options.settling;
	}

	/** The provider told by itself of a call that bears this attempt's id. */
	told(attempt: string, call: string): void {
		this.#told.add(attempt, call);
	}

	/** The call that this attempt became, as the provider told by itself. */
	callOf(attempt: string): string | undefined {
		return this.#told.callOf(attempt);
	}

	/** Never rejects. */
	async find(lost: LostAttempt): Promise<Reconciled> {
		const { attempt } = lost;
		const known = this.#told.callOf(attempt);
		if (known !== undefined) return { kind: 'placed', call: known };
		const over = new AbortController();
		const told = new Promise<Reconciled>((resolve) => {
			this.#told.listen(attempt, (call) => resolve({ kind: 'placed', call }));
		});
		const found = await Promise.race([told, this.#ask(lost, AbortSignal.any([this.#signal, over.signal]))]);
		this.#told.forget(attempt);
		over.abort();
		return found;
	}

	/** Asks until it is known, or nobody wants to know any more. */
	async #ask(lost: LostAttempt, signal: AbortSignal): Promise<Reconciled> {
		const { findAttempt, batches } = this.#reads.provider;
		if (lost.batch !== undefined && batches !== undefined) return this.#findInBatch(lost, lost.batch, batches);
		if (findAttempt === undefined) {
			return { kind: 'cannot_tell', why: 'the provider cannot be asked whether it placed a call' };
		}
		return this.#search(() => this.#askOnce(lost), 'the provider shows no call of this attempt', signal);
	}

	/** All attempts of an upload went with it or did not: it is looked for once. */
	async #findInBatch({ to, intendedAt }: LostAttempt, name: string, batches: Batches): Promise<Reconciled> {
		const search =
			this.#uploads.get(name) ??
			this.#search(
				() => this.#askForBatch(name, intendedAt),
				'the provider shows no batch of this upload',
				this.#signal,
			);
		this.#uploads.set(name, search);
		const found = await search;
		return found.kind === 'placed' ? { kind: 'placed', call: batches.callOf(found.call, to) } : found;
	}

	/** Asks until it is found, or is missing for long enough. */
	async #search(ask: () => Promise<Answer | undefined>, absent: string, signal: AbortSignal): Promise<Reconciled> {
		const firstAskedAt = this.#clock.monotonic();
		let missedForMs: number | undefined;
		for (let wait = FIRST_ASK_MS; !signal.aborted; wait = Math.min(wait * 2, this.#longestAskMs)) {
			const sinceMs = this.#clock.monotonic() - firstAskedAt;
			const found = await ask();
			if (found?.kind === 'placed') {
				if (missedForMs !== undefined) this.#settling.shownLate(missedForMs);
				return found;
			}
			if (found?.kind === 'cannot_tell') return found;
			if (found?.kind === 'absent') {
				if (sinceMs >= this.#settling.absentAfterMs) return { kind: 'not_placed', why: absent };
				missedForMs = sinceMs;
			}
			const left = firstAskedAt + this.#settling.absentAfterMs - this.#clock.monotonic();
			await sleep(this.#clock, left > 0 ? Math.min(wait, left) : wait, signal);
		}
		return { kind: 'abandoned' };
	}

	get #longestAskMs(): number {
		return Math.max(LONGEST_ASK_MS, this.#settling.absentAfterMs * SHARE_OF_SETTLING);
	}

	async #askForBatch(name: string, since: number): Promise<Answer | undefined> {
		const found = await findBatch(this.#reads, { name, since });
		return found?.kind === 'found' ? { kind: 'placed', call: found.batch } : found;
	}

	/** One question, over as many requests as its answer takes; undefined when an answer was of no use. */
	async #askOnce(lost: LostAttempt): Promise<Answer | undefined> {
		const { provider } = this.#reads;
		let request = provider.findAttempt?.(lost);
		let parse = (response: HttpResponse) => provider.readFound?.(response, lost);
		for (let asked = 0; request !== undefined; asked += 1) {
			if (asked === MOST_REQUESTS)
				return { kind: 'cannot_tell', why: `its lists go on after ${MOST_REQUESTS} requests` };
			const found: Found | undefined = await this.#reads.search(request, parse);
			if (found?.kind !== 'more') return found;
			request = found.request;
			parse = found.read ?? parse;
		}
		return undefined;
	}
}
