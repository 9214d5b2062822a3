import type { Lane } from '../contacts/contact.js';
import type { ContactResult } from '../journal/record.js';
import type { Work, WorkItem } from './work.js';

/** One start in this many is kept for the bulk lane, so that it never starves. */
const BULK_EVERY = 5;

/**
 * Two lanes: high goes first, but every fifth start is bulk's. Each lane streams its contacts from the file, so that
 * what is held here is what was given back and one batch of rows.
 */
export class Lanes implements Work {
	readonly #lanes: Record<Lane, LaneQueue>;
	readonly #onSettled: (item: WorkItem, result: ContactResult) => void;
	#starts = 0;

	constructor(
		streams: Record<Lane, AsyncIterable<WorkItem[]>>,
		onSettled: (item: WorkItem, result: ContactResult) => void,
	) {
		this.#lanes = { high: new LaneQueue(streams.high), bulk: new LaneQueue(streams.bulk) };
		this.#onSettled = onSettled;
	}

	async ready(): Promise<boolean> {
		const { high, bulk } = this.#lanes;
		// Both, not the first that has something: the choice between them needs to see both.
		if (!high.hasNext) await high.readOn();
		if (!bulk.hasNext) await bulk.readOn();
		return high.hasNext || bulk.hasNext;
	}

	take(): WorkItem | undefined {
		const { high, bulk } = this.#lanes;
		const bulkIsDue = this.#starts % BULK_EVERY === BULK_EVERY - 1;
		const lane = high.hasNext && !(bulkIsDue && bulk.hasNext) ? high : bulk;
		this.#starts += 1;
		return lane.take();
	}

	giveBack(item: WorkItem): void {
		this.#lanes[item.contact.lane].giveBack(item);
	}

	postpone(item: WorkItem): void {
		this.#lanes[item.contact.lane].postpone(item);
	}

	settle(item: WorkItem, result: ContactResult): void {
		this.#onSettled(item, result);
	}

	/** Reads no further in the file. */
	async close(): Promise<void> {
		await Promise.all([this.#lanes.high.close(), this.#lanes.bulk.close()]);
	}
}

class LaneQueue {
	readonly #batches: AsyncIterator<WorkItem[]>;
	/** Given back; they go before the rest, in the order in which they came. */
	readonly #returned: WorkItem[] = [];
	/** To be tried again when all others were. */
	#postponed: WorkItem[] = [];
	#batch: WorkItem[] = [];
	#position = 0;
	#ended = false;
	#reading: Promise<void> | undefined;

	constructor(stream: AsyncIterable<WorkItem[]>) {
		this.#batches = stream[Symbol.asyncIterator]();
	}

	giveBack(item: WorkItem): void {
		this.#returned.push(item);
	}

	postpone(item: WorkItem): void {
		this.#postponed.push(item);
	}

	/** Whether an item is at hand. */
	get hasNext(): boolean {
		return this.#returned.length > 0 || this.#position < this.#batch.length;
	}

	take(): WorkItem | undefined {
		const returned = this.#returned.shift();
		if (returned !== undefined) return returned;
		const item = this.#batch[this.#position];
		this.#position += 1;
		return item;
	}

	/**
	 * Reads on in the file until an item is at hand or the file ends; once for all who wait for it, or rows would be passed
	 * over. What failed once fails for all who come later: it would look to them as if the file had ended.
	 */
	readOn(): Promise<void> {
		this.#reading ??= this.#read().then(() => {
			this.#reading = undefined;
		});
		return this.#reading;
	}

	async #read(): Promise<void> {
		if (this.#ended && !this.hasNext) this.#takePostponed();
		while (!this.#ended && !this.hasNext) {
			const next = await this.#batches.next();
			this.#ended = next.done === true;
			this.#batch = next.done === true ? [] : next.value;
			this.#position = 0;
			if (this.#ended) this.#takePostponed();
		}
	}

	async close(): Promise<void> {
		await this.#batches.return?.();
	}

	#takePostponed(): void {
		this.#batch = this.#postponed;
		this.#postponed = [];
		this.#position = 0;
	}
}
