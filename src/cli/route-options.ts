import type { CampaignOptions, Route } from '../campaign/options.js';
import type { CredentialSources } from '../config/credentials.js';
import { findProxy } from '../config/proxy.js';
import type { Settings } from '../config/settings.js';
import { DEFAULT_SLOTS } from '../governor/slots.js';
import type { CatalogueEntry } from '../providers/entry.js';
import { UsageError } from '../runtime/errors.js';
import type { DryRun } from './dry-run.js';
import { readDialing } from './provider-settings.js';

/** A provider, and the mock that stands in for it in a dry run. */
export interface Dialed {
	readonly entry: CatalogueEntry;
	readonly dryRun: DryRun | undefined;
}

interface RouteSources extends Dialed {
	readonly sources: CredentialSources;
	/** Where the provider is to tell of calls. */
	readonly webhookUrl?: string | undefined;
}

/** The textbook's rule starts with 5 live calls; the adaptive limiter finds them one by one, within seconds. */
const DEFAULT_START = { adaptive: 1, aimd: DEFAULT_SLOTS.start };

/** How a provider is dialed, from the settings, the credentials and its defaults. @throws UsageError */
export function routeOf(
	{ entry, dryRun, sources, webhookUrl }: RouteSources,
	settings: Settings,
	limiter: CampaignOptions['limiter'],
): Route {
	const { values, agent, from } = readDialing(entry, settings, sources, dryRun !== undefined);
	const provider = entry.create({ values, agent, webhookUrl });
	const defaults = { ...provider.defaults, ...dryRun?.defaults };
	return {
		provider,
		...(dryRun === undefined
			? addressOf(settings.baseUrl ?? entry.baseUrl(values), sources)
			: { baseUrl: dryRun.baseUrl }),
		from,
		...liveCalls(settings, limiter, defaults.maxSlots),
		pacePerSecond: settings.rate ?? defaults.pacePerSecond,
		paceSource: settings.rate === undefined ? defaults.paceSource : '--rate',
		perCallerPerSecond: settings.ratePerCaller ?? defaults.perCallerPerSecond,
		timeoutMs: settings.timeout ?? defaults.timeoutMs,
		settlingMs: settings.settle ?? defaults.settlingMs,
	};
}

/**
 * How the failover provider is dialed. Whom calls come from, who talks and where it is stand in its own variables: the
 * flags name those of the campaign's own provider. A pace that was given holds for both, unless its own is lower.
 * @throws UsageError
 */
export function failoverRoute(
	given: RouteSources,
	{ from: _from, agent: _agent, baseUrl: _baseUrl, concurrency: _concurrency, ...settings }: Settings,
	limiter: CampaignOptions['limiter'],
): Route {
	const { rate, ...others } = settings;
	const route = routeOf(given, others, limiter);
	if (rate === undefined || rate >= route.pacePerSecond) return route;
	return { ...route, pacePerSecond: rate, paceSource: '--rate' };
}

/** Live calls at the start and at most. @throws UsageError */
function liveCalls(settings: Settings, limiter: CampaignOptions['limiter'], maxSlots: number | undefined) {
	const maxConcurrency = settings.maxConcurrency ?? maxSlots ?? Math.max(50, settings.concurrency ?? 0);
	const concurrency = settings.concurrency ?? Math.min(DEFAULT_START[limiter], maxConcurrency);
	if (concurrency > maxConcurrency) {
		throw new UsageError(`--concurrency ${concurrency} is more than --max-concurrency ${maxConcurrency}.`);
	}
	return { concurrency, maxConcurrency };
}

/** Where the provider is asked, and through which proxy. */
function addressOf(baseUrl: string, sources: CredentialSources): { baseUrl: string; proxy: URL | undefined } {
	return { baseUrl, proxy: findProxy(baseUrl, sources) };
}
