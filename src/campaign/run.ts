import { setMaxListeners } from 'node:events';
import type { ContactTable } from '../contacts/contact-table.js';
import type { ContactsFile } from '../contacts/read-csv.js';
import { Attempts } from '../dispatch/attempt.js';
import { ConfigGuard } from '../dispatch/config-guard.js';
import { type Adopted, Dispatcher } from '../dispatch/dispatcher.js';
import { Lanes } from '../dispatch/lanes.js';
import type { Stop } from '../dispatch/stop.js';
import type { WorkItem } from '../dispatch/work.js';
import { AimdGovernor } from '../governor/aimd.js';
import type { Governor } from '../governor/governor.js';
import type { Journal } from '../journal/journal.js';
import { accountRefused } from '../providers/account-refused.js';
import { createHttpClient, type HttpClient } from '../providers/http.js';
import type { GrowingResults } from '../results/results-csv.js';
import { Poller } from '../tracking/poller.js';
import { Reads } from '../tracking/reads.js';
import { Reconciler } from '../tracking/reconcile.js';
import type { CampaignHost, CampaignOptions } from './options.js';
import { workItems } from './work-items.js';

interface RunParts {
	readonly file: ContactsFile;
	readonly table: ContactTable;
	readonly journal: Journal;
	readonly growing: GrowingResults;
	/** Rows of contacts whose attempts an earlier run left open, by contact. */
	readonly begun: ReadonlyMap<string, WorkItem>;
}

/** Connections beside those of the calls: one for reads, one to spare. */
const EXTRA_CONNECTIONS = 2;

/** One execution of a campaign: the stages that exist only while calls are made. */
export class Run {
	readonly #options: CampaignOptions;
	readonly #host: CampaignHost;
	readonly #parts: RunParts;
	readonly #governor: Governor;
	readonly #http: HttpClient;
	readonly #reads: Reads;
	readonly #dispatcher: Dispatcher;

	constructor(options: CampaignOptions, host: CampaignHost, parts: RunParts) {
		this.#options = options;
		this.#host = host;
		this.#parts = parts;
		const { clock, emit } = host;
		const { provider } = options;
		const abandoned = new AbortController();
		// Every attempt in doubt listens to it; there may be as many as there are slots.
		setMaxListeners(0, abandoned.signal);
		const governor = new AimdGovernor({
			slots: { start: options.concurrency, max: options.maxConcurrency },
			pacePerSecond: options.pacePerSecond,
			random: host.random,
		});
		const connections = options.maxConcurrency + EXTRA_CONNECTIONS;
		const http = createHttpClient({
			baseUrl: options.baseUrl,
			connections,
			clock,
			userAgent: `campaign-dialer/${host.version}`,
		});
		const reads = new Reads({
			provider,
			http,
			clock,
			signal: abandoned.signal,
			hooks: {
				silenceMs: () => governor.silence(clock.monotonic()),
				answered: (usable, retryAfterMs) => {
					governor.observeRead(usable, clock.monotonic());
					if (retryAfterMs !== undefined) governor.observe({ retryAfterMs }, clock.monotonic());
				},
				accountRefused: (message) => this.#accountRefused(message),
			},
		});
		const { settlingMs, timeoutMs } = options;
		const work = this.#lanes();
		const attempts = new Attempts({
			campaign: parts.journal.state.campaign?.campaign ?? '',
			provider,
			http,
			timeoutMs,
			until: options.until,
			journal: parts.journal,
			governor,
			work,
			poller: new Poller({ reads, clock, signal: abandoned.signal, settlingMs }),
			reconciler: new Reconciler({ reads, clock, signal: abandoned.signal, settlingMs }),
			configGuard: new ConfigGuard((error) => this.stop({ cause: 'error', why: error.message, error })),
			clock,
			nextFrom: inTurn(options.from),
			emit,
			holdBack: () => this.#holdBack(),
			stop: (error) => this.stop({ cause: 'error', why: error.message, error }),
		});
		this.#governor = governor;
		this.#http = http;
		this.#reads = reads;
		this.#dispatcher = new Dispatcher({
			attempts,
			governor,
			journal: parts.journal,
			work,
			clock,
			emit,
			adopted: this.#adopted(),
			maxAttempts: options.limit,
			maxDurationMs: options.maxDurationMs,
			giveUpAfterMs: options.giveUpAfterMs,
			abandon: () => {
				abandoned.abort();
				void http.close();
			},
		});
	}

	get live(): number {
		return this.#dispatcher.live;
	}

	stop(stop: Stop): void {
		this.#dispatcher.stop(stop);
	}

	abandon(stop: Stop): void {
		this.#dispatcher.abandon(stop);
	}

	/** @returns why it ended early; undefined when nothing was left to do. */
	async work(): Promise<Stop | undefined> {
		try {
			this.#announce();
			await this.#askConcurrency();
			return await this.#dispatcher.run();
		} finally {
			await this.#http.close();
		}
	}

	/** Asks the provider once for its limit, where it can be asked; carries on without if there is no answer. */
	async #askConcurrency(): Promise<void> {
		const { provider } = this.#options;
		if (provider.concurrency === undefined || provider.readConcurrency === undefined) return;
		const told = await this.#reads.read(provider.concurrency(), provider.readConcurrency);
		if (told === undefined) return;
		const others = Math.max(0, told.live - this.#ownLive());
		this.#governor.told(Math.max(1, told.limit - others), this.#host.clock.monotonic());
	}

	/** Calls of an earlier run that may still be live. */
	#ownLive(): number {
		return this.#parts.journal.state.open().length;
	}

	#announce(): void {
		const options = this.#options;
		const host = this.#host;
		const { table, journal, begun } = this.#parts;
		const { completed, placed, failed } = journal.state.settled;
		host.emit({
			type: 'campaign_started',
			at: host.clock.now(),
			campaign: journal.state.campaign?.campaign ?? '',
			provider: options.provider.name,
			dryRun: options.dryRun,
			rows: table.rows,
			settled: completed + placed + failed,
			todo: Math.max(0, table.counts.callable - completed - placed - failed),
			skipped: table.counts.invalid + table.counts.duplicate,
			adopted: begun.size,
			slots: this.#governor.snapshot(host.clock.monotonic()).slots,
			pacePerSecond: options.pacePerSecond,
		});
	}

	#lanes(): Lanes {
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

	/** The sync of an intent takes a moment, in which an answer to another call may have changed everything. */
	#holdBack(): string | undefined {
		if (this.#dispatcher.stopped) return 'not sent: the run was stopped just before';
		const silent = this.#governor.silence(this.#host.clock.monotonic()) > 0;
		return silent ? 'not sent: the provider asked for silence just before' : undefined;
	}

	/** Calls can no longer be followed with these credentials; they go on at the provider, and a later run follows them. */
	#accountRefused(message: string): void {
		const error = accountRefused(this.#options.provider.name, message);
		this.abandon({ cause: 'error', why: error.message, error });
	}
}

/** Each of `values` in turn, over and over. */
function inTurn(values: readonly string[]): () => string {
	let next = 0;
	return () => values[next++ % values.length] ?? '';
}
