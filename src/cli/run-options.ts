import type { CampaignOptions } from '../campaign/options.js';
import { type CredentialSources, findVariable } from '../config/credentials.js';
import { SETTING_FLAGS } from '../config/flags.js';
import type { Settings } from '../config/settings.js';
import { type AimdNumbers, DEFAULT_SLOTS } from '../governor/slots.js';
import type { Provider } from '../providers/provider.js';
import { UsageError } from '../runtime/errors.js';
import { campaignFiles } from './campaign-files.js';
import { type Dialed, failoverRoute, routeOf } from './route-options.js';
import { expectVerifiable, type OpenWebhooks } from './webhooks.js';

const DEFAULT_GIVE_UP_MS = 5 * 60_000;

/** What the campaign is to do, from the settings, the credentials and the provider's defaults. @throws UsageError */
export function runOptions(given: {
	settings: Settings;
	contacts: string;
	mustResume: boolean;
	sources: CredentialSources;
	own: Dialed;
	failover: Dialed | undefined;
	webhooks?: OpenWebhooks | undefined;
	/** Where what is learned of accounts is kept. */
	stateFolder: string | undefined;
}): CampaignOptions {
	const { settings, contacts, sources, own, failover, webhooks } = given;
	const limiter = settings.limiter ?? 'adaptive';
	const toldUrl = webhooks?.toldUrl;
	const route = routeOf({ ...own, sources, webhookUrl: toldUrl }, settings, limiter);
	if (webhooks !== undefined) {
		const isSet = (name: string) => own.dryRun !== undefined || Boolean(findVariable(sources, name));
		expectVerifiable(own.entry, { canVerify: route.provider.webhooks !== undefined, isSet, toldUrl });
	}
	return {
		contacts,
		...campaignFiles(contacts, settings),
		country: settings.country,
		...(settings.map === undefined ? {} : { map: settings.map }),
		...route,
		batch: batchSize(settings, route.provider),
		...(failover === undefined ? {} : { failover: failoverRoute({ ...failover, sources }, settings, limiter) }),
		dryRun: own.dryRun !== undefined,
		until: settings.until ?? 'ended',
		limiter,
		aimd: aimdNumbers(settings.aimd, limiter),
		bridge: settings.bridge,
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

/** Settings that say how fast calls are started. */
const PACING = ['rate', 'ratePerCaller', 'bridge', 'concurrency', 'maxConcurrency', 'limiter', 'aimd'] as const;

/** How many calls are uploaded together; undefined where each is asked for by itself. @throws UsageError */
function batchSize(settings: Settings, { name, batches }: Provider): number | undefined {
	const { batch, until } = settings;
	if (batch === undefined) return undefined;
	if (batches === undefined) throw new UsageError(`--batch has no meaning with ${name}: it is asked for each call.`);
	if (batch > batches.mostCalls) {
		throw new UsageError(`--batch ${batch} is more than ${name} is given at once, ${batches.mostCalls}.`);
	}
	if (until === 'placed') {
		throw new UsageError('--until placed has no meaning with --batch: a list that was taken is no placed call.');
	}
	const pacing = PACING.find((setting) => settings[setting] !== undefined);
	if (pacing === undefined) return batch;
	const flag = SETTING_FLAGS[pacing].flags.split(' ', 1)[0];
	throw new UsageError(`${flag} has no meaning with --batch: the pace of a batch is ${name}'s.`);
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
