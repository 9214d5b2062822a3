import { type Stages, wireStages } from '../../src/campaign/stages.js';
import { AttemptLimit } from '../../src/dispatch/attempt-limit.js';
import type { Stop } from '../../src/dispatch/stop.js';
import type { Work } from '../../src/dispatch/work.js';
import { CallerPace } from '../../src/governor/caller-pace.js';
import type { Governor } from '../../src/governor/governor.js';
import { withTokens } from '../../src/providers/token-client.js';
import { seededRandom } from '../../src/runtime/random.js';
import { workItemOf } from './endless-work.js';
import { LateNotices } from './late-notices.js';
import type { MemoryJournal } from './memory-journal.js';
import { VirtualHttp } from './virtual-http.js';
import type { VirtualWorld } from './virtual-world.js';

interface VirtualDialerOptions {
	readonly world: VirtualWorld;
	/** Tells the dialers of one world apart, and the lives of one. */
	readonly name: string;
	/** Added to the world's seed. */
	readonly salt: number;
	readonly governor: Governor;
	/** Holds what an earlier life of this dialer left open: it takes that over. */
	readonly journal: MemoryJournal;
	readonly work: Work;
}

/** The provider counts as down after this time without an answer, ms; the command line's default. */
const GIVE_UP_AFTER_MS = 300_000;

/** One process that dials: the dialer's own dispatcher, attempts, tracking and governor, put together as a run does. */
export class VirtualDialer {
	readonly #world: VirtualWorld;
	readonly #http: VirtualHttp;
	readonly #stages: Stages;
	#accepted = 0;
	#isDead = false;

	constructor({ world, name, salt, governor, journal, work }: VirtualDialerOptions) {
		this.#world = world;
		const { scenario, campaign, clock, mock, provider, from } = world;
		const seed = world.seed + salt;
		const startedAt = clock.now() - clock.monotonic();
		const adopted = journal.state.open().map((open) => ({ open, item: workItemOf(open.to) }));
		this.#http = new VirtualHttp({
			mock,
			scenario,
			clock,
			latency: campaign.latency,
			random: seededRandom(seed + 12),
			watcher: { created: (call, refused) => this.#created(call && call.freedAt - startedAt, refused) },
		});
		const { endNotice } = campaign;
		this.#stages = wireStages({
			campaign: name,
			provider,
			http: withTokens(this.#http, provider.token, clock, () => undefined),
			governor,
			journal,
			work,
			clock,
			emit: () => undefined,
			callers: new CallerPace([from], undefined),
			until: 'ended',
			timeoutMs: provider.defaults.timeoutMs,
			settlingMs: provider.defaults.settlingMs,
			adopted,
			attemptLimit: new AttemptLimit(undefined),
			maxDurationMs: undefined,
			giveUpAfterMs: GIVE_UP_AFTER_MS,
			...(endNotice === 'poll'
				? {}
				: {
						follower: (signal: AbortSignal) =>
							new LateNotices({ mock, clock, signal, random: seededRandom(seed + 14), delay: endNotice }),
					}),
		});
	}

	/** Calls that the provider took from it. */
	get accepted(): number {
		return this.#accepted;
	}

	/** @returns why it ended early; never settles when it died. */
	async run(): Promise<Stop | undefined> {
		const stop = await this.#stages.run();
		return this.#isDead ? new Promise(() => undefined) : stop;
	}

	/** Dies at once, as by a kill: its calls stay up, and nobody hears of what is on its way. */
	die(): void {
		this.#isDead = true;
		this.#http.die();
		this.#stages.dispatcher.abandon({ cause: 'signal', why: 'killed' });
	}

	#created(freedAt: number | undefined, refused: boolean): void {
		const { meter, clock } = this.#world;
		const now = clock.monotonic();
		if (freedAt !== undefined) {
			this.#accepted += 1;
			meter.accepted(now, freedAt);
		} else if (refused) meter.refused(now);
		else meter.failed(now);
	}
}
