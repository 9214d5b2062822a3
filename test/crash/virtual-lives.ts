import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Campaign, type CampaignReport } from '../../src/campaign/campaign.js';
import type { CampaignHost, CampaignOptions, Route } from '../../src/campaign/options.js';
import { dryRunValues, entryOf } from '../../src/cli/provider-settings.js';
import { MockProvider } from '../../src/mock/provider.js';
import { parseScenario } from '../../src/mock/scenario.js';
import type { Scenario } from '../../src/mock/scenario-schema.js';
import type { Truth } from '../../src/mock/truth.js';
import { wireOf } from '../../src/mock/wires.js';
import type { CatalogueEntry } from '../../src/providers/entry.js';
import type { HttpClient } from '../../src/providers/http.js';
import { type Clock, VirtualClock } from '../../src/runtime/clock.js';
import { seededRandom } from '../../src/runtime/random.js';
import { writeContacts } from '../helpers/contacts.js';
import { VirtualHttp } from '../scenarios/virtual-http.js';
import { machine } from '../unit/journal/lock-files.js';
import { type Death, Fuse, type Step } from './fuse.js';
import type { CampaignFiles } from './judge-files.js';
import { MortalDisk } from './mortal-disk.js';

export interface LivesPlan {
	/** A scenario of the mock, as in a scenario file. */
	readonly scenario: object;
	readonly rows: number;
	/** Live calls at most, and at the start if nothing else is said. */
	readonly concurrency: number;
	readonly start?: number;
	readonly until?: 'placed' | 'ended';
	readonly settlingMs?: number;
	readonly seed?: number;
	/** Calls that are uploaded together. */
	readonly batch?: number;
	/** By its name in the catalogue (retell). */
	readonly provider?: string;
	/** Where calls go on. */
	readonly failover?: { readonly provider: string; readonly scenario: object } | undefined;
	/** For how long a provider may not answer before the run stops, ms (ten minutes). */
	readonly giveUpAfterMs?: number;
	/** How long a request and its answer are on their way together, ms (40 to 120). */
	readonly latency?: { readonly min: number; readonly max: number };
}

/** A provider as the campaign finds it: how it is set up, and the mock that outlives the processes. */
class Vendor {
	readonly entry: CatalogueEntry;
	readonly scenario: Scenario;
	readonly mock: MockProvider;

	constructor(name: string, scenario: object, seed: number, now: number) {
		this.entry = entryOf(name);
		this.scenario = parseScenario(scenario, 'virtual lives');
		this.mock = new MockProvider(this.scenario, wireOf(name), seed, now);
	}

	get baseUrl(): string {
		return `https://${this.entry.name}.example`;
	}

	route({ concurrency, start, settlingMs = 2_000 }: LivesPlan): Route {
		const { caller, agent } = this.entry;
		return {
			provider: this.entry.create({ values: dryRunValues(this.entry), agent: agent?.dryRun }),
			baseUrl: this.baseUrl,
			from: [caller?.dryRun ?? ''],
			concurrency: start ?? concurrency,
			maxConcurrency: concurrency,
			pacePerSecond: this.scenario.pace ?? 1_000,
			paceSource: 'test',
			timeoutMs: 5_000,
			settlingMs,
		};
	}
}

/** How a life went: it came to its end, or to that of its process. */
export interface Life {
	readonly died: boolean;
	/** Undefined when it died. */
	readonly report: CampaignReport | undefined;
	readonly steps: readonly Step[];
	/** Bytes of each write, by the index of its step. */
	readonly written: readonly number[];
}

const STEP_MS = 250;
/** A campaign that takes longer than this, ms, hangs. */
const TOO_LONG_MS = 24 * 3_600_000;

/**
 * One campaign whose processes live one after another in virtual time, on real files, against a mock that outlives them.
 * What a dead process sent still arrives; what is answered reaches nobody.
 */
export class VirtualLives {
	readonly files: CampaignFiles;
	/** What may be changed between two lives. */
	changes: Partial<CampaignOptions> = {};
	readonly #plan: LivesPlan;
	readonly #clock: VirtualClock;
	readonly #own: Vendor;
	readonly #failover: Vendor | undefined;
	#lives = 0;

	constructor(plan: LivesPlan, clock = new VirtualClock()) {
		this.#plan = plan;
		this.#clock = clock;
		const { provider = 'retell', scenario, seed = 1, failover } = plan;
		this.#own = new Vendor(provider, scenario, seed, clock.now());
		this.#failover = failover && new Vendor(failover.provider, failover.scenario, seed + 1, clock.now());
		const folder = mkdtempSync(join(tmpdir(), 'dialer-lives-'));
		this.files = {
			folder,
			contacts: join(folder, 'contacts.csv'),
			checkpoint: join(folder, 'contacts.checkpoint.ndjson'),
			results: join(folder, 'contacts.results.csv'),
		};
		writeContacts(this.files.contacts, plan.rows);
	}

	/** What the campaign's own provider knows; rings and attempts of both. */
	get truth(): Truth {
		const own = this.#own.mock.truth(this.#clock.now());
		const other = this.failoverTruth;
		if (other === undefined) return own;
		return { ...own, rings: sum(own.rings, other.rings), attempts: sum(own.attempts, other.attempts) };
	}

	/** What the other provider knows, if there is one. */
	get failoverTruth(): Truth | undefined {
		return this.#failover?.mock.truth(this.#clock.now());
	}

	/**
	 * Runs a process until the campaign is at its end or the process dies. `interruptedAfterMs`: when a person asks it to
	 * stop; `before` is given the campaign when it is about to run. @throws Error when it does neither.
	 */
	async live(
		death?: Death,
		{ losesPower = false, interruptedAfterMs = TOO_LONG_MS, before = (_: Campaign): void => undefined } = {},
	): Promise<Life> {
		this.#lives += 1;
		const fuse = new Fuse(death);
		const disk = new MortalDisk(fuse);
		const host = this.#host(fuse, disk);
		let ended = false;
		const campaign = Campaign.prepare(this.#options(), host).then((prepared) => {
			host.clock.after(interruptedAfterMs, () => prepared.stop({ cause: 'signal', why: 'interrupted' }));
			before(prepared);
			return prepared.run();
		});
		const outcome = campaign.finally(() => {
			ended = true;
		});
		// Whoever waits below hears of it; a rejection before that must not count as unheard.
		outcome.catch(() => undefined);
		const tooLate = this.#clock.monotonic() + TOO_LONG_MS;
		while (!ended && !fuse.isBlown) {
			await realWork();
			await this.#clock.advance(STEP_MS);
			if (this.#clock.monotonic() > tooLate) throw new Error('the campaign does not come to its end');
		}
		const report = fuse.isBlown ? undefined : await outcome;
		if (fuse.isBlown && losesPower) disk.losePower();
		return { died: fuse.isBlown, report, steps: fuse.steps, written: fuse.written };
	}

	remove(): void {
		rmSync(this.files.folder, { recursive: true, force: true });
	}

	#options(): CampaignOptions {
		const { until = 'ended', giveUpAfterMs = 600_000 } = this.#plan;
		const { contacts, results, checkpoint } = this.files;
		return {
			contacts,
			results,
			checkpoint,
			...this.#own.route(this.#plan),
			failover: this.#failover?.route(this.#plan),
			dryRun: false,
			until,
			limiter: 'adaptive',
			giveUpAfterMs,
			batch: this.#plan.batch,
			restart: false,
			sameAccount: false,
			mustResume: false,
			...this.changes,
		};
	}

	#host(fuse: Fuse, disk: MortalDisk): CampaignHost {
		const life = this.#lives;
		let tokens = 0;
		return {
			clock: mortalClock(this.#clock, fuse),
			random: seededRandom(life),
			newToken: () => `token${life}x${String(tokens++).padStart(3, '0')}`,
			processes: machine(life, { [life]: `boot/${life}` }),
			disk,
			connect: ({ baseUrl }) => this.#connect(fuse, baseUrl === this.#own.baseUrl ? this.#own : this.#failover),
			version: '0.0.0-test',
			emit: () => undefined,
		};
	}

	#connect(fuse: Fuse, vendor: Vendor = this.#own): HttpClient {
		const network = new VirtualHttp({
			mock: vendor.mock,
			scenario: vendor.scenario,
			clock: this.#clock,
			latency: this.#plan.latency ?? { min: 40, max: 120 },
			random: seededRandom(this.#lives + 100),
			watcher: { created: () => fuse.take('arrival') },
		});
		return {
			async send(request, timeoutMs) {
				await fuse.pass('send');
				const result = await network.send(request, timeoutMs);
				await fuse.pass('answer');
				return result;
			},
			close: () => network.close(),
		};
	}
}

type Counts = Readonly<Record<string, number>>;

function sum(one: Counts, other: Counts): Counts {
	const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
	return Object.fromEntries([...keys].map((key) => [key, (one[key] ?? 0) + (other[key] ?? 0)]));
}

/** Files are read by streams, which take turns of the event loop; virtual time waits for them. */
async function realWork(): Promise<void> {
	do await new Promise((resolve) => setImmediate(resolve));
	while (process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq')));
}

/** Time for a process that may be gone: nothing wakes it then. */
function mortalClock(clock: Clock, fuse: Fuse): Clock {
	return {
		now: () => clock.now(),
		monotonic: () => clock.monotonic(),
		after: (ms, callback) => clock.after(ms, () => fuse.isBlown || callback()),
	};
}
