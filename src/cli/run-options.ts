import type { CampaignOptions } from '../campaign/options.js';
import { type CredentialSources, findVariable, requireVariable } from '../config/credentials.js';
import { findProxy } from '../config/proxy.js';
import type { Settings } from '../config/settings.js';
import { type AimdNumbers, DEFAULT_SLOTS } from '../governor/slots.js';
import { CATALOGUE, type CatalogueEntry } from '../providers/catalogue.js';
import { UsageError } from '../runtime/errors.js';
import { campaignFiles } from './campaign-files.js';
import type { DryRun } from './dry-run.js';

/** Stands in for the caller number in a dry run without one; from the range reserved for fiction (NANP 555-01XX). */
const DRY_RUN_FROM = '+12025550100';
/** The textbook's rule starts with 5 live calls; the adaptive limiter finds them one by one, within seconds. */
const DEFAULT_START = { adaptive: 1, aimd: DEFAULT_SLOTS.start };
const DEFAULT_GIVE_UP_MS = 5 * 60_000;

/** What the campaign is to do, from the settings, the credentials and the provider's defaults. @throws UsageError */
export function runOptions(given: {
	settings: Settings;
	contacts: string;
	mustResume: boolean;
	sources: CredentialSources;
	dryRun: DryRun | undefined;
	/** Where what is learned of accounts is kept. */
	stateFolder: string | undefined;
}): CampaignOptions {
	const { settings, contacts, sources, dryRun } = given;
	const entry = entryOf(settings.provider ?? 'retell');
	const apiKey = dryRun === undefined ? requireVariable(sources, entry.keyVariable, 'API key') : 'dry-run';
	const agent = settings.agent ?? findVariable(sources, entry.agentVariable);
	const provider = entry.create({ apiKey, agent });
	const defaults = { ...provider.defaults, ...dryRun?.defaults };
	const maxConcurrency = settings.maxConcurrency ?? Math.max(50, settings.concurrency ?? 0);
	const limiter = settings.limiter ?? 'adaptive';
	const concurrency = settings.concurrency ?? Math.min(DEFAULT_START[limiter], maxConcurrency);
	if (concurrency > maxConcurrency) {
		throw new UsageError(`--concurrency ${concurrency} is more than --max-concurrency ${maxConcurrency}.`);
	}
	return {
		contacts,
		...campaignFiles(contacts, settings),
		country: settings.country,
		...(settings.map === undefined ? {} : { map: settings.map }),
		provider,
		...(dryRun === undefined ? addressOf(settings, entry, sources) : { baseUrl: dryRun.baseUrl }),
		from: settings.from ?? fromNumbers(sources, entry, dryRun),
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
		restart: settings.restart ?? false,
		sameAccount: settings.sameAccount ?? false,
		mustResume: given.mustResume,
	};
}

/** Where the provider is asked, and through which proxy. */
function addressOf(
	settings: Settings,
	entry: CatalogueEntry,
	sources: CredentialSources,
): { baseUrl: string; proxy: URL | undefined } {
	const baseUrl = settings.baseUrl ?? entry.baseUrl;
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

function entryOf(name: string): CatalogueEntry {
	const entry = CATALOGUE[name];
	if (entry !== undefined) return entry;
	throw new UsageError(`--provider: expected one of ${Object.keys(CATALOGUE).join(', ')}, got "${name}".`);
}

function fromNumbers(sources: CredentialSources, entry: CatalogueEntry, dryRun: DryRun | undefined): readonly string[] {
	const number = findVariable(sources, entry.fromVariable);
	if (number === undefined && dryRun !== undefined) return [DRY_RUN_FROM];
	if (number === undefined) {
		throw new UsageError('No caller number.', {
			hint: `Give one with --from +14155550123, or set ${entry.fromVariable}. To try without an account, add --dry-run.`,
		});
	}
	if (!/^\+[1-9]\d{6,14}$/.test(number)) {
		throw new UsageError(
			`${entry.fromVariable}: expected a number in international form such as +14155550123, got "${number}".`,
		);
	}
	return [number];
}
