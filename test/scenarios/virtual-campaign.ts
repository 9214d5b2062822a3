import { wireStages } from '../../src/campaign/stages.js';
import type { Stop } from '../../src/dispatch/stop.js';
import type { Governor } from '../../src/governor/governor.js';
import { MockProvider } from '../../src/mock/provider.js';
import type { Scenario } from '../../src/mock/scenario-schema.js';
import { retellWire } from '../../src/mock/wire/retell.js';
import { retellProvider } from '../../src/providers/retell.js';
import { VirtualClock } from '../../src/runtime/clock.js';
import { messageOf } from '../../src/runtime/errors.js';
import { type Random, seededRandom } from '../../src/runtime/random.js';
import { allowanceOf } from './allowance.js';
import { endlessWork, TrickledWork } from './endless-work.js';
import { LateNotices } from './late-notices.js';
import { type Measures, Meter } from './measures.js';
import { MemoryJournal } from './memory-journal.js';
import type { CampaignScript } from './scenario-file.js';
import { VirtualHttp } from './virtual-http.js';

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

interface VirtualCampaign {
	readonly scenario: Scenario;
	readonly campaign: CampaignScript;
	readonly governor: GovernorFactory;
	readonly seed: number;
}

/** The provider counts as down after this time without an answer, ms; the command line's default. */
const GIVE_UP_AFTER_MS = 300_000;

/**
 * Runs a campaign of hours in virtual time: the dialer's own dispatcher, attempts, tracking and governor, against the
 * mock provider without sockets.
 */
export async function runVirtualCampaign({
	scenario,
	campaign,
	governor: create,
	seed,
}: VirtualCampaign): Promise<VirtualRun> {
	const clock = new VirtualClock();
	const startedAt = clock.now();
	const mock = new MockProvider(scenario, retellWire, seed, startedAt);
	const backlogAt = campaign.backlog?.until;
	const meter = new Meter({
		allowance: allowanceOf(scenario, seed, campaign.duration),
		lateFromMs: campaign.lateFrom,
		changesMs: [...scenario.limits.slots.map(({ at }) => at).filter((at) => at > 0), ...(backlogAt ? [backlogAt] : [])],
	});
	const governor = create(seededRandom(seed + 11), campaign.configuredPace);
	const run = wire({ scenario, campaign, seed, clock, mock, governor, meter, startedAt });

	let unproven = Number.NaN;
	if (backlogAt !== undefined) {
		clock.after(backlogAt - 1, () => {
			unproven = governor.snapshot(clock.monotonic()).slots / Math.max(1, meter.peakLive);
		});
	}
	let stopped: VirtualRun['stopped'];
	const stopAt = (why: string) => {
		stopped ??= { at: Math.round(clock.monotonic() / 1_000), why };
	};
	run().then(
		(stop) => stopAt(stop?.why ?? 'nothing was left to do'),
		(error: unknown) => stopAt(messageOf(error)),
	);
	await clock.advance(campaign.duration);
	const { duplicates, violations } = mock.truthSummary(clock.now());
	return { ...meter.measures(campaign.duration), rungTwice: duplicates.length, violations, unproven, stopped };
}

interface Parts extends Omit<VirtualCampaign, 'governor'> {
	readonly clock: VirtualClock;
	readonly mock: MockProvider;
	readonly governor: Governor;
	readonly meter: Meter;
	readonly startedAt: number;
}

/** Puts the stages together as `campaign/run.ts` does; the returned function runs them. */
function wire(parts: Parts): () => Promise<Stop | undefined> {
	const { scenario, campaign, seed, clock, mock, governor, meter, startedAt } = parts;
	const provider = retellProvider({ apiKey: 'key' });
	const http = new VirtualHttp({
		mock,
		scenario,
		clock,
		latency: campaign.latency,
		random: seededRandom(seed + 12),
		watcher: {
			created(call, refused) {
				const now = clock.monotonic();
				if (call !== undefined) meter.accepted(now, call.freedAt - startedAt);
				else if (refused) meter.refused(now);
				else meter.failed(now);
			},
		},
	});
	const journal = new MemoryJournal();
	const { backlog, endNotice } = campaign;
	const work =
		backlog === undefined
			? endlessWork()
			: new TrickledWork(clock, seededRandom(seed + 13), backlog.perMinute, backlog.until);
	const stages = wireStages({
		campaign: 'virtual',
		provider,
		http,
		governor,
		journal,
		work,
		clock,
		emit: () => undefined,
		nextFrom: () => '+12025550100',
		until: 'ended',
		timeoutMs: provider.defaults.timeoutMs,
		settlingMs: provider.defaults.settlingMs,
		adopted: [],
		maxAttempts: undefined,
		maxDurationMs: undefined,
		giveUpAfterMs: GIVE_UP_AFTER_MS,
		...(endNotice === 'poll'
			? {}
			: {
					follower: (signal: AbortSignal) =>
						new LateNotices({ mock, clock, signal, random: seededRandom(seed + 14), delay: endNotice }),
				}),
	});
	return async () => {
		if (scenario.concurrencyEndpoint) await stages.askConcurrency(0);
		return stages.dispatcher.run();
	};
}
