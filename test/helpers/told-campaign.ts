import { onTestFinished } from 'vitest';
import { dryRunValues, entryOf } from '../../src/cli/provider-settings.js';
import type { MockServer } from '../../src/mock/server.js';
import { type CatalogueEntry, webhookVariable } from '../../src/providers/entry.js';
import { listenForWebhooks } from '../../src/tracking/webhook-listener.js';
import { campaignSetup, mockProvider, type Setup } from './campaign.js';
import { scaledClock } from './scaled-clock.js';
import { type WebhookWay, webhookWay } from './webhook-way.js';

/** What the account's webhooks are vouched for by. */
export const SECRET = 'a-secret-of-the-account-0123';
const HIDDEN_MS = 10 * 3_600_000;
const CALLS = {
	ring: { min: '200ms', max: '400ms' },
	talk: { min: '1s', max: '3s' },
	outcomes: { user_hangup: 6, dial_busy: 2, dial_no_answer: 2 },
};

export interface ToldCampaign {
	readonly entry: CatalogueEntry;
	readonly mock: MockServer;
	/** What the vendor tells passes here. */
	readonly way: WebhookWay;
	readonly setup: Setup;
}

/**
 * A campaign with a vendor that shows no call within ten hours, to lists and single questions alike: whatever becomes known
 * of a call was told. `scenario`: what is added to the mock's.
 */
export async function toldCampaign(vendor: string, rows: number, scenario: object = {}): Promise<ToldCampaign> {
	const clock = scaledClock(10);
	const entry = entryOf(vendor);
	const variable = webhookVariable(entry)?.name ?? '';
	const way = await webhookWay();
	// With a skew, replies bear the mock's date and not the machine's, whose clock runs slower here.
	const world = { calls: CALLS, listLag: `${HIDDEN_MS}ms`, skew: '1ms', webhook: way.url, webhookSecret: SECRET };
	const mock = await mockProvider({ ...world, ...scenario }, clock, 1, vendor);
	const listener = await listenForWebhooks({ host: '127.0.0.1', port: 0 });
	onTestFinished(() => listener.close());
	way.to = listener.address;
	const values = { ...dryRunValues(entry), [variable]: SECRET };
	const provider = entry.create({ values, agent: entry.agent?.dryRun, webhookUrl: way.url });
	const setup = campaignSetup(
		mock.url,
		rows,
		{
			provider,
			webhooks: { url: way.url, serve: listener.serve },
			from: [entry.caller?.dryRun ?? ''],
			settlingMs: HIDDEN_MS,
			timeoutMs: 600_000,
			concurrency: rows,
			limiter: 'aimd',
		},
		clock,
	);
	return { entry, mock, way, setup };
}
