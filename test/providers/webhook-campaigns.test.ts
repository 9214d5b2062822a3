/** Campaigns in which nothing but webhooks tells how calls end: no list shows a call before it is too late. */
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { dryRunValues, entryOf } from '../../src/cli/provider-settings.js';
import { webhookVariable } from '../../src/providers/entry.js';
import type { Provider } from '../../src/providers/provider.js';
import { listenForWebhooks } from '../../src/tracking/webhook-listener.js';
import { campaignSetup, mockProvider, readResults, runCampaign } from '../helpers/campaign.js';
import { scaledClock } from '../helpers/scaled-clock.js';
import { type WebhookWay, webhookWay } from '../helpers/webhook-way.js';

const ROWS = 40;
const CALLS = {
	ring: { min: '200ms', max: '400ms' },
	talk: { min: '1s', max: '2s' },
	outcomes: { user_hangup: 6, dial_busy: 2, dial_no_answer: 2 },
};
const SECRET = 'a-secret-of-the-account-0123';

async function setUp(vendor: string) {
	const clock = scaledClock(5);
	const entry = entryOf(vendor);
	const variable = webhookVariable(entry)?.name ?? '';
	const scenario = { calls: CALLS, listLag: '10m', webhookSecret: SECRET };
	const mock = await mockProvider(scenario, clock, 1, vendor);
	const way = await webhookWay();
	const listener = await listenForWebhooks({ host: '127.0.0.1', port: 0 });
	onTestFinished(() => listener.close());
	way.to = listener.address;
	const values = { ...dryRunValues(entry), [variable]: SECRET };
	const provider = entry.create({ values, agent: entry.agent?.dryRun, webhookUrl: way.url });
	const webhooks = { url: way.url, serve: listener.serve };
	const options = {
		provider,
		webhooks,
		settlingMs: 600_000,
		timeoutMs: 60_000,
		concurrency: ROWS,
		limiter: 'aimd',
	} as const;
	return { mock, way, setup: campaignSetup(mock.url, ROWS, options, clock) };
}

/** Before each of ours, somebody sends the same words about our calls, with nothing behind them. */
function disturb(way: WebhookWay): void {
	way.onPassing = (passing) => {
		const forged = { 'content-type': passing.headers['content-type'] ?? '' };
		const body = passing.body.replace(/completed|busy|no-answer/g, 'failed');
		return [{ headers: forged, body, query: '?secret=guessed' }, passing, passing];
	};
}

/** Another program's call on the same account: its end is told here too, and it is no business of the campaign's. */
async function callOfOthers(baseUrl: string, provider: Provider): Promise<void> {
	const spec = { attempt: 'theirs', campaign: 'theirs', contact: 'theirs', to: '+12025550199', from: '+12025550100' };
	const { path, method, headers, body = '' } = provider.createCall({ ...spec, variables: {} });
	const response = await fetch(`${baseUrl}${path}`, { method, headers, body });
	expect(response.ok).toBe(true);
}

test.each(['twilio', 'exotel'])(
	'%s: every row is settled by what was told, and nothing forged counts',
	async (vendor) => {
		const { mock, way, setup } = await setUp(vendor);
		disturb(way);
		await callOfOthers(mock.url, setup.options.provider);
		const report = await runCampaign(setup);
		expect(report.stop).toBeUndefined();
		expect(report.summary.byStatus).toMatchObject({ completed: ROWS, pending: 0, in_doubt: 0, placed: 0 });
		const { calls, duplicates, reads } = mock.truth();
		expect([calls, duplicates, reads.get]).toEqual([ROWS + 1, [], 0]);
		const rows = readResults(setup.options.results);
		expect(new Set(rows.map((row) => row.call_outcome))).toEqual(new Set(['answered', 'busy', 'no_answer']));
		for (const row of rows) if (row.call_outcome === 'answered') expect(row.call_duration_s).not.toBe('');
		const notices = report.events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
		expect(notices.filter((text) => text.startsWith('A webhook was refused'))).toHaveLength(1);
		const written = readFileSync(setup.options.checkpoint, 'utf8') + readFileSync(setup.options.results, 'utf8');
		expect(written + JSON.stringify(report.events)).not.toContain(SECRET);
	},
);
