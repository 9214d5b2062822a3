import type { BridgeLimits } from '../governor/bridged.js';
import type { AimdNumbers } from '../governor/slots.js';
import type { EventSink } from '../progress/events.js';
import type { HttpClient, HttpClientOptions } from '../providers/http.js';
import type { Provider } from '../providers/provider.js';
import type { Clock } from '../runtime/clock.js';
import type { Disk } from '../runtime/disk.js';
import type { Processes } from '../runtime/processes.js';
import type { Random } from '../runtime/random.js';

import type { WebhookSource } from '../tracking/webhook-receiver.js';

/** How one provider is dialed. */
export interface Route {
	readonly provider: Provider;
	readonly baseUrl: string;
	/** The proxy to reach it through, with the name and password it wants; undefined: straight. */
	readonly proxy?: URL | undefined;
	/** Caller numbers, E.164, used in turn. */
	readonly from: readonly string[];
	/** Live calls at the start and at most; the adaptive limiter takes those at the start for proven. */
	readonly concurrency: number;
	readonly maxConcurrency: number;
	/** Calls that are uploaded together, and paced by the provider; absent: each is asked for by itself. */
	readonly batch?: number | undefined;
	/** Call starts per second at most, and where that figure comes from, for people. */
	readonly pacePerSecond: number;
	readonly paceSource: string;
	/** Call starts per second of each caller number at most. */
	readonly perCallerPerSecond?: number | undefined;
	/** Longest wait for the answer to a create request, ms. */
	readonly timeoutMs: number;
	/** How long a call must be missing from the provider's lists before it counts as not placed, ms. */
	readonly settlingMs: number;
}

/** What a campaign is to do; made from flags, environment and files by the command line, or by hand by a program. */
export interface CampaignOptions extends Route {
	/** The contacts CSV. */
	readonly contacts: string;
	readonly results: string;
	readonly checkpoint: string;
	/** Default country for national numbers, ISO 3166-1 alpha-2. */
	readonly country?: string | undefined;
	/** Which column is which field, where the usual names do not tell. */
	readonly map?: Readonly<Record<string, string>>;
	/**
	 * Where calls go on when the campaign's own provider takes no more: its account is refused, it does not answer, or its
	 * allowance is used up.
	 */
	readonly failover?: Route | undefined;
	/** True when `baseUrl` is a mock provider that nobody's phone hangs on. */
	readonly dryRun: boolean;
	/** When a contact is settled. */
	readonly until: 'placed' | 'ended';
	/** How the provider's limits are found: an exact ceiling and a learned pace, or the textbook's AIMD. */
	readonly limiter: 'adaptive' | 'aimd';
	/** The textbook's numbers; absent: the usual ones. */
	readonly aimd?: AimdNumbers | undefined;
	/** What the carrier behind the provider allows, where it is known. */
	readonly bridge?: BridgeLimits | undefined;
	/** Stop when the provider has not answered for this long, ms. */
	readonly giveUpAfterMs: number;
	/** Stop after this many attempts. */
	readonly limit?: number | undefined;
	/** Stop starting calls after this time, ms. */
	readonly maxDurationMs?: number | undefined;
	/** Where what is learned of the account is kept and shared with runs beside this one; undefined: nowhere. */
	readonly stateFolder?: string | undefined;
	/** The way by which the provider tells of calls by itself; undefined: it is asked. */
	readonly webhooks?: WebhookSource | undefined;
	/** Begin anew; the old checkpoint is kept under another name. */
	readonly restart: boolean;
	/** The key was renewed: attempts made with the old one are looked up with this one. */
	readonly sameAccount: boolean;
	/** Fail when there is nothing to resume. */
	readonly mustResume: boolean;
}

/** What a campaign takes from the machine that it runs on. */
export interface CampaignHost {
	readonly clock: Clock;
	/** For jitter; never for ids. */
	readonly random: Random;
	/** A new unguessable word of at least 8 lower-case letters and digits. */
	readonly newToken: () => string;
	readonly processes: Processes;
	readonly disk: Disk;
	/** The way to the provider. */
	readonly connect: (options: HttpClientOptions) => HttpClient;
	/** The program's version. */
	readonly version: string;
	readonly emit: EventSink;
}
