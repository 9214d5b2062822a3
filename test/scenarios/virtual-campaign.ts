import type { Governor } from '../../src/governor/governor.js';
import type { Scenario } from '../../src/mock/scenario-schema.js';
import type { Provider } from '../../src/providers/provider.js';
import { messageOf } from '../../src/runtime/errors.js';
import { type Random, seededRandom } from '../../src/runtime/random.js';
import type { Allowance } from './allowance.js';
import { endlessWork, TrickledWork } from './endless-work.js';
import type { Measures } from './measures.js';
import { MemoryJournal } from './memory-journal.js';
import type { CampaignScript } from './scenario-file.js';
import { VirtualDialer } from './virtual-dialer.js';
import { virtualWorld } from './virtual-world.js';

/** Makes the governor of one run; `pacePerSecond` is what the campaign is configured with, undefined: nothing. */
export type GovernorFactory = (random: Random, pacePerSecond: number | undefined) => Governor;

export interface VirtualRun extends Measures {
	/** Numbers rung more than once. */
	readonly rungTwice: number;
	/** Requests of any kind sent before the end of a wait that the provider had told. */
	readonly violations: number;
	/**
	 * Slots that the governor allowed itself when the backlog arrived, over the most calls that had ever been live; NaN
	 * without such a moment.
	 */
	readonly unproven: number;
	/** Why and when (s) the campaign ended before its time; undefined when it did not. */
	readonly stopped: { readonly at: number; readonly why: string } | undefined;
}

/** As the provider saw it. */
export interface JudgedRun extends VirtualRun {
	/** Starts refused for a limit, however the vendor says so: by 429, by another status, or by a call that ends undialed. */
	readonly turnedAway: number;
}

export interface VirtualCampaign {
	readonly scenario: Scenario;
	readonly campaign: CampaignScript;
	readonly governor: GovernorFactory;
	readonly seed: number;
	/** Whose API is spoken; Retell's. */
	readonly provider?: Provider;
	/** Whom calls come from. */
	readonly from?: string;
	/** What can be used; as the scenario has it. */
	readonly allowance?: Allowance;
}

/** A process begins with chances of its own. */
const SALT_OF_SECOND_LIFE = 100;

/**
 * Runs a campaign of hours in virtual time: the dialer's own stages against the mock provider without sockets. With a
 * restart it is killed, and later a new process goes on with what the first one wrote down and its governor learned.
 */
export async function runVirtualCampaign({
	scenario,
	campaign,
	governor: create,
	seed,
	...whose
}: VirtualCampaign): Promise<JudgedRun> {
	const world = virtualWorld(scenario, campaign, seed, whose);
	const { clock, mock, meter } = world;
	const { backlog, restart } = campaign;
	const journal = new MemoryJournal();
	const work =
		backlog === undefined
			? endlessWork()
			: new TrickledWork(clock, seededRandom(seed + 13), backlog.perMinute, backlog.until);
	let governor = create(seededRandom(seed + 11), campaign.configuredPace);
	let unproven = Number.NaN;
	let stopped: VirtualRun['stopped'];
	const stopAt = (why: string) => {
		stopped ??= { at: Math.round(clock.monotonic() / 1_000), why };
	};

	function live(name: string, salt: number): VirtualDialer {
		const dialer = new VirtualDialer({ world, name, salt, governor, journal, work });
		dialer.run().then(
			(stop) => stopAt(stop?.why ?? 'nothing was left to do'),
			(error: unknown) => stopAt(messageOf(error)),
		);
		return dialer;
	}

	const first = live('first', 0);
	if (restart !== undefined) {
		clock.after(restart.at, () => {
			const learned = governor.learned(clock.monotonic());
			first.die();
			clock.after(restart.downFor, () => {
				governor = create(seededRandom(seed + 11 + SALT_OF_SECOND_LIFE), campaign.configuredPace);
				governor.restore(learned, clock.monotonic());
				live('second', SALT_OF_SECOND_LIFE);
			});
		});
	}
	if (backlog !== undefined) {
		clock.after(backlog.until - 1, () => {
			unproven = governor.snapshot(clock.monotonic()).slots / Math.max(1, meter.peakLive);
		});
	}
	await clock.advance(campaign.duration);
	const { duplicates, violations, refused } = mock.truthSummary(clock.now());
	return {
		...meter.measures(campaign.duration),
		turnedAway: refused.slots + refused.rate,
		rungTwice: duplicates.length,
		violations,
		unproven,
		stopped,
	};
}
