/**
 * Follows the calls of uploaded batches to their end. One list shows a whole batch, so it is read as a whole, and less often
 * the more calls are awaited: nobody here waits for a freed slot.
 *
 * A row that the list does not show yet waits for its turn. When nothing of a batch is on its way any more, the provider is
 * asked whether the batch is over; what is not shown as dialed a settling time after that never was, as far as can be seen.
 * Such a row is free only where the provider was told not to dial it and said so: in all other cases it is lost.
 */
import type { Batches } from '../providers/batches.js';
import type { CallView, FollowedCall } from '../providers/provider.js';
import { type Clock, sleep } from '../runtime/clock.js';
import { findBatch } from './find-batch.js';
import type { Reads } from './reads.js';
import type { Settling } from './settling.js';
import { type Followed, type Watched, watch } from './watched-call.js';

interface Parts {
	readonly reads: Reads;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	readonly settling: Settling;
}

/** Ends that a page read is to show, at the speed at which calls were seen to end. */
const ENDS_PER_PAGE = 15;
/** Between two readings of a batch, ms; the first ones grow from the shortest to the longest. */
const SHORTEST_MS = 5_000;
const LONGEST_MS = 60_000;
/** Pages of one batch at most: no batch has so many calls. */
const MOST_PAGES = 600;

export class BatchFollower {
	readonly #parts: Parts;
	readonly #batches = new Map<string, FollowedBatch>();
	#callsOff = false;

	constructor(parts: Parts) {
		this.#parts = parts;
		parts.signal.addEventListener('abort', () => {
			for (const batch of this.#batches.values()) batch.abandon();
		});
	}

	/** Whether this is a call of a batch. */
	isOfBatch({ call }: FollowedCall): boolean {
		return this.#parts.reads.provider.batches?.batchOf(call) !== undefined;
	}

	/** Resolves when the call is over. Never rejects. */
	follow(call: FollowedCall): Promise<Followed> {
		const { reads, signal } = this.#parts;
		const id = reads.provider.batches?.batchOf(call.call);
		if (signal.aborted || id === undefined || reads.provider.batches === undefined) {
			return Promise.resolve({ kind: 'abandoned' });
		}
		let batch = this.#batches.get(id);
		if (batch === undefined) {
			batch = new FollowedBatch(id, call.since, reads.provider.batches, this.#parts);
			this.#batches.set(id, batch);
			if (this.#callsOff) batch.callOff();
			const followed = batch.follow(call);
			void batch.run(() => this.#batches.delete(id));
			return followed;
		}
		return batch.follow(call);
	}

	/** What has not been dialed yet is not to be dialed any more. */
	callOff(): void {
		this.#callsOff = true;
		for (const batch of this.#batches.values()) batch.callOff();
	}
}

class FollowedBatch {
	readonly #id: string;
	readonly #since: number;
	readonly #api: Batches;
	readonly #parts: Parts;
	readonly #rows = new Map<string, Watched>();
	readonly #startedAt: number;
	#firstMs = SHORTEST_MS;
	#pages = 1;
	#ended = 0;
	/** When something of it was news, monotonic ms. */
	#newsAt: number;
	#shown = 0;
	/** Whether it is to be called off, and whether the provider did so. */
	#callsOff: 'no' | 'wanted' | 'done' | 'refused' = 'no';
	/** When the provider said that it is over, monotonic ms. */
	#overAt: number | undefined;
	/** It shows calls that are none of its rows, as far as can be seen: what it does not show may be among them. */
	#hasStrangers = false;
	#isHurried = false;
	#wake: () => void = () => undefined;

	constructor(id: string, since: number, api: Batches, parts: Parts) {
		this.#id = id;
		this.#since = since;
		this.#api = api;
		this.#parts = parts;
		this.#startedAt = this.#now;
		this.#newsAt = this.#startedAt;
	}

	follow(call: FollowedCall): Promise<Followed> {
		const known = this.#rows.get(call.call);
		if (known !== undefined) return known.followed;
		const watched = watch(call, this.#now);
		this.#rows.set(call.call, watched);
		return watched.followed;
	}

	callOff(): void {
		if (this.#callsOff === 'no') this.#callsOff = 'wanted';
		this.#isHurried = true;
		this.#wake();
	}

	abandon(): void {
		for (const call of [...this.#rows.keys()]) this.#settle(call, { kind: 'abandoned' });
		this.#wake();
	}

	/** Until all its rows are over; then `done` is called, before any other can be added. */
	async run(done: () => void): Promise<void> {
		while (this.#rows.size > 0) {
			await this.#rest();
			await this.#cancel();
			const views = await this.#list();
			if (views !== undefined) {
				this.#take(views);
				await this.#judgeWaiting(views);
			}
			this.#giveUp();
		}
		done();
	}

	async #rest(): Promise<void> {
		const nap = new AbortController();
		this.#wake = () => nap.abort();
		if (!this.#isHurried) await sleep(this.#parts.clock, this.#restMs(), nap.signal);
		this.#isHurried = false;
	}

	#restMs(): number {
		if (this.#callsOff !== 'no') return SHORTEST_MS;
		if (this.#overAt !== undefined) return this.#parts.settling.absentAfterMs;
		if (this.#ended === 0) {
			this.#firstMs = Math.min(this.#firstMs * 1.5, LONGEST_MS);
			return this.#firstMs;
		}
		const wanted = Math.min(ENDS_PER_PAGE * this.#pages, this.#rows.size);
		const ms = (wanted * (this.#now - this.#startedAt)) / this.#ended;
		return Math.min(Math.max(ms, SHORTEST_MS), LONGEST_MS);
	}

	async #cancel(): Promise<void> {
		if (this.#callsOff !== 'wanted' || this.#rows.size === 0) return;
		const done = await this.#parts.reads.ask(this.#api.cancel(this.#id), (response) => this.#api.readCancel(response));
		if (done !== undefined) this.#callsOff = done ? 'done' : 'refused';
	}

	/** All calls of the batch, the newest of each number; undefined when a page was of no use. */
	async #list(): Promise<ReadonlyMap<string, CallView> | undefined> {
		const viewOf = new Map<string, CallView>();
		let pages = 0;
		for (let isLast = false, before = -1; !isLast && pages < MOST_PAGES && before < viewOf.size; ) {
			before = viewOf.size;
			pages += 1;
			const page = await this.#parts.reads.read(this.#api.listCalls(this.#id, pages), (response) =>
				this.#api.readCalls(response, this.#id),
			);
			if (page === undefined) return undefined;
			for (const view of page.views) viewOf.set(view.call, view);
			// Of a batch that is over, what is not shown is judged: nothing may stand on a page behind.
			isLast = page.views.length === 0 || (page.isLast && this.#overAt === undefined);
		}
		this.#pages = pages;
		return viewOf;
	}

	#take(viewOf: ReadonlyMap<string, CallView>): void {
		if (viewOf.size > this.#shown) this.#newsAt = this.#now;
		this.#shown = Math.max(this.#shown, viewOf.size);
		const { size } = this.#rows;
		for (const [call, view] of viewOf) {
			// Rows that are over are not known any more, nor those that an earlier run saw the end of.
			const isStrange = this.#api.batchOf(call) !== this.#id || (view.end === undefined && !this.#rows.has(call));
			if (isStrange) this.#hasStrangers = true;
			if (view.end === undefined) continue;
			const isCalledOff = this.#callsOff === 'done' && view.undialed === true;
			this.#settle(call, isCalledOff ? { kind: 'called_off' } : { kind: 'ended', end: view.end });
		}
		this.#ended += size - this.#rows.size;
		if (this.#rows.size < size) this.#newsAt = this.#now;
	}

	/** Rows that are not shown, or not as dialed, when none that was dialed is left. */
	async #judgeWaiting(viewOf: ReadonlyMap<string, CallView>): Promise<void> {
		const waiting = [...this.#rows.keys()].filter((call) => viewOf.get(call)?.undialed ?? !viewOf.has(call));
		if (waiting.length === 0 || waiting.length < this.#rows.size) return;
		const { settling } = this.#parts;
		if (this.#overAt !== undefined && this.#now - this.#overAt >= settling.absentAfterMs) {
			const isFree = this.#callsOff === 'done' && !this.#hasStrangers;
			const why = 'the batch is over, and the provider does not show what became of this call';
			for (const call of waiting) this.#settle(call, isFree ? { kind: 'called_off' } : { kind: 'lost', why });
			return;
		}
		const found = await findBatch(this.#parts.reads, { batch: this.#id, since: this.#since });
		const isOver = found?.kind === 'absent' || (found?.kind === 'found' && found.isOver);
		if (isOver) this.#overAt ??= this.#now;
		else if (found !== undefined) this.#overAt = undefined;
	}

	/** A batch of which nothing was heard for as long as a call may take is not waited for any longer. */
	#giveUp(): void {
		const { longestCallMs } = this.#parts.reads.provider.defaults;
		if (this.#now - this.#newsAt < longestCallMs) return;
		const why = `no end was seen, and nothing of its batch for ${longestCallMs / 3_600_000} h`;
		for (const call of [...this.#rows.keys()]) this.#settle(call, { kind: 'lost', why });
	}

	#settle(call: string, followed: Followed): void {
		this.#rows.get(call)?.resolve(followed);
		this.#rows.delete(call);
	}

	get #now(): number {
		return this.#parts.clock.monotonic();
	}
}
