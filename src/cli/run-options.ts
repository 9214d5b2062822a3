import type { CampaignOptions } from '../campaign/options.js';
import type { CredentialSources } from '../config/credentials.js';
import { findProxy } from '../config/proxy.js';
import type { Settings } from '../config/settings.js';
import { type AimdNumbers, DEFAULT_SLOTS } from '../governor/slots.js';
import type { CatalogueEntry } from '../providers/entry.js';
import { UsageError } from '../runtime/errors.js';
import { campaignFiles } from './campaign-files.js';
import type { DryRun } from './dry-run.js';
import { readDialing } from './provider-settings.js';
import { expectVerifiable, type OpenWebhooks } from './webhooks.js';

/** The textbook's rule starts with 5 live calls; the adaptive limiter finds them one by one, within seconds. */
const DEFAULT_START = { adaptive: 1, aimd: DEFAULT_SLOTS.start };
const DEFAULT_GIVE_UP_MS = 5 * 60_000;

/** What the campaign is to do, from the settings, the credentials and the provider's defaults. @throws UsageError */
export function runOptions(given: {
	settings: Settings;
	contacts: string;
	mustResume: boolean;
	sources: CredentialSources;
	entry: CatalogueEntry;
	dryRun: DryRun | undefined;
	webhooks?: OpenWebhooks | undefined;
	/** Where what is learned of accounts is kept. */
	stateFolder: string | undefined;
}): CampaignOptions {
	const { settings, contacts, sources, entry, dryRun, webhooks } = given;
	const isDry = dryRun !== undefined;
	const { values, agent, from } = readDialing(entry, settings, sources, isDry);
	const provider = entry.create({ values, agent, webhookUrl: webhooks?.toldUrl });
	if (webhooks !== undefined) expectVerifiable(entry, provider.webhooks !== undefined);
	const defaults = { ...provider.defaults, ...dryRun?.defaults };
	const limiter = settings.limiter ?? 'adaptive';
	const { concurrency, maxConcurrency } = liveCalls(settings, limiter, defaults.maxSlots);
	return {
		contacts,
		...campaignFiles(contacts, settings),
		country: settings.country,
		...(settings.map === undefined ? {} : { map: settings.map }),
		provider,
		...(dryRun === undefined
			? addressOf(settings.baseUrl ?? entry.baseUrl(values), sources)
			: { baseUrl: dryRun.baseUrl }),
		from,
		dryRun: dryRun !== undefined,
		until: settings.until ?? 'ended',
		limiter,
		aimd: aimdNumbers(settings.aimd, limiter),
		concurrency,
		maxConcurrency,
		pacePerSecond: settings.rate ?? defaults.pacePerSecond,
		paceSource: settings.rate === undefined ? defaults.paceSource : '--rate',
		perCallerPerSecond: settings.ratePerCaller ?? defaults.perCallerPerSecond,
		bridge: settings.bridge,
		timeoutMs: settings.timeout ?? defaults.timeoutMs,
		settlingMs: settings.settle ?? defaults.settlingMs,
		giveUpAfterMs: settings.giveUpAfter ?? DEFAULT_GIVE_UP_MS,
		limit: settings.limit,
		maxDurationMs: settings.maxDuration,
		stateFolder: given.stateFolder,
		webhooks,
		restart: settings.restart ?? false,
		sameAccount: settings.sameAccount ?? false,
		mustResume: given.mustResume,
	};
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

/** The textbook's numbers, but for those that were given. */
function aimdNumbers(given: Settings['aimd'], limiter: CampaignOptions['limiter']): AimdNumbers {
	if (given !== undefined && limiter !== 'aimd') throw new UsageError('--aimd has no meaning without --limiter aimd.');
	const { increase, decrease, quietMs } = { ...given };
	return {
		increase: increase ?? DEFAULT_SLOTS.increase,
		decrease: decrease ?? DEFAULT_SLOTS.decrease,
		quietMs: quietMs ?? DEFAULT_SLOTS.quietMs,
	};
}
