/** Real sockets, real time: how close a campaign comes to the time that the provider's limit asks for, and at which price. */
import { expect, test } from 'vitest';
import type { CampaignOptions } from '../../src/campaign/options.js';
import { parseScenario } from '../../src/mock/scenario.js';
import { startMock } from '../../src/mock/server.js';
import type { Truth } from '../../src/mock/truth.js';
import { systemClock } from '../../src/runtime/clock.js';
import { campaignSetup, runCampaign } from '../helpers/campaign.js';

const ADAPTIVE: Partial<CampaignOptions> = { limiter: 'adaptive', concurrency: 1, maxConcurrency: 200 };
const calls = (seconds: string) => ({
	ring: { min: '0s', max: '0s' },
	talk: { min: seconds, max: seconds },
	outcomes: { user_hangup: 1 },
});

async function run(scenario: object, contacts: number): Promise<{ truth: Truth; seconds: number }> {
	const mock = await startMock({ scenario: parseScenario(scenario, 'proof'), clock: systemClock, seed: 5 });
	const setup = campaignSetup(mock.url, contacts, ADAPTIVE);
	const startedAt = performance.now();
	const report = await runCampaign(setup);
	const seconds = (performance.now() - startedAt) / 1_000;
	const truth = mock.truth();
	await mock.close();
	expect(report.summary.byStatus).toMatchObject({ completed: contacts });
	expect(truth.duplicates).toEqual([]);
	return { truth, seconds };
}

/** Refused starts and the share of the ideal time, for people. */
function tell(what: string, truth: Truth, seconds: number, idealSeconds: number): number {
	const refused = truth.refused.rate + truth.refused.slots;
	const share = Math.round((idealSeconds / seconds) * 1_000) / 10;
	console.log(`${what}: ${seconds.toFixed(1)} s, ${share} % of the ideal, ${refused} refused`);
	return refused;
}

test('20 per second in fixed windows, nothing told: 300 contacts', async () => {
	const limits = { rate: { algorithm: 'fixed', calls: 20, per: '1s' } };
	const { truth } = await run({ concurrencyEndpoint: false, limits, calls: calls('300ms') }, 300);
	const seconds = ((truth.lastCreateAt ?? 0) - (truth.firstCreateAt ?? 0)) / 1_000;
	expect(tell('20 per second', truth, seconds, 15)).toBeLessThanOrEqual(8);
	expect(15 / seconds).toBeGreaterThanOrEqual(0.95);
}, 120_000);

test('10 slots with calls of 3 seconds, nothing told: 150 contacts', async () => {
	const { truth, seconds } = await run({ concurrencyEndpoint: false, limits: { slots: 10 }, calls: calls('3s') }, 150);
	expect(tell('10 slots', truth, seconds, 45)).toBeLessThanOrEqual(6);
	expect(45 / seconds).toBeGreaterThanOrEqual(0.9);
}, 120_000);

test('20 per second told in X-RateLimit headers: no refusal at all', async () => {
	const limits = { rate: { algorithm: 'fixed', calls: 100, per: '5s' } };
	const scenario = { concurrencyEndpoint: false, headers: 'x-ratelimit', limits, calls: calls('300ms') };
	const { truth } = await run(scenario, 300);
	const seconds = ((truth.lastCreateAt ?? 0) - (truth.firstCreateAt ?? 0)) / 1_000;
	expect(tell('X-RateLimit', truth, seconds, 15)).toBe(0);
}, 120_000);
