import type { CampaignOptions } from '../campaign/options.js';
import { type CredentialSources, findVariable } from '../config/credentials.js';
import type { Settings } from '../config/settings.js';
import { type AimdNumbers, DEFAULT_SLOTS } from '../governor/slots.js';
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
