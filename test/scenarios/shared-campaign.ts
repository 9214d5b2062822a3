import type { Governor } from '../../src/governor/governor.js';
import type { VirtualClock } from '../../src/runtime/clock.js';
import { messageOf } from '../../src/runtime/errors.js';
import { seededRandom } from '../../src/runtime/random.js';
import { endlessWork } from './endless-work.js';
import { byLeases } from './leases.js';
import { MemoryJournal } from './memory-journal.js';
import type { VirtualCampaign, VirtualRun } from './virtual-campaign.js';
import { VirtualDialer } from './virtual-dialer.js';
import { virtualWorld } from './virtual-world.js';

/** Dialers on one account that know of each other. */
export interface Coordination {
	/** A dialer comes; it asks the returned governor from then on. */
	join(name: string, governor: Governor): Governor | Promise<Governor>;
	/** A dialer is gone without a word; calls that it made may still be up. */
	died(name: string): void;
}

export interface SharedRun extends VirtualRun {
	/**
	 * Jain's index over the dialers' accepted calls per minute of their lives, (sum x)^2 / (n sum x^2): 1 when all get the
	 * same, 1/n when one gets everything.
	 */
	readonly jain: number;
}

interface SharedCampaign extends VirtualCampaign {
	/** How they share it, where the campaign is coordinated; default: by the dialer's own leases. */
	readonly coordinate?: (clock: VirtualClock) => Coordination;
}

/** Dialers must not draw the same chances. */
const SALT = 1_000;

/** Runs several dialers at once, each with governor, journal and contacts of its own, on one account of one provider. */
export async function runSharedCampaign(options: SharedCampaign): Promise<SharedRun> {
	const { scenario, campaign, governor: create, seed } = options;
	const world = virtualWorld(scenario, campaign, seed);
	const { clock, mock, meter } = world;
	const coordination = campaign.coordinated ? (options.coordinate ?? byLeases)(clock) : STRANGERS;
	let stopped: VirtualRun['stopped'];

	const lives = Array.from({ length: campaign.dialers }, (_, place) => begin(place));
	const dialers = await Promise.all(lives);
	for (const [place, at] of campaign.deaths.entries()) {
		clock.after(at, () => {
			dialers[place]?.die();
			coordination.died(nameOf(place));
		});
	}
	await clock.advance(campaign.duration);
	const { duplicates, violations } = mock.truthSummary(clock.now());
	const perMs = dialers.map(({ accepted }, place) => accepted / (campaign.deaths[place] ?? campaign.duration));
	return {
		...meter.measures(campaign.duration),
		rungTwice: duplicates.length,
		violations,
		unproven: Number.NaN,
		stopped,
		jain: jainIndex(perMs),
	};

	async function begin(place: number): Promise<VirtualDialer> {
		const name = nameOf(place);
		const salt = SALT * place;
		const own = create(seededRandom(seed + salt + 11), campaign.configuredPace);
		const governor = await coordination.join(name, own);
		const journal = new MemoryJournal();
		const dialer = new VirtualDialer({ world, name, salt, governor, journal, work: endlessWork(place) });
		const stopAt = (why: string) => {
			stopped ??= { at: Math.round(clock.monotonic() / 1_000), why: `${name}: ${why}` };
		};
		dialer.run().then(
			(stop) => stopAt(stop?.why ?? 'nothing was left to do'),
			(error: unknown) => stopAt(messageOf(error)),
		);
		return dialer;
	}
}

const STRANGERS: Coordination = { join: (_, governor) => governor, died: () => undefined };

function nameOf(place: number): string {
	return `dialer-${place + 1}`;
}

/** 1 when nobody has anything: all have the same. */
export function jainIndex(values: readonly number[]): number {
	const sum = values.reduce((total, value) => total + value, 0);
	const squares = values.reduce((total, value) => total + value * value, 0);
	return squares === 0 ? 1 : (sum * sum) / (values.length * squares);
}
