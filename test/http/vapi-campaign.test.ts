/** Whole campaigns against Vapi's mock in its default scenario, judged by the mock's own count. */
import { expect, onTestFinished, test } from 'vitest';
import { loadScenario } from '../../src/mock/scenario.js';
import type { Scenario } from '../../src/mock/scenario-schema.js';
import { type MockServer, startMock } from '../../src/mock/server.js';
import { vapiProvider } from '../../src/providers/vapi/adapter.js';
import { AccountRefusedError } from '../../src/runtime/errors.js';
import { campaignSetup, readResults, runCampaign, type Setup } from '../helpers/campaign.js';
import { scaledClock } from '../helpers/scaled-clock.js';

const ROWS = 60;
const NUMBER = 'c6ea6cb0-0dfb-4a65-918f-6a33abb54b64';
const ASSISTANT = '4a170597-a0c2-4657-8c32-cb93f080cead';
/** With a skew, replies bear the mock's date and not the machine's, whose clock runs slower here. */
const OWN_DATE = { skew: 1 };

async function setupWith(changes: Partial<Scenario>, key = 'key_good'): Promise<{ mock: MockServer; setup: Setup }> {
	const clock = scaledClock(10);
	const scenario = { ...loadScenario('vapi'), ...OWN_DATE, ...changes };
	const mock = await startMock({ scenario, clock, provider: 'vapi' });
	onTestFinished(() => mock.close());
	const provider = vapiProvider({ apiKey: key, assistant: ASSISTANT });
	const options = { provider, from: [NUMBER], timeoutMs: 30_000 };
	return { mock, setup: campaignSetup(mock.url, ROWS, options, clock) };
}

/** Share of the answers to create requests that are lost, in four ways. */
function lost(share: number): Pick<Scenario, 'faults'> {
	const kinds = ['reset-after', 'truncated', 'error-after', 'reset-before'] as const;
	return { faults: kinds.map((kind) => ({ kind, probability: share / kinds.length, operation: 'create' })) };
}

test.each([0.02, 0.2])(
	'every row is settled and every number rung once, with %d of the answers lost',
	async (share) => {
		const { mock, setup } = await setupWith(lost(share));

		const report = await runCampaign(setup);

		expect(report.stop).toBeUndefined();
		expect(report.summary.byStatus).toMatchObject({ completed: ROWS, pending: 0, in_doubt: 0, failed: 0 });
		const { rings, livePeak, refused, violations } = mock.truth();
		expect(Object.values(rings)).toEqual(Array(ROWS).fill(1));
		expect(livePeak).toBeLessThanOrEqual(10);
		expect(refused.slots).toBeLessThanOrEqual(3);
		expect(violations).toBe(0);
		const doubts = report.events.filter(({ type }) => type === 'attempt_in_doubt').length;
		if (share === 0.2) expect(doubts).toBeGreaterThan(0);
		expect(readResults(setup.options.results).map(({ call_outcome }) => call_outcome)).not.toContain('unknown');
	},
);

test('lines that others take are left to them, as each answer tells', async () => {
	const limits = { ...loadScenario('vapi').limits, outside: { min: 6, max: 6, period: 60_000 } };
	const { mock, setup } = await setupWith({ limits });

	const report = await runCampaign(setup);

	expect(report.summary.byStatus).toMatchObject({ completed: ROWS });
	const { rings, livePeak, refused } = mock.truth();
	expect(Object.values(rings)).toEqual(Array(ROWS).fill(1));
	expect(livePeak).toBe(4);
	expect(refused.slots).toBeLessThanOrEqual(8);
});

test('a wrong key is met with one request, and ends the run', async () => {
	const { mock, setup } = await setupWith({ key: 'another' });

	const report = await runCampaign(setup);

	expect(report.stop?.error).toBeInstanceOf(AccountRefusedError);
	expect(mock.truth()).toMatchObject({ creates: 1, calls: 0 });
	expect(report.summary.byStatus).toMatchObject({ pending: ROWS });
});
