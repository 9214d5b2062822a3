import type { Call, NewCall } from './call.js';

/** What a client asks for when it uploads many calls. */
export interface NewBatch {
	readonly title: string;
	readonly agent: string;
	readonly rows: readonly NewCall[];
}

export interface Batch {
	readonly id: string;
	readonly title: string;
	/** Epoch ms. */
	readonly createdAt: number;
	readonly calls: readonly Call[];
	isCancelled: boolean;
}

/**
 * Uploaded batches. They are dialed one after another, each row as soon as one before it has freed its slot; like every
 * call's, their course is settled when they are taken. What is called off does not let others move up.
 */
export class BatchBook {
	readonly all: Batch[] = [];
	/** When the last batch is over, epoch ms. */
	#freeAt = Number.NEGATIVE_INFINITY;

	/** @param accept takes a call that is dialed at a moment, under the batch's id */
	take(wanted: NewBatch, slots: number, now: number, accept: (row: NewCall, dialedAt: number) => Call): Batch {
		const id = `batch_${Math.floor(now).toString(36)}x${this.all.length}`;
		const startsAt = Math.max(now, this.#freeAt);
		/** When each slot is free again. */
		const free: number[] = [];
		const calls = wanted.rows.map((row) => {
			const slot = free.length < slots ? free.length : free.indexOf(Math.min(...free));
			const call = accept({ ...row, batch: id }, free[slot] ?? startsAt);
			free[slot] = call.freedAt;
			this.#freeAt = Math.max(this.#freeAt, call.freedAt);
			return call;
		});
		const batch: Batch = { id, title: wanted.title, createdAt: Math.floor(now), calls, isCancelled: false };
		this.all.push(batch);
		return batch;
	}

	/** Calls that have not been dialed are not dialed any more. @param stop ends a call */
	cancel(batch: Batch, now: number, stop: (call: Call) => void): void {
		batch.isCancelled = true;
		for (const call of batch.calls) if (now < call.dialedAt) stop(call);
	}
}

export type BatchStatus = 'waiting' | 'running' | 'completed' | 'cancelled';

export function batchStatus({ calls, isCancelled }: Batch, now: number): BatchStatus {
	if (isCancelled) return 'cancelled';
	if (calls.every(({ endedAt }) => endedAt <= now)) return 'completed';
	return calls.some(({ dialedAt }) => dialedAt <= now) ? 'running' : 'waiting';
}
