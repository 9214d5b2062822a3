/** Campaigns through described providers, against the mock of the API that fixtures/http describes. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CampaignOptions } from '../../src/campaign/options.js';
import { parseScenario } from '../../src/mock/scenario.js';
import { startMock } from '../../src/mock/server.js';
import { AccountRefusedError } from '../../src/runtime/errors.js';
import { readYaml } from '../../src/runtime/yaml.js';
import { campaignSetup, readResults, runCampaign } from '../helpers/campaign.js';
import { describedProvider, KEY } from '../helpers/described.js';
import { scaledClock } from '../helpers/scaled-clock.js';

const SCENARIO = readYaml(
	readFileSync(new URL('../../fixtures/scenarios/http.yaml', import.meta.url), 'utf8'),
) as object;
const FAULTS = ['reset-after', 'hang', 'truncated'].map((kind) => ({ kind, probability: 0.05 }));

/** Sixty contacts, at ten times the speed. */
async function dial(name: 'acme' | 'minimal', scenario: object, changes: Partial<CampaignOptions> = {}) {
	const clock = scaledClock(10);
	const mock = await startMock({
		scenario: parseScenario({ ...SCENARIO, ...scenario }, 'test'),
		clock,
		provider: 'http',
	});
	try {
		const provider = describedProvider(name);
		const { pacePerSecond } = provider.defaults;
		const setup = campaignSetup(mock.url, 60, { provider, pacePerSecond, timeoutMs: 5_000, ...changes }, clock);
		const report = await runCampaign(setup);
		return { report, truth: mock.truth(), rows: readResults(setup.options.results) };
	} finally {
		await mock.close();
	}
}

test('every row is settled and nobody rung twice, though answers are lost', async () => {
	const { report, truth, rows } = await dial('acme', { faults: FAULTS });
	expect(report.stop).toBeUndefined();
	expect(report.summary.byStatus).toMatchObject({ completed: 60, in_doubt: 0, pending: 0, failed: 0 });
	expect(Object.values(truth.rings)).toEqual(Array(60).fill(1));
	expect(rows.some((row) => row.call_reconciled === 'provider')).toBe(true);
	const outcomes = new Set(rows.map((row) => row.call_outcome));
	for (const outcome of ['answered', 'voicemail', 'busy', 'no_answer']) expect(outcomes).toContain(outcome);
	expect(truth.refused.slots + truth.refused.rate).toBeLessThanOrEqual(8);
	// Many calls with one question: fewer than one for each call.
	expect(truth.reads.get).toBe(0);
});

test('lost answers stay in doubt where the API cannot be asked, and nobody is rung twice', async () => {
	const { report, truth } = await dial('minimal', { faults: FAULTS }, { pacePerSecond: 10 });
	const { completed = 0, in_doubt: doubtful = 0 } = report.summary.byStatus;
	expect(doubtful).toBeGreaterThan(0);
	expect(completed + doubtful).toBe(60);
	expect(Math.max(...Object.values(truth.rings))).toBe(1);
	expect(truth.reads.list).toBe(0);
});

test('a wrong key stops the run at its first call', async () => {
	const { report, truth } = await dial('acme', { key: `not-${KEY}` });
	expect(report.stop?.error).toBeInstanceOf(AccountRefusedError);
	expect(truth.creates).toBe(1);
	expect(report.summary.byStatus).toMatchObject({ pending: 60 });
});
