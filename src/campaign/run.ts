import type { ContactTable } from '../contacts/contact-table.js';
import type { ContactsFile } from '../contacts/read-csv.js';
import { AttemptLimit } from '../dispatch/attempt-limit.js';
import type { Adopted } from '../dispatch/dispatcher.js';
import { Lanes } from '../dispatch/lanes.js';
import type { Stop } from '../dispatch/stop.js';
import { GatedWork, type WorkItem } from '../dispatch/work.js';
import type { Journal } from '../journal/journal.js';
import type { GrowingResults } from '../results/results-csv.js';
import { messageOf } from '../runtime/errors.js';
import { accountFingerprint } from './account.js';
import type { CampaignHost, CampaignOptions, Route } from './options.js';
import type { Preview } from './preview.js';
import { RouteRun } from './route-run.js';
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

export interface FailedOver {
	readonly provider: string;
	readonly why: string;
}

/**
 * One execution of a campaign: what exists only while calls are made.
 *
 *   own provider -> stopped by an account that is refused, an outage or a used-up allowance -> failover provider
 *
 * The other provider gets what is known not to have been dialed: contacts in the lanes. An attempt stays with the
 * provider that it was made through until its end is known, in this run or a later one.
 */
export class Run {
	readonly #options: CampaignOptions;
	readonly #host: CampaignHost;
	readonly #parts: RunParts;
	readonly #startedAt: number;
	readonly #attemptLimit: AttemptLimit;
	readonly #lanes: Lanes;
	/** Closed until calls go on elsewhere. */
	readonly #elsewhere: GatedWork;
	readonly #own: RouteRun;
	#ownEnded = false;
	#failover: { readonly route: RouteRun; readonly ended: Promise<Stop | undefined> } | undefined;
	#failedOver: FailedOver | undefined;
	#ending: { readonly stop: Stop; readonly abandon: boolean } | undefined;

	constructor(options: CampaignOptions, host: CampaignHost, parts: RunParts) {
		this.#options = options;
		this.#host = host;
		this.#parts = parts;
		this.#startedAt = host.clock.monotonic();
		this.#attemptLimit = new AttemptLimit(options.limit);
		this.#lanes = this.#openLanes();
		this.#elsewhere = new GatedWork(this.#lanes);
		this.#own = new RouteRun(options, options, host, {
			journal: parts.journal,
			work: this.#lanes,
			adopted: this.#adopted(undefined),
			attemptLimit: this.#attemptLimit,
			maxDurationMs: options.maxDurationMs,
			startedAt: this.#startedAt,
			moreMayCome: () => (this.#failover?.route.live ?? 0) > 0,
			webhooks: options.webhooks,
			liveElsewhere: () => this.#failover?.route.live ?? 0,
			stopping: (stop) => this.#failOver(stop),
		});
	}

	get live(): number {
		return this.#own.live + (this.#failover?.route.live ?? 0);
	}

	/** Where calls went on, and why; undefined when they did not. */
	get failedOver(): FailedOver | undefined {
		return this.#failedOver;
	}

	stop(stop: Stop): void {
		this.#ending ??= { stop, abandon: false };
		this.#own.stop(stop);
		this.#failover?.route.stop(stop);
	}

	abandon(stop: Stop): void {
		this.#ending = { stop, abandon: true };
		this.#own.abandon(stop);
		this.#failover?.route.abandon(stop);
	}

	/** @returns why it ended early; undefined when nothing was left to do. */
	async work(): Promise<Stop | undefined> {
		try {
			this.#announce();
			// What an earlier run left with the other provider is followed from the start.
			const { failover } = this.#options;
			if (failover !== undefined && this.#adopted(failover.provider.name).length > 0) this.#openFailover(failover);
			const stop = await this.#own.work();
			this.#ownEnded = true;
			this.#failover?.route.lookAgain();
			const otherStop = await this.#failover?.ended;
			if (!this.#elsewhere.isOpen) return stop ?? otherStop;
			return otherStop ?? (this.#own.open > 0 ? stop : undefined);
		} finally {
			await this.#lanes.close();
		}
	}

	/** Calls go on through the other provider, if that is why they stopped here. @returns whether they do */
	#failOver(stop: Stop): boolean {
		const { failover } = this.#options;
		if (failover === undefined || this.#ending !== undefined || !isProvidersOwn(stop)) return false;
		const { journal } = this.#parts;
		const { name } = failover.provider;
		const at = this.#host.clock.now();
		const campaign = journal.state.campaign?.campaign ?? '';
		const account = this.#options.dryRun ? '' : accountFingerprint(failover, campaign);
		journal.append({ type: 'failover', at, provider: name, account, why: stop.why });
		this.#elsewhere.open();
		const { governor, callers } = this.#openFailover(failover);
		const { slots, pacePerSecond } = governor.snapshot(this.#host.clock.monotonic());
		const pace = strictest(pacePerSecond, callers.perSecond);
		const { live } = this.#own;
		this.#host.emit({ type: 'failed_over', at, provider: name, why: stop.why, live, slots: slots + live, ...pace });
		this.#failedOver = { provider: name, why: stop.why };
		return true;
	}

	#openFailover(route: Route): RouteRun {
		if (this.#failover !== undefined) {
			this.#failover.route.lookAgain();
			return this.#failover.route;
		}
		const opened = new RouteRun(route, this.#options, this.#host, {
			journal: this.#parts.journal,
			work: this.#elsewhere,
			adopted: this.#adopted(route.provider.name),
			attemptLimit: this.#attemptLimit,
			maxDurationMs: this.#options.maxDurationMs,
			startedAt: this.#startedAt,
			failover: route.provider.name,
			moreMayCome: () => !this.#ownEnded,
			liveElsewhere: () => this.#own.live,
		});
		if (this.#ending?.abandon) opened.abandon(this.#ending.stop);
		else if (this.#ending !== undefined) opened.stop(this.#ending.stop);
		const ended = opened.work();
		// It is waited for later; what goes wrong until then ends both.
		ended.catch((error) => this.abandon({ cause: 'error', why: messageOf(error) }));
		this.#failover = { route: opened, ended };
		return opened;
	}

	#announce(): void {
		const options = this.#options;
		const host = this.#host;
		const { journal, begun, preview } = this.#parts;
		const { rows, settled, invalid, duplicate } = preview;
		const changes = preview.edit?.changes.map(({ kind, count }) => (count === undefined ? { kind } : { kind, count }));
		const { slots, pacePerSecond } = this.#own.governor.snapshot(host.clock.monotonic());
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
			...strictest(pacePerSecond, this.#own.callers.perSecond),
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

	/** What an earlier run left open with this provider; undefined for the campaign's own. */
	#adopted(provider: string | undefined): Adopted[] {
		const { journal, begun } = this.#parts;
		return journal.state
			.open()
			.filter((open) => open.provider === provider)
			.map((open) => ({ open, item: begun.get(open.contact) }));
	}
}

/** Whether it is this provider alone that takes no more calls: everything else holds for any other as well. */
function isProvidersOwn({ cause, error }: Stop): boolean {
	return cause === 'quota' || error?.code === 'account_refused' || error?.code === 'provider_down';
}

function strictest(...paces: readonly (number | undefined)[]): { pacePerSecond?: number } {
	const known = paces.filter((pace) => pace !== undefined);
	return known.length === 0 ? {} : { pacePerSecond: Math.min(...known) };
}
