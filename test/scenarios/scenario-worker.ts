/** A thread that runs the scenarios whose names it is sent, and sends back how each went. */
import { parentPort, workerData } from 'node:worker_threads';
import { governorNamed } from './governors.js';
import { runScenario, type ScenarioResult } from './run-scenarios.js';

/** What a thread is started with. */
export interface ThreadTask {
	readonly governor: string;
	readonly seeds: readonly number[];
}

/** What it answers to a name. */
export interface ThreadAnswer {
	readonly result: ScenarioResult;
	readonly msPerRun: number;
}

const { governor, seeds } = workerData as ThreadTask;
const create = governorNamed(governor);

parentPort?.on('message', async (name: string) => {
	const begun = performance.now();
	const result = await runScenario(name, create, seeds);
	const answer: ThreadAnswer = { result, msPerRun: (performance.now() - begun) / seeds.length };
	parentPort?.postMessage(answer);
});
