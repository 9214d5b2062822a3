import { expect, onTestFinished, test } from 'vitest';
import { loadScenario, parseScenario } from '../../src/mock/scenario.js';
import type { Scenario } from '../../src/mock/scenario-schema.js';
import { type MockServer, startMock } from '../../src/mock/server.js';
import { dialNexaProvider } from '../../src/providers/dialnexa/adapter.js';
import type { Clock } from '../../src/runtime/clock.js';
import { AccountRefusedError } from '../../src/runtime/errors.js';
import { campaignSetup, runCampaign } from '../helpers/campaign.js';
import { scaledClock } from '../helpers/scaled-clock.js';

const provider = dialNexaProvider({ apiKey: 'key_2b81f0:s3cr3t', agent: 'agent_1' });
const AS_SHIPPED = { provider, from: [''], pacePerSecond: 4, timeoutMs: 5_000 };
/** 2 % of the answers of every kind of loss that leaves a doubt. */
const LOST = [
	'reset-after',
	'hang',
	'error-after',
	'truncated',
	'garbage',
	'reset-before',
	'error-before',
	'hang-before',
];

async function dialNexaMock(scenario: Scenario, clock: Clock): Promise<MockServer> {
	const mock = await startMock({ scenario, clock, provider: 'dialnexa' });
	onTestFinished(() => mock.close());
	return mock;
}

test('a campaign on the default scenario with lost answers rings every number once', async () => {
	const clock = scaledClock(20);
	const faults = LOST.map((kind) => ({ kind, probability: 0.02, operation: 'create' }) as Scenario['faults'][number]);
	const mock = await dialNexaMock({ ...loadScenario('dialnexa'), faults }, clock);
	const report = await runCampaign(campaignSetup(mock.url, 100, AS_SHIPPED, clock));

	const { byStatus } = report.summary;
	expect(byStatus).toMatchObject({ pending: 0, in_doubt: 0 });
	expect((byStatus.completed ?? 0) + (byStatus.failed ?? 0)).toBe(100);
	const truth = mock.truth();
	expect(Object.keys(truth.rings)).toHaveLength(100);
	expect(truth.duplicates).toEqual([]);
	expect(Object.keys(truth.attempts)).toHaveLength(100);
	expect(truth.refused.slots + truth.refused.rate).toBeLessThan(20);
	expect(report.events.filter(({ type }) => type === 'attempt_in_doubt').length).toBeGreaterThan(0);
});

test('calls that end for want of capacity are tried again', async () => {
	const clock = scaledClock(20);
	const calls = { talk: { min: '100ms', max: '200ms' }, outcomes: { user_hangup: 3, concurrency_limit_reached: 1 } };
	const mock = await dialNexaMock(parseScenario({ calls }, 'test'), clock);
	const report = await runCampaign(campaignSetup(mock.url, 20, AS_SHIPPED, clock));
	expect(report.summary.byStatus).toMatchObject({ completed: 20, failed: 0 });
	expect(mock.truth().calls).toBeGreaterThan(20);
});

test('a wrong key ends it at the first answer', async () => {
	const clock = scaledClock(20);
	const mock = await dialNexaMock(parseScenario({ key: 'key_other:s3cr3t' }, 'test'), clock);
	const report = await runCampaign(campaignSetup(mock.url, 20, AS_SHIPPED, clock));
	expect(report.stop?.error).toBeInstanceOf(AccountRefusedError);
	expect(report.stop?.error?.exitCode).toBe(4);
	expect(mock.truth()).toMatchObject({ creates: 1, calls: 0 });
});

test('an agent that is not there ends it after three contacts', async () => {
	const clock = scaledClock(20);
	const mock = await dialNexaMock(parseScenario({ agents: ['agent_2'] }, 'test'), clock);
	const report = await runCampaign(campaignSetup(mock.url, 20, AS_SHIPPED, clock));
	expect(report.stop?.error?.message).toContain('Agent or phone number not found');
	expect(mock.truth().creates).toBeLessThanOrEqual(5);
});
