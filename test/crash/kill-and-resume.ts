import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadScenario } from '../../src/mock/scenario.js';
import { startMock } from '../../src/mock/server.js';
import type { Truth } from '../../src/mock/truth.js';
import { sleep, systemClock } from '../../src/runtime/clock.js';
import { seededRandom } from '../../src/runtime/random.js';
import { writeContacts } from '../helpers/contacts.js';
import { type Ended, runProgram, startProgram } from '../helpers/program.js';

export interface KilledCampaign {
	/** What really rang, by the mock provider's own count. */
	readonly truth: Truth;
	/** Runs that were killed before they had ended by themselves. */
	readonly killed: number;
	readonly last: Ended;
	readonly verified: Ended;
	readonly results: string;
}

/**
 * One campaign of the compiled program against a mock provider that lives on: killed with SIGKILL at `kills` random
 * moments, resumed after each, and then left to finish.
 */
export async function killAndResume(setup: {
	folder: string;
	scenario: string;
	rows: number;
	kills: number;
	/** Longest time that a run lives before it is killed, ms. */
	longestLifeMs: number;
	seed: number;
	flags?: readonly string[];
}): Promise<KilledCampaign> {
	const { folder, rows, kills, seed } = setup;
	const random = seededRandom(seed);
	const mock = await startMock({ scenario: loadScenario(setup.scenario), clock: systemClock, seed });
	const contacts = join(folder, 'contacts.csv');
	writeContacts(contacts, rows);
	const flags = ['--yes', '--base-url', mock.url, '--from', '+12025550100', '--settle', '1s', ...(setup.flags ?? [])];
	const env = { RETELL_API_KEY: 'test-key' };
	const checkpoint = join(folder, 'contacts.checkpoint.ndjson');
	const begin = () => [existsSync(checkpoint) ? 'resume' : 'run', contacts, ...flags];
	try {
		let killed = 0;
		for (let round = 0; round < kills; round += 1) {
			const run = startProgram(begin(), { env });
			await sleep(systemClock, 200 + random() * setup.longestLifeMs);
			run.process.kill('SIGKILL');
			if ((await run.ended).signal === 'SIGKILL') killed += 1;
		}
		const last = await runProgram(['run', contacts, ...flags], { env });
		const verified = await runProgram(['verify', contacts]);
		return { truth: mock.truth(), killed, last, verified, results: join(folder, 'contacts.results.csv') };
	} finally {
		await mock.close();
	}
}
