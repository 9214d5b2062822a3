import { type Account, openAccount } from '../account/account.js';
import type { AttemptLimit } from '../dispatch/attempt-limit.js';
import type { Adopted } from '../dispatch/dispatcher.js';
import type { Stop } from '../dispatch/stop.js';
import type { Work } from '../dispatch/work.js';
import { AdaptiveGovernor } from '../governor/adaptive.js';
import { AimdGovernor } from '../governor/aimd.js';
import { BatchGovernor } from '../governor/batch.js';
import { BridgedGovernor } from '../governor/bridged.js';
import { CallerPace } from '../governor/caller-pace.js';
import type { Governor } from '../governor/governor.js';
import type { Journal } from '../journal/journal.js';
import { discreet } from '../providers/discreet.js';
import type { HttpClient } from '../providers/http.js';
import { withTokens } from '../providers/token-client.js';
import type { Random } from '../runtime/random.js';
import { Secrets } from '../runtime/redact.js';
import type { WebhookSource } from '../tracking/webhook-receiver.js';
import type { CampaignHost, CampaignOptions, Route } from './options.js';
import { type Stages, wireStages } from './stages.js';

interface RouteParts {
	readonly journal: Journal;
	readonly work: Work;
	/** Attempts of an earlier run through this provider. */
	readonly adopted: readonly Adopted[];
	readonly attemptLimit: AttemptLimit;
	readonly maxDurationMs: number | undefined;
	/** When the run began, monotonic ms. */
	readonly startedAt: number;
	readonly webhooks?: WebhookSource | undefined;
	/** The provider's name, where it is not the campaign's own. */
	readonly failover?: string;
	readonly moreMayCome?: () => boolean;
	readonly liveElsewhere: () => number;
	readonly stopping?: (stop: Stop) => boolean;
}

/** Connections beside those of the calls: one for reads, one to spare. */
const EXTRA_CONNECTIONS = 2;

/** One provider at work in a run: its governor, its account, its connections, and the stages that dial it. */
export class RouteRun {
	readonly governor: Governor;
	readonly callers: CallerPace;
	readonly #parts: RouteParts;
	readonly #account: Account | undefined;
	readonly #http: HttpClient;
	readonly #stages: Stages;

	constructor(route: Route, options: CampaignOptions, host: CampaignHost, parts: RouteParts) {
		this.#parts = parts;
		const { clock, emit } = host;
		const campaign = parts.journal.state.campaign?.campaign ?? '';
		const governor = governorOf(route, options, host.random);
		this.#account = accountOf(route, options, host, campaign, governor);
		this.governor = this.#account?.governor ?? governor;
		this.callers = new CallerPace(route.from, route.perCallerPerSecond);
		const { accountSecret, secrets = [], token } = route.provider;
		const { hide, keep } = new Secrets([accountSecret, ...secrets]);
		const http = host.connect({
			baseUrl: route.baseUrl,
			proxy: route.proxy,
			connections: route.maxConcurrency + EXTRA_CONNECTIONS,
			clock,
			userAgent: `campaign-dialer/${host.version}`,
			hide,
		});
		this.#http = withTokens(http, token, clock, keep);
		this.#stages = wireStages({
			...parts,
			campaign,
			provider: discreet(route.provider, hide),
			http: this.#http,
			governor: this.governor,
			clock,
			emit,
			callers: this.callers,
			until: options.until,
			timeoutMs: route.timeoutMs,
			inBatches: route.batch !== undefined,
			settlingMs: route.settlingMs,
			giveUpAfterMs: options.giveUpAfterMs,
			otherDialersLive: () => this.#account?.othersLive ?? 0,
		});
	}

	get live(): number {
		return this.#stages.dispatcher.live;
	}

	/** Attempts that it leaves or has under way. */
	get open(): number {
		const { journal, failover } = this.#parts;
		return journal.state.open().filter(({ provider }) => provider === failover).length;
	}

	stop(stop: Stop): void {
		this.#stages.dispatcher.stop(stop);
	}

	abandon(stop: Stop): void {
		this.#stages.dispatcher.abandon(stop);
	}

	/** There may be work now where there was none. */
	lookAgain(): void {
		this.#stages.dispatcher.lookAgain();
	}

	/** @returns why it ended early; undefined when nothing was left to do. */
	async work(): Promise<Stop | undefined> {
		try {
			await this.#account?.begin(this.open);
			return await this.#stages.run();
		} finally {
			await this.#account?.end(this.open);
			await this.#http.close();
		}
	}
}

/** The account of this run, if anything is to be kept of it. */
function accountOf(
	{ provider, baseUrl }: Route,
	{ stateFolder, dryRun }: CampaignOptions,
	host: CampaignHost,
	campaign: string,
	governor: Governor,
): Account | undefined {
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

function governorOf(route: Route, options: CampaignOptions, random: Random): Governor {
	const { concurrency: start, maxConcurrency: max, pacePerSecond, batch } = route;
	if (batch !== undefined) return new BatchGovernor({ size: batch, random });
	const { limiter, aimd, bridge, until } = options;
	const governor =
		limiter === 'aimd'
			? new AimdGovernor({ slots: { ...aimd, start, max }, pacePerSecond, random })
			: new AdaptiveGovernor({ start, max, pacePerSecond, countsRequests: until === 'placed', random });
	return bridge === undefined ? governor : new BridgedGovernor(governor, bridge);
}
