import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseScenario } from '../../src/mock/scenario.js';
import { startMock } from '../../src/mock/server.js';
import { systemClock } from '../../src/runtime/clock.js';
import { type Random, seededRandom } from '../../src/runtime/random.js';
import { writeContacts } from '../helpers/contacts.js';
import { type Running, startProgram } from '../helpers/program.js';
import { CANARY } from '../helpers/written.js';
import { filesIn, type Judgement, judgeFiles } from './judge-files.js';
import { environmentFor, killAt, type Moment } from './moments.js';

export interface KillResult extends Judgement {
	readonly kills: number;
	/** Kills of a run that had not sent a single request for a call since the kill before. */
	readonly doubleKills: number;
	/** Runs that went on where another had been killed. */
	readonly resumes: number;
}

export interface KillPlan {
	/** A scenario of the mock, as in a scenario file. */
	readonly scenario: object;
	readonly rows: number;
	/** Live calls at the start and at most. */
	readonly concurrency: number;
	/** Runs that are to be killed. */
	readonly rounds: number;
	readonly seed: number;
	/** When the run is killed; `round` counts from 0. */
	readonly moment: (round: number, random: Random) => Moment;
}

/**
 * One campaign of the compiled program against a mock provider that outlives it: killed with SIGKILL again and again,
 * resumed after each kill, and then left to finish; sooner when a run brought it to its end.
 * @throws Error when the last run or `dialer verify` does not end well.
 */
export async function killCampaign(plan: KillPlan): Promise<KillResult> {
	const folder = mkdtempSync(join(tmpdir(), 'dialer-kills-'));
	const scenario = parseScenario(plan.scenario, 'kill campaign');
	const mock = await startMock({ scenario, clock: systemClock, seed: plan.seed });
	try {
		const files = filesIn(folder);
		writeContacts(files.contacts, plan.rows);
		const random = seededRandom(plan.seed);
		const own = { XDG_STATE_HOME: join(folder, 'state'), RETELL_API_KEY: CANARY };
		const dialer = (args: string[], env = {}) => startProgram(args, { env: { ...own, ...env } });
		const start = (moment?: Moment) => {
			const command = isBegun(files.checkpoint) ? 'resume' : 'run';
			const env = moment === undefined ? {} : environmentFor(moment, folder);
			return dialer([command, files.contacts, ...flagsOf(plan, mock.url)], env);
		};
		let kills = 0;
		let doubleKills = 0;
		let createsBefore = -1;
		for (let round = 0; round < plan.rounds; round += 1) {
			const moment = plan.moment(round, random);
			const { code, signal } = await killAt(moment, start(moment), mock, files.checkpoint);
			if (code === 0) break; // nothing is left to do
			if (signal !== 'SIGKILL') continue;
			kills += 1;
			const { creates } = mock.truth();
			if (creates === createsBefore) doubleKills += 1;
			createsBefore = creates;
		}
		await expectCode0(start());
		await expectCode0(dialer(['verify', files.contacts]));
		return { kills, doubleKills, resumes: kills, ...judgeFiles(files, mock.truth()) };
	} finally {
		await mock.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Whether there is a whole record: `dialer resume` has nothing to go on from before. */
function isBegun(checkpoint: string): boolean {
	return existsSync(checkpoint) && readFileSync(checkpoint).includes('\n');
}

function flagsOf({ concurrency }: KillPlan, url: string): string[] {
	const slots = String(concurrency);
	const limits = ['--concurrency', slots, '--max-concurrency', slots, '--rate', '1000/s'];
	const waits = ['--timeout', '800ms', '--settle', '700ms'];
	return ['--yes', '--base-url', url, '--from', '+12025550100', ...limits, ...waits];
}

async function expectCode0(program: Running): Promise<void> {
	const { code, stdout, stderr } = await program.ended;
	if (code !== 0) throw new Error(`dialer ended with ${code}:\n${stdout}\n${stderr}`);
}
