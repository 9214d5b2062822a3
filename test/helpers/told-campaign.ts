import { onTestFinished } from 'vitest';
import { dryRunValues, entryOf } from '../../src/cli/provider-settings.js';
import type { MockServer } from '../../src/mock/server.js';
import { listenForWebhooks } from '../../src/tracking/webhook-listener.js';
import { campaignSetup, mockProvider, type Setup } from './campaign.js';
import { scaledClock } from './scaled-clock.js';
import { type WebhookWay, webhookWay } from './webhook-way.js';

const CALLS = {
	ring: { min: '200ms', max: '400ms' },
	talk: { min: '1s', max: '3s' },
	outcomes: { user_hangup: 6, dial_busy: 2, dial_no_answer: 2 },
};

export interface ToldCampaign {
	readonly mock: MockServer;
	/** What the vendor tells passes here. */
	readonly way: WebhookWay;
	readonly setup: Setup;
}

/**
 * A campaign with a vendor that shows no call within ten hours, to lists and single questions alike: whatever becomes known
 * of a call was told. `secret`: by which what is told is vouched for; `scenario`: what is added to the mock's.
 */
export async function toldCampaign(
	vendor: string,
	rows: number,
	{ secret, scenario = {} }: { secret: { variable: string; value: string }; scenario?: object },
): Promise<ToldCampaign> {
	const clock = scaledClock(20);
	const entry = entryOf(vendor);
	const way = await webhookWay();
	// With a skew, replies bear the mock's date and not the machine's, whose clock runs slower here.
	const world = {
		calls: CALLS,
		listLag: '10h',
		skew: '1ms',
		webhook: way.url,
		webhookSecret: secret.value,
		...scenario,
	};
	const mock = await mockProvider(world, clock, 1, vendor);
	const listener = await listenForWebhooks({ host: '127.0.0.1', port: 0 });
	onTestFinished(() => listener.close());
	way.to = listener.address;
	const values = { ...dryRunValues(entry), [secret.variable]: secret.value };
	const provider = entry.create({ values, agent: entry.agent?.dryRun, webhookUrl: way.url });
	const webhooks = { url: way.url, serve: listener.serve };
	const from = [entry.caller?.dryRun ?? ''];
	const all = {
		provider,
		webhooks,
		from,
		settlingMs: 10 * 3_600_000,
		timeoutMs: 600_000,
		concurrency: rows,
		limiter: 'aimd',
	} as const;
	return { mock, way, setup: campaignSetup(mock.url, rows, all, clock) };
}
