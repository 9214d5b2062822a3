import { type Account, openAccount } from '../account/account.js';
import type { ContactTable } from '../contacts/contact-table.js';
import type { ContactsFile } from '../contacts/read-csv.js';
import type { Adopted } from '../dispatch/dispatcher.js';
import { Lanes } from '../dispatch/lanes.js';
import type { Stop } from '../dispatch/stop.js';
import type { WorkItem } from '../dispatch/work.js';
import { AdaptiveGovernor } from '../governor/adaptive.js';
import { AimdGovernor } from '../governor/aimd.js';
import { BridgedGovernor } from '../governor/bridged.js';
import { CallerPace } from '../governor/caller-pace.js';
import type { Governor } from '../governor/governor.js';
import type { Journal } from '../journal/journal.js';
import { discreet } from '../providers/discreet.js';
import type { HttpClient } from '../providers/http.js';
import { withTokens } from '../providers/token-client.js';
import type { GrowingResults } from '../results/results-csv.js';
import type { Random } from '../runtime/random.js';
import { Secrets } from '../runtime/redact.js';
import type { CampaignHost, CampaignOptions } from './options.js';
import type { Preview } from './preview.js';
import { type Stages, wireStages } from './stages.js';
import { workItems } from './work-items.js';

interface RunParts {
	readonly file: ContactsFile;
	readonly table: ContactTable;
	readonly journal: Journal;
	readonly growing: GrowingResults;
	/** Rows of contacts whose attempts an earlier run left open, by contact. */
	readonly begun: ReadonlyMap<string, WorkItem>;
	readonly preview: Preview;
}

/** Connections beside those of the calls: one for reads, one to spare. */
const EXTRA_CONNECTIONS = 2;

/** One execution of a campaign: what exists only while calls are made. */
export class Run {
	readonly #options: CampaignOptions;
	readonly #host: CampaignHost;
	readonly #parts: RunParts;
	readonly #governor: Governor;
	readonly #account: Account | undefined;
	readonly #callers: CallerPace;
	readonly #http: HttpClient;
	readonly #lanes: Lanes;
	readonly #stages: Stages;

	constructor(options: CampaignOptions, host: CampaignHost, parts: RunParts) {
		this.#options = options;
		this.#host = host;
		this.#parts = parts;
		const { clock, emit } = host;
		const campaign = parts.journal.state.campaign?.campaign ?? '';
		const governor = governorOf(options, host.random);
		this.#account = accountOf(options, host, campaign, governor);
		this.#governor = this.#account?.governor ?? governor;
		this.#callers = new CallerPace(options.from, options.perCallerPerSecond);
		const { accountSecret, secrets = [], token } = options.provider;
		const { hide, keep } = new Secrets([accountSecret, ...secrets]);
		const http = host.connect({
			baseUrl: options.baseUrl,
			proxy: options.proxy,
			connections: options.maxConcurrency + EXTRA_CONNECTIONS,
			clock,
			userAgent: `campaign-dialer/${host.version}`,
			hide,
		});
		this.#http = withTokens(http, token, clock, keep);
		this.#lanes = this.#openLanes();
		this.#stages = wireStages({
			campaign,
			provider: discreet(options.provider, hide),
			http: this.#http,
			governor: this.#governor,
			journal: parts.journal,
			work: this.#lanes,
			clock,
			emit,
			callers: this.#callers,
			until: options.until,
			timeoutMs: options.timeoutMs,
			settlingMs: options.settlingMs,
			adopted: this.#adopted(),
			maxAttempts: options.limit,
			maxDurationMs: options.maxDurationMs,
			giveUpAfterMs: options.giveUpAfterMs,
			webhooks: options.webhooks,
			otherDialersLive: () => this.#account?.othersLive ?? 0,
		});
	}

	get live(): number {
		return this.#stages.dispatcher.live;
	}

	stop(stop: Stop): void {
		this.#stages.dispatcher.stop(stop);
	}

	abandon(stop: Stop): void {
		this.#stages.dispatcher.abandon(stop);
	}

	/** @returns why it ended early; undefined when nothing was left to do. */
	async work(): Promise<Stop | undefined> {
		const { state } = this.#parts.journal;
		try {
			this.#announce();
			const open = state.open().length;
			await this.#account?.begin(open);
			return await this.#stages.run();
		} finally {
			await this.#account?.end(state.open().length);
			await this.#http.close();
			await this.#lanes.close();
		}
	}

	#announce(): void {
		const options = this.#options;
		const host = this.#host;
		const { journal, begun, preview } = this.#parts;
		const { rows, settled, invalid, duplicate } = preview;
		const changes = preview.edit?.changes.map(({ kind, count }) => (count === undefined ? { kind } : { kind, count }));
		const { slots, pacePerSecond } = this.#governor.snapshot(host.clock.monotonic());
		const paces = [pacePerSecond, this.#callers.perSecond].filter((pace) => pace !== undefined);
		host.emit({
			type: 'campaign_started',
			at: host.clock.now(),
			campaign: journal.state.campaign?.campaign ?? '',
			provider: options.provider.name,
			dryRun: options.dryRun,
			rows,
			settled,
			todo: preview.todo + journal.state.open().length,
			skipped: invalid + duplicate,
			adopted: begun.size,
			slots,
			...(paces.length === 0 ? {} : { pacePerSecond: Math.min(...paces) }),
			...(changes === undefined ? {} : { changes }),
		});
	}

	#openLanes(): Lanes {
		const { file, table, journal, growing } = this.#parts;
		return new Lanes(
			{
				high: workItems('high', file, table, journal.state),
				bulk: workItems('bulk', file, table, journal.state),
			},
			(item, result) => growing.add(item.row, item.contact, result),
		);
	}

	/** What an earlier run left open. */
	#adopted(): Adopted[] {
		const { journal, begun } = this.#parts;
		return journal.state.open().map((open) => ({ open, item: begun.get(open.contact) }));
	}
}

/** The account of this run, if anything is to be kept of it. */
function accountOf(
	options: CampaignOptions,
	host: CampaignHost,
	campaign: string,
	governor: Governor,
): Account | undefined {
	const { stateFolder, provider, dryRun, baseUrl } = options;
	if (stateFolder === undefined) return undefined;
	return openAccount({
		...host,
		stateFolder,
		// The mock provider of a dry run listens at another address every time.
		identity: {
			provider: provider.name,
			baseUrl: dryRun ? 'dry run' : baseUrl,
			operation: 'call',
			secret: provider.accountSecret,
		},
		campaign,
		governor,
		notice: (text) => host.emit({ type: 'notice', at: host.clock.now(), text }),
	});
}

function governorOf(options: CampaignOptions, random: Random): Governor {
	const { limiter, aimd, concurrency: start, maxConcurrency: max, pacePerSecond, bridge } = options;
	const governor =
		limiter === 'aimd'
			? new AimdGovernor({ slots: { ...aimd, start, max }, pacePerSecond, random })
			: new AdaptiveGovernor({ start, max, pacePerSecond, countsRequests: options.until === 'placed', random });
	return bridge === undefined ? governor : new BridgedGovernor(governor, bridge);
}
