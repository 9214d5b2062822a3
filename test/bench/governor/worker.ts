/** One thread of the benchmark: makes one run after another, and answers each with how it went. */
import { parentPort } from 'node:worker_threads';
import { readScenarioFile } from '../../scenarios/scenario-file.js';
import { CONTENDERS } from './contenders.js';
import type { Task } from './run-tasks.js';

parentPort?.on('message', async ({ contender: name, scenario, seed }: Task) => {
	const contender = CONTENDERS.find((one) => one.name === name);
	if (contender === undefined) throw new Error(`there is no contender "${name}"`);
	parentPort?.postMessage(await contender.run(readScenarioFile(scenario), seed));
});
