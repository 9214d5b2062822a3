import { expect, onTestFinished, test } from 'vitest';
import { loadScenario, parseScenario } from '../../src/mock/scenario.js';
import type { Scenario } from '../../src/mock/scenario-schema.js';
import { type MockServer, startMock } from '../../src/mock/server.js';
import { boltcallProvider } from '../../src/providers/boltcall/adapter.js';
import type { Clock } from '../../src/runtime/clock.js';
import { AccountRefusedError } from '../../src/runtime/errors.js';
import { campaignSetup, readResults, runCampaign } from '../helpers/campaign.js';
import { scaledClock } from '../helpers/scaled-clock.js';

const provider = boltcallProvider({ apiKey: 'sk_live_abc123', agent: 'agent_1' });
const AS_SHIPPED = { provider, from: [''], pacePerSecond: 4, timeoutMs: 30_000 };
/** With a skew, replies bear the mock's date and not the machine's, whose clock runs slower here. */
const OWN_DATE = { skew: 1 };

async function boltcallMock(scenario: Scenario, clock: Clock): Promise<MockServer> {
	const mock = await startMock({ scenario: { ...scenario, ...OWN_DATE }, clock, provider: 'boltcall' });
	onTestFinished(() => mock.close());
	return mock;
}

test('rows whose answer was lost stay in doubt, and nobody is rung twice, also by a second run', async () => {
	const clock = scaledClock(20);
	const kinds = ['reset-after', 'truncated', 'error-after', 'reset-before', 'garbage'] as const;
	const faults = kinds.map((kind) => ({ kind, probability: 0.04, operation: 'create' as const }));
	const mock = await boltcallMock({ ...loadScenario('boltcall'), faults }, clock);
	const setup = campaignSetup(mock.url, 60, AS_SHIPPED, clock);
	const report = await runCampaign(setup);

	const { faults: struck, rings, duplicates, creates } = mock.truth();
	const lost = Object.values(struck).reduce((sum, count) => sum + count, 0);
	expect(lost).toBeGreaterThan(1);
	expect(report.summary.byStatus).toMatchObject({ completed: 60 - lost, in_doubt: lost, pending: 0, failed: 0 });
	expect(duplicates).toEqual([]);
	expect(Object.keys(rings)).toHaveLength(60 - (struck['reset-before'] ?? 0));
	const inDoubt = readResults(setup.options.results).filter(({ call_status }) => call_status === 'in_doubt');
	expect(inDoubt).toHaveLength(lost);

	await runCampaign(setup);
	expect(mock.truth()).toMatchObject({ creates, duplicates: [] });
});

test('the limit of requests is waited out by its reset', async () => {
	const clock = scaledClock(20);
	const limits = { rate: { algorithm: 'fixed', calls: 10, per: '10s' } };
	const mock = await boltcallMock(parseScenario({ limits, headers: 'x-ratelimit' }, 'test'), clock);
	const report = await runCampaign(campaignSetup(mock.url, 25, AS_SHIPPED, clock));
	expect(report.summary.byStatus).toMatchObject({ completed: 25 });
	expect(mock.truth().refused.rate).toBeLessThanOrEqual(2);
});

test('a wrong key ends it at the first answer', async () => {
	const clock = scaledClock(20);
	const mock = await boltcallMock(parseScenario({ key: 'sk_live_other' }, 'test'), clock);
	const report = await runCampaign(campaignSetup(mock.url, 20, AS_SHIPPED, clock));
	expect(report.stop?.error).toBeInstanceOf(AccountRefusedError);
	expect(report.stop?.error?.exitCode).toBe(4);
	expect(mock.truth()).toMatchObject({ creates: 1, calls: 0 });
});
