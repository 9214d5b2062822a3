import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Outcome } from './outcome.js';

/** One run of one contender. */
export interface Task {
	readonly contender: string;
	readonly scenario: string;
	readonly seed: number;
}

/**
 * Makes all runs, as many at a time as there are cores.
 * @param done called after each
 * @returns the outcomes in the order of the tasks
 */
export async function runTasks(tasks: readonly Task[], done: (task: Task) => void): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	const waiting = tasks.entries();
	async function work(): Promise<void> {
		const worker = new Worker(new URL('./worker.js', import.meta.url));
		try {
			for (const [place, task] of waiting) {
				worker.postMessage(task);
				const [outcome] = (await once(worker, 'message')) as [Outcome];
				outcomes[place] = outcome;
				done(task);
			}
		} finally {
			await worker.terminate();
		}
	}
	await Promise.all(Array.from({ length: availableParallelism() }, work));
	return outcomes;
}
