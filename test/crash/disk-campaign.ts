import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { Campaign } from '../../src/campaign/campaign.js';
import type { CampaignOptions } from '../../src/campaign/options.js';
import { parseScenario } from '../../src/mock/scenario.js';
import { type MockServer, startMock } from '../../src/mock/server.js';
import { createHttpClient } from '../../src/providers/http.js';
import type { Provider } from '../../src/providers/provider.js';
import { retellProvider } from '../../src/providers/retell/adapter.js';
import { systemClock } from '../../src/runtime/clock.js';
import { type Disk, systemDisk } from '../../src/runtime/disk.js';
import { CheckpointError, DialerError } from '../../src/runtime/errors.js';
import { EXIT } from '../../src/runtime/exit-codes.js';
import { systemProcesses } from '../../src/runtime/processes.js';
import { seededRandom } from '../../src/runtime/random.js';
import { writeContacts } from '../helpers/contacts.js';
import { type DiskFault, FaultyDisk } from './faulty-disk.js';
import { type CampaignFiles, filesIn, type Judgement, judgeFiles } from './judge-files.js';

/** What is to come of a fault. */
export interface DiskCase {
	readonly fault: DiskFault;
	/** Which of the operations that the fault can strike it strikes first, from 1. */
	readonly at: number;
	/** `goes_on`: nothing that anybody would notice. `stops`: the run ends with a sentence, the next one completes it. */
	readonly ends: 'goes_on' | 'stops';
	/** Set when records are gone: the next run must refuse to go on until the file is put back, which this does. */
	readonly putBack?: (checkpoint: string) => void;
}

const ROWS = 8;
const SCENARIO = { calls: { ring: { min: '2ms', max: '10ms' }, talk: { min: '5ms', max: '30ms' } } };

/** How many operations a run without faults has that the fault could strike. */
export async function countOperations(fault: DiskFault): Promise<number> {
	return inFolder(async (files, mock) => {
		const disk = new FaultyDisk(files, Number.POSITIVE_INFINITY, fault);
		await run(files, mock, disk, () => undefined);
		return disk.seen;
	});
}

/**
 * A small campaign on a disk with a fault, and then another run without it. @returns undefined when the run ended
 * before the fault could strike.
 * @throws Error when a call was started whose intent was not safe, or the person was not told what to do.
 */
export function diskCampaign({ fault, at, ends, putBack }: DiskCase): Promise<Judgement | undefined> {
	return inFolder(async (files, mock) => {
		const disk = new FaultyDisk(files, at, fault);
		const unsafe: string[] = [];
		const error = await run(files, mock, disk, (attempt) => {
			if (!disk.safe.includes(`"attempt":"${attempt}"`)) unsafe.push(attempt);
		});
		if (!disk.struck) return undefined;
		const what = `${fault.code ?? fault.meanwhile?.harm.name ?? 'fault'} at operation ${at} of ${fault.strikes.join(', ')}`;
		if (unsafe.length > 0) throw new Error(`${what}: ${unsafe.join(', ')} left before the intent was safe`);
		expectTold(error, ends, what);
		expectWholeRows(files.results, fault, what);
		if (putBack !== undefined) {
			const refused = await run(files, mock, systemDisk, () => undefined);
			if (!(refused instanceof CheckpointError)) throw new Error(`${what}: the next run did not refuse: ${refused}`);
			putBack(files.checkpoint);
		}
		const last = await run(files, mock, systemDisk, () => undefined);
		if (last !== undefined) throw new Error(`${what}: the next run ended with ${last}`);
		return judgeFiles(files, mock.truth());
	});
}

async function inFolder<T>(use: (files: CampaignFiles, mock: MockServer) => Promise<T>): Promise<T> {
	const folder = mkdtempSync(join(tmpdir(), 'dialer-disk-'));
	const mock = await startMock({ scenario: parseScenario(SCENARIO, 'disk campaign'), clock: systemClock });
	try {
		const files = filesIn(folder);
		writeContacts(files.contacts, ROWS);
		return await use(files, mock);
	} finally {
		await mock.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

let tokens = 0;

/** One run, with word of every request for a call before it leaves. @returns what it ended with, if not well. */
async function run(
	files: CampaignFiles,
	mock: MockServer,
	disk: Disk,
	leaving: (attempt: string) => void,
): Promise<unknown> {
	const retell = retellProvider({ apiKey: 'test-key' });
	const provider: Provider = {
		...retell,
		createCall(spec) {
			leaving(spec.attempt);
			return retell.createCall(spec);
		},
	};
	try {
		const campaign = await Campaign.prepare(optionsOf(files, mock.url, provider), {
			clock: systemClock,
			random: seededRandom(7),
			newToken: () => `token${String(tokens++).padStart(6, '0')}`,
			processes: systemProcesses,
			disk,
			connect: createHttpClient,
			version: '0.0.0-test',
			emit: () => undefined,
		});
		const { stop, left } = await campaign.run();
		return stop?.error ?? (left > 0 ? new Error(`${left} contacts left: ${stop?.why}`) : undefined);
	} catch (error) {
		return error;
	}
}

function optionsOf(files: CampaignFiles, baseUrl: string, provider: Provider): CampaignOptions {
	return {
		...files,
		provider,
		baseUrl,
		from: ['+12025550100'],
		dryRun: false,
		until: 'ended',
		limiter: 'adaptive',
		concurrency: 3,
		maxConcurrency: 3,
		pacePerSecond: 1_000,
		paceSource: 'test',
		timeoutMs: 5_000,
		settlingMs: 300,
		giveUpAfterMs: 60_000,
		restart: false,
		sameAccount: false,
		mustResume: false,
	};
}

/** The person is told in one sentence what is wrong and in another what to do, and a script by the exit code. */
function expectTold(error: unknown, ends: DiskCase['ends'], what: string): void {
	if (ends === 'goes_on' ? error === undefined : isClear(error)) return;
	throw new Error(`${what}: the run ended with ${error}`, { cause: error });
}

function isClear(error: unknown): boolean {
	if (!(error instanceof DialerError) || error.exitCode !== EXIT.unexpected) return false;
	const isSentence = /^[^\n]+\.$/.test(error.message) && !/\bE[A-Z]{3,}\b/.test(error.message);
	return isSentence && (error.hint ?? '').length > 0;
}

/** However the run ended, the results hold no half of a row, unless nothing can be cut off any more, and no row twice. */
function expectWholeRows(results: string, fault: DiskFault, what: string): void {
	if (!existsSync(results)) return;
	const text = readFileSync(results, 'utf8');
	const mayBeTorn = fault.lasts && fault.strikes.includes('truncate');
	const rows: Record<string, string>[] = parse(mayBeTorn ? text.slice(0, text.lastIndexOf('\n') + 1) : text, {
		columns: true,
	});
	const numbers = new Set(rows.map((row) => row.phone));
	if (numbers.size !== rows.length) throw new Error(`${what}: a row stands in the results twice`);
}
