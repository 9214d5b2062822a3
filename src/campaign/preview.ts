import type { ContactTable } from '../contacts/contact-table.js';
import type { BridgeLimits } from '../governor/bridged.js';
import type { CampaignState } from '../journal/state.js';
import { shownProxy } from '../providers/tunnel.js';
import type { Opened } from './checkpoint.js';
import type { ContactsEdit } from './contacts-edit.js';
import type { CampaignOptions } from './options.js';

/** What a run is about to do, before anything is written or dialed. */
export interface Preview {
	readonly contacts: string;
	readonly provider: string;
	/** Where it is asked. */
	readonly address: string;
	/** The proxy in between, without name and password. */
	readonly proxy?: string | undefined;
	/** Where calls go on when that provider takes no more. */
	readonly failover?:
		| { readonly provider: string; readonly address: string; readonly from: readonly string[] }
		| undefined;
	readonly dryRun: boolean;
	readonly from: readonly string[];
	readonly rows: number;
	readonly invalid: number;
	readonly duplicate: number;
	/** Contacts to be called now, and how many of them go first. */
	readonly todo: number;
	readonly high: number;
	/** Contacts that earlier runs settled. */
	readonly settled: number;
	/** Calls of an earlier run whose end is not known, and attempts of which it is not known whether they rang. */
	readonly live: number;
	readonly inDoubt: number;
	/** Whether the provider can be asked about such attempts. */
	readonly canAsk: boolean;
	readonly setAside: Opened['setAside'];
	readonly tornBytes: number;
	/** What was changed in the contacts file since the last run. */
	readonly edit: ContactsEdit | undefined;
	readonly pacePerSecond: number;
	/** Where that figure comes from. */
	readonly paceSource: string;
	readonly perCallerPerSecond: number | undefined;
	readonly bridge: BridgeLimits | undefined;
	/** Calls that are uploaded together; undefined: each is asked for by itself. */
	readonly batch?: number | undefined;
	readonly limiter: CampaignOptions['limiter'];
	readonly concurrency: number;
	readonly maxConcurrency: number;
}

export function previewOf(options: CampaignOptions, table: ContactTable, opened: Opened): Preview {
	const { state, survey } = opened;
	const open = state.open();
	const { failover } = options;
	const live = open.filter((attempt) => attempt.state === 'accepted').length;
	return {
		contacts: options.contacts,
		provider: options.provider.name,
		address: options.baseUrl,
		proxy: options.proxy === undefined ? undefined : shownProxy(options.proxy),
		failover: failover && { provider: failover.provider.name, address: failover.baseUrl, from: failover.from },
		dryRun: options.dryRun,
		from: options.from,
		rows: table.rows,
		invalid: table.counts.invalid,
		duplicate: table.counts.duplicate,
		...(survey ?? standings(table, state)),
		high: table.counts.high,
		live,
		inDoubt: open.length - live,
		canAsk: [options, failover].some((route) => route?.provider.findAttempt !== undefined),
		setAside: opened.setAside,
		tornBytes: opened.tornBytes,
		edit: survey?.edit,
		pacePerSecond: options.pacePerSecond,
		paceSource: options.paceSource,
		perCallerPerSecond: options.perCallerPerSecond,
		bridge: options.bridge,
		batch: options.batch,
		limiter: options.limiter,
		concurrency: options.concurrency,
		maxConcurrency: options.maxConcurrency,
	};
}

/** As a survey tells it, without reading the file: enough where it is the one that the campaign began with. */
function standings(table: ContactTable, state: CampaignState): { readonly todo: number; readonly settled: number } {
	let settled = 0;
	let begun = 0;
	for (const contact of state.contacts()) {
		if (!table.has(contact)) continue;
		if (state.isSettled(contact)) settled += 1;
		else if (state.openAttempt(contact) !== undefined) begun += 1;
	}
	return { todo: table.counts.callable - settled - begun, settled };
}
