import { VirtualClock } from '../../../src/runtime/clock.js';
import type { Random } from '../../../src/runtime/random.js';
import { governorNamed } from '../../scenarios/governors.js';
import type { ScenarioFile } from '../../scenarios/scenario-file.js';
import { runSharedCampaign, type SharedRun } from '../../scenarios/shared-campaign.js';
import { type GovernorFactory, runVirtualCampaign } from '../../scenarios/virtual-campaign.js';
import { documentedLimits } from './documented.js';
import { retryLoop } from './jobs/retry-loop.js';
import { runJobs, type Tool } from './jobs/run-jobs.js';
import { useVirtualClock } from './jobs/virtual-globals.js';
import type { Outcome } from './outcome.js';
import { AibrixWindow } from './peers/aibrix-window.js';
import { AwsCubic } from './peers/aws-cubic.js';
import { Cookbook } from './peers/cookbook.js';
import { NaiveAimd } from './peers/naive-aimd.js';
import { NetflixAimd } from './peers/netflix-aimd.js';
import { PalantirCiad } from './peers/palantir-ciad.js';
import type { PeerGovernor } from './peers/peer.js';
import { QueueManager } from './peers/queue-manager.js';
import { QuietAimd } from './peers/quiet-aimd.js';
import { RclonePacer } from './peers/rclone-pacer.js';
import { SreThrottle } from './peers/sre-throttle.js';
import { StaticOracle } from './peers/static-oracle.js';
import { VectorArc } from './peers/vector-arc.js';

interface Contender {
	readonly name: string;
	/** `told`: its limits are given to it by hand, right or wrong. */
	readonly kind: 'ours' | 'learns' | 'told';
	run(file: ScenarioFile, seed: number): Promise<Outcome>;
}

/** Ours by name, the one with the marks first. */
export const OURS = ['adaptive', 'aimd'] as const;

const MINUTE_MS = 60_000;

function ours(name: string): Contender {
	const governor = governorNamed(name);
	return { name, kind: 'ours', run: async (file, seed) => ({ ...(await dial(file, governor, seed)), lost: 0 }) };
}

function peer(
	name: string,
	kind: 'learns' | 'told',
	create: (random: Random, file: ScenarioFile, seed: number) => PeerGovernor,
): Contender {
	return {
		name,
		kind,
		async run(file, seed) {
			const created: PeerGovernor[] = [];
			const governor = (random: Random) => {
				const one = create(random, file, seed);
				created.push(one);
				return one;
			};
			// None of them knows of others on its account.
			const campaign = { ...file.campaign, coordinated: false };
			const run = await dial({ ...file, campaign }, governor, seed);
			return { ...run, lost: created.reduce((sum, { lost }) => sum + lost, 0) };
		},
	};
}

async function dial(file: ScenarioFile, governor: GovernorFactory, seed: number): Promise<SharedRun> {
	const campaign = { ...file, governor, seed };
	if (file.campaign.dialers > 1) return runSharedCampaign(campaign);
	return { ...(await runVirtualCampaign(campaign)), jain: Number.NaN };
}

function script(name: string, tool: Tool): Contender {
	return { name, kind: 'told', run: (file, seed) => runJobs(file, tool, seed) };
}

/** A queue package, loaded only once its thread's timers are virtual. */
function queuePackage(name: string, factor: number): Contender {
	return {
		name: `${name}, limits ${factor === 1 ? 'right' : `${factor}x`}`,
		kind: 'told',
		run: async (file, seed) => {
			useVirtualClock(new VirtualClock());
			const { PACKAGES } = await import('./jobs/packages.js');
			const create = PACKAGES[name];
			if (create === undefined) throw new Error(`there is no package "${name}"`);
			const tool = create(documentedLimits(file, factor));
			return runJobs(
				file,
				(desk) => {
					useVirtualClock(desk.clock);
					return tool(desk);
				},
				seed,
			);
		},
	};
}

function cookbook(factor: number): Contender {
	return peer(`OpenAI cookbook, limit ${factor === 1 ? 'right' : `${factor}x`}`, 'told', (_, file) => {
		const { rate } = documentedLimits(file, factor);
		return new Cookbook((rate.calls / rate.per) * MINUTE_MS);
	});
}

/** All that are compared, in the order of the report. */
export const CONTENDERS: readonly Contender[] = [
	...OURS.map(ours),
	peer('static oracle', 'told', (_, file, seed) => new StaticOracle(file, seed)),
	peer('naive AIMD .5', 'learns', () => new NaiveAimd()),
	peer('quiet AIMD .5', 'learns', () => new QuietAimd(0.5)),
	peer('quiet AIMD .9', 'learns', () => new QuietAimd(0.9)),
	peer('Netflix AIMDLimit', 'learns', () => new NetflixAimd()),
	peer('Palantir CIAD', 'learns', () => new PalantirCiad()),
	peer('Vector ARC', 'learns', () => new VectorArc()),
	peer('AWS adaptive', 'learns', () => new AwsCubic()),
	peer('SRE throttle K=2', 'learns', (random) => new SreThrottle(2, random)),
	peer('SRE throttle K=1.1', 'learns', (random) => new SreThrottle(1.1, random)),
	peer('rclone pacer', 'learns', () => new RclonePacer()),
	peer('AIBrix window', 'learns', () => new AibrixWindow()),
	peer('queue manager', 'learns', (random) => new QueueManager(random)),
	script('retry loop, 5 at once', retryLoop(5)),
	script('retry loop, 10 at once', retryLoop(10)),
	cookbook(1),
	cookbook(2),
	...[
		'bottleneck, spaced',
		'bottleneck, reservoir',
		'p-queue, strict',
		'p-throttle, strict',
		'p-limit + p-retry',
	].flatMap((name) => [queuePackage(name, 1), queuePackage(name, 2)]),
];
