import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { onTestFinished } from 'vitest';
import { Campaign, type CampaignReport } from '../../src/campaign/campaign.js';
import type { CampaignOptions } from '../../src/campaign/options.js';
import { parseScenario } from '../../src/mock/scenario.js';
import { type MockServer, startMock } from '../../src/mock/server.js';
import type { CampaignEvent } from '../../src/progress/events.js';
import { createHttpClient } from '../../src/providers/http.js';
import { retellProvider } from '../../src/providers/retell/adapter.js';
import { type Clock, systemClock } from '../../src/runtime/clock.js';
import { systemDisk } from '../../src/runtime/disk.js';
import { systemProcesses } from '../../src/runtime/processes.js';
import { seededRandom } from '../../src/runtime/random.js';
import { writeContacts } from './contacts.js';

/** A folder of the test's own, there until the suite's end (written.ts). */
export function temporaryFolder(): string {
	return mkdtempSync(join(tmpdir(), 'dialer-test-'));
}

/** A mock provider that goes with the test. `scenario`: as in a scenario file. */
export async function mockProvider(
	scenario: object,
	clock: Clock = systemClock,
	seed = 1,
	provider = 'retell',
): Promise<MockServer> {
	const mock = await startMock({ scenario: parseScenario(scenario, 'test'), clock, seed, provider });
	onTestFinished(() => mock.close());
	return mock;
}

export interface Setup {
	readonly folder: string;
	readonly options: CampaignOptions;
	readonly clock: Clock;
}

/** A campaign on a file of `rows` numbers against `baseUrl`. */
export function campaignSetup(
	baseUrl: string,
	rows: number,
	changes: Partial<CampaignOptions> = {},
	clock: Clock = systemClock,
): Setup {
	const folder = temporaryFolder();
	const contacts = join(folder, 'contacts.csv');
	writeContacts(contacts, rows);
	const options: CampaignOptions = {
		contacts,
		results: join(folder, 'contacts.results.csv'),
		checkpoint: join(folder, 'contacts.checkpoint.ndjson'),
		provider: retellProvider({ apiKey: 'test-key' }),
		baseUrl,
		from: ['+12025550100'],
		dryRun: false,
		until: 'ended',
		limiter: 'adaptive',
		concurrency: 1,
		maxConcurrency: 50,
		pacePerSecond: 1_000,
		paceSource: 'test',
		timeoutMs: 5_000,
		settlingMs: 2_000,
		giveUpAfterMs: 60_000,
		restart: false,
		sameAccount: false,
		mustResume: false,
		...changes,
	};
	return { folder, options, clock };
}

let tokens = 0;

/** Runs the campaign once, to its end. `use` is given the campaign before it starts. */
export async function runCampaign(
	setup: Setup,
	use: (campaign: Campaign, event: CampaignEvent) => void = () => undefined,
): Promise<CampaignReport & { readonly events: CampaignEvent[] }> {
	const events: CampaignEvent[] = [];
	const campaign: Campaign = await Campaign.prepare(setup.options, {
		clock: setup.clock,
		random: seededRandom(7),
		newToken: () => `token${String(tokens++).padStart(6, '0')}`,
		processes: systemProcesses,
		disk: systemDisk,
		connect: createHttpClient,
		version: '0.0.0-test',
		emit: (event) => {
			events.push(event);
			use(campaign, event);
		},
	});
	return { ...(await campaign.run()), events };
}

/** The results file's rows by column name. */
export function readResults(path: string): Record<string, string>[] {
	return parse(readFileSync(path, 'utf8'), { columns: true });
}
