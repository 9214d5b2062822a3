import { type Batch, BatchBook, batchStatus, type NewBatch } from './batches.js';
import type { Call, NewCall } from './call.js';
import type { CallStore } from './calls.js';
import type { BatchWire, MockRequest, Operation, Reply } from './wire/wire.js';

/** Where batches are handed in, looked at and called off. */
export class BatchDesk {
	readonly #wire: BatchWire;
	readonly #calls: CallStore;
	readonly #stop: (call: Call, now: number) => void;
	readonly #book = new BatchBook();

	constructor(wire: BatchWire, calls: CallStore, stop: (call: Call, now: number) => void) {
		this.#wire = wire;
		this.#calls = calls;
		this.#stop = stop;
	}

	/**
	 * @param slots of the account
	 * @param accept takes a call that is dialed at a moment
	 */
	upload(wanted: NewBatch, slots: number, now: number, accept: (row: NewCall, dialedAt: number) => Call): Reply {
		const ahead = this.#book.all.filter((batch) => ['running', 'waiting'].includes(batchStatus(batch, now))).length;
		return this.#wire.uploaded(this.#book.take(wanted, slots, now, accept), ahead);
	}

	answer(operation: Extract<Operation, { kind: 'batches' | 'cancel' }>, request: MockRequest, now: number): Reply {
		if (operation.kind === 'batches') return this.#wire.listedBatches(request, this.#visible(now), now);
		const batch = this.#book.all.find(({ id }) => id === operation.batchId);
		if (batch === undefined) return this.#wire.unknownBatch();
		const status = batchStatus(batch, now);
		if (!this.#wire.isCancel(request.body) || status === 'completed') return this.#wire.notCancelled(status);
		this.#book.cancel(batch, now, (call) => this.#stop(call, now));
		return this.#wire.cancelled(batch);
	}

	/** A batch can be seen as soon as its calls can. */
	#visible(now: number): readonly Batch[] {
		return this.#book.all.filter((batch) => batch.calls.every((call) => this.#calls.isVisible(call, now)));
	}
}
