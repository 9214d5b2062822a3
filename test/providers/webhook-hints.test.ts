/** RingCentral: sessions are told of to who subscribed, and bring the next question about a call nearer. */
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { dryRunValues } from '../../src/cli/provider-settings.js';
import type { Provider } from '../../src/providers/provider.js';
import { ringcentral } from '../../src/providers/ringcentral/entry.js';
import { readYaml } from '../../src/runtime/yaml.js';
import { listenForWebhooks } from '../../src/tracking/webhook-listener.js';
import { campaignSetup, mockProvider, readResults, runCampaign } from '../helpers/campaign.js';
import { scaledClock } from '../helpers/scaled-clock.js';
import { webhookWay } from '../helpers/webhook-way.js';

const ROWS = 10;
const TOKEN = 'a-token-of-the-account-0123';
/** A second stands for a minute in it. */
const DEMO = readYaml(
	readFileSync(new URL('../../fixtures/scenarios/ringcentral.yaml', import.meta.url), 'utf8'),
) as Record<string, object>;
/** With a skew, replies bear the mock's date and not the machine's, whose clock runs slower here. */
const OWN_DATE = { skew: '1ms' };

async function setUp() {
	const clock = scaledClock(5);
	const mock = await mockProvider({ ...DEMO, ...OWN_DATE }, clock, 1, 'ringcentral');
	const way = await webhookWay();
	const listener = await listenForWebhooks({ host: '127.0.0.1', port: 0 });
	onTestFinished(() => listener.close());
	way.to = listener.address;
	const values = { ...dryRunValues(ringcentral), RINGCENTRAL_WEBHOOK_TOKEN: TOKEN };
	const provider = ringcentral.create({ values, agent: undefined, webhookUrl: way.url });
	const webhooks = { url: way.url, serve: listener.serve };
	const waits = { timeoutMs: 60_000, giveUpAfterMs: 600_000, settlingMs: 6_000 };
	const options = { provider, webhooks, ...waits, pacePerSecond: 8, concurrency: ROWS, limiter: 'aimd' } as const;
	return { mock, way, provider, setup: campaignSetup(mock.url, ROWS, options, clock) };
}

const noticesOf = ({ events }: Awaited<ReturnType<typeof runCampaign>>) =>
	events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));

/** Another program's call on the same account. */
async function callOfOthers(baseUrl: string, provider: Provider): Promise<void> {
	const spec = { attempt: 'theirs', campaign: 'theirs', contact: 'theirs', to: '+12025550199', from: '+12025550100' };
	const send = ({ path, method, headers, body = '' }: ReturnType<Provider['createCall']>) =>
		fetch(`${baseUrl}${path}`, { method, headers, body });
	const { token } = provider;
	if (token === undefined) throw new Error('it takes no request without a token');
	const { access_token: word } = (await (await send(token.request())).json()) as { access_token: string };
	expect((await send(token.authorize(provider.createCall({ ...spec, variables: {} }), word))).status).toBe(200);
}

test('the run subscribes before its first call, is told of sessions, and ends its subscription', async () => {
	const { mock, way, provider, setup } = await setUp();
	const creates: number[] = [];
	way.onPassing = (passing) => {
		creates.push(mock.truth().creates);
		return [passing];
	};
	const report = await runCampaign(setup);
	expect(noticesOf(report)).toEqual([]);
	expect(report.summary.byStatus).toMatchObject({ completed: ROWS });
	const outcomes = new Set(readResults(setup.options.results).map((row) => row.call_outcome));
	expect(outcomes).toContain('answered');
	const [handshake, ...events] = way.passed;
	expect([creates[0], handshake?.body, handshake?.headers['verification-token']]).toEqual([0, '', undefined]);
	expect(events.length).toBeGreaterThanOrEqual(2 * ROWS);
	expect(new Set(events.map(({ headers }) => headers['verification-token']))).toEqual(new Set([TOKEN]));

	const passed = way.passed.length;
	await callOfOthers(mock.url, provider);
	await new Promise((resolve) => setTimeout(resolve, 100));
	expect(way.passed).toHaveLength(passed);
});

test('forged sessions bring no question and end no call', async () => {
	const { way, setup } = await setUp();
	way.onPassing = (passing) => {
		if (passing.body === '') return [passing];
		const forged = { ...passing, body: passing.body.replace(/"code":"\w+"/, '"code":"Disconnected"') };
		// Nothing that the vendor sends comes through.
		return [{ ...forged, headers: { ...forged.headers, 'verification-token': 'guessed' } }];
	};
	const report = await runCampaign(setup);
	expect(report.summary.byStatus).toMatchObject({ completed: ROWS });
	expect(noticesOf(report)).toHaveLength(1);
	expect(noticesOf(report)[0]).toContain('A webhook was refused');
});

test('an address that does not answer as it has to is told in one sentence, and the calls are asked for', async () => {
	const { way, setup } = await setUp();
	way.onPassing = () => [];
	const report = await runCampaign(setup);
	expect(report.summary.byStatus).toMatchObject({ completed: ROWS });
	expect(noticesOf(report)).toEqual([
		'The provider was asked to tell how calls end and does not (400 SUB-525 WebHook server response is invalid); calls are asked for.',
	]);
});
