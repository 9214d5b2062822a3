import { expect, test } from 'vitest';
import { inspectCampaign } from '../../src/campaign/inspect.js';
import { loadScenario } from '../../src/mock/scenario.js';
import { startMock } from '../../src/mock/server.js';
import { verify } from '../../src/results/verify.js';
import { systemClock } from '../../src/runtime/clock.js';
import { campaignSetup, mockProvider, readResults, runCampaign } from '../helpers/campaign.js';
import { scaledClock } from '../helpers/scaled-clock.js';

/**
 * Refusals by chance, three in ten, have no limit behind them that could be measured. At forty times the speed an eighth of a
 * second is five: no answer is late for that.
 */
const BY_CHANCE = { limiter: 'aimd', concurrency: 5, timeoutMs: 60_000 } as const;
const SHORT_CALLS = { ring: { min: '50ms', max: '100ms' }, talk: { min: '50ms', max: '300ms' } };

test('1,000 rows with 30 % random refusals: no duplicate, no lost row, every refusal counted', async () => {
	const clock = scaledClock(40);
	const mock = await mockProvider({ calls: SHORT_CALLS, faults: [{ kind: 'refuse', probability: 0.3 }] }, clock);
	const setup = campaignSetup(mock.url, 1_000, BY_CHANCE, clock);

	const report = await runCampaign(setup);

	expect(report.summary.byStatus).toMatchObject({ completed: 1_000 });
	const truth = mock.truth();
	const rows = readResults(setup.options.results);
	const refusals = rows.reduce((sum, row) => sum + Number(row.call_refusals), 0);
	expect(rows).toHaveLength(1_000);
	expect(truth.duplicates).toEqual([]);
	expect(Object.keys(truth.rings)).toHaveLength(1_000);
	expect(refusals).toBe(truth.refused.random);
	expect(rows.every((row) => row.call_attempts === '1')).toBe(true);
	console.log(
		`1,000 rows: ${truth.creates} requests, ${truth.refused.random} refused, ${refusals} counted, 0 rung twice`,
	);
}, 300_000);

test('2,000 rows at 20 calls per second in fixed windows without headers: all settled, nobody rung twice', async () => {
	const mock = await startMock({ scenario: loadScenario('fixed-20-per-second'), clock: systemClock, seed: 5 });
	const setup = campaignSetup(mock.url, 2_000, { pacePerSecond: 100 });

	const report = await runCampaign(setup);
	const truth = mock.truth();
	await mock.close();

	expect(report.summary.byStatus).toMatchObject({ completed: 2_000 });
	expect(truth.duplicates).toEqual([]);
	expect(Object.keys(truth.rings)).toHaveLength(2_000);
	const { contacts, checkpoint, results } = setup.options;
	const checked = await verify(await inspectCampaign(contacts, checkpoint), results);
	expect(checked).toMatchObject({ rings: [], rows: [] });
	const seconds = ((truth.lastCreateAt ?? 0) - (truth.firstCreateAt ?? 0)) / 1_000;
	const share = (truth.refused.rate / truth.creates) * 100;
	console.log(
		`2,000 rows: ${seconds.toFixed(0)} s, ${truth.refused.rate} refused (${share.toFixed(1)} %), 0 rung twice`,
	);
}, 600_000);
