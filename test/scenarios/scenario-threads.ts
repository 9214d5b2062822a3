import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ThreadAnswer, ThreadTask } from './scenario-worker.js';

/**
 * Runs scenarios in threads, each in whichever thread is free next.
 * @param done is called in the order of `names`, as soon as all before have been done.
 * @throws whatever goes wrong in a thread; the others are ended then.
 */
export async function runInThreads(
	names: readonly string[],
	task: ThreadTask,
	threads: number,
	done: (answer: ThreadAnswer) => void,
): Promise<void> {
	const answers: (ThreadAnswer | undefined)[] = [];
	let handedOut = 0;
	let shown = 0;

	async function work(worker: Worker): Promise<void> {
		while (handedOut < names.length) {
			const place = handedOut++;
			worker.postMessage(names[place]);
			// `once` rejects when the thread fails.
			const [answer] = (await once(worker, 'message')) as [ThreadAnswer];
			answers[place] = answer;
			for (let next = answers[shown]; next !== undefined; next = answers[++shown]) done(next);
		}
	}

	const workers = Array.from(
		{ length: threads },
		() => new Worker(new URL('./scenario-worker.js', import.meta.url), { workerData: task }),
	);
	try {
		await Promise.all(workers.map(work));
	} finally {
		await Promise.all(workers.map((worker) => worker.terminate()));
	}
}
