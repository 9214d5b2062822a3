import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inspectCampaign } from '../../src/campaign/inspect.js';
import { verify } from '../../src/results/verify.js';
import { campaignSetup, mockProvider, readResults, runCampaign } from '../helpers/campaign.js';
import { scaledClock } from '../helpers/scaled-clock.js';

/**
 * Refusals by chance, three in ten, have no limit behind them that could be measured. At forty times the speed an eighth of a
 * second is five: no answer is late for that.
 */
const BY_CHANCE = { limiter: 'aimd', concurrency: 5, timeoutMs: 60_000 } as const;
const SHORT_CALLS = { ring: { min: '50ms', max: '100ms' }, talk: { min: '50ms', max: '300ms' } };

test('every row of a campaign is settled once and every number rung once', async () => {
	const clock = scaledClock(10);
	const mock = await mockProvider({ calls: SHORT_CALLS, limits: { slots: 20 } }, clock);
	const setup = campaignSetup(mock.url, 300, {}, clock);

	const report = await runCampaign(setup);

	expect(report.stop).toBeUndefined();
	expect(report.summary.byStatus).toMatchObject({ completed: 300, pending: 0, in_doubt: 0, failed: 0 });
	const { rings } = mock.truth();
	expect(Object.keys(rings)).toHaveLength(300);
	expect(Math.max(...Object.values(rings))).toBe(1);
	const rows = readResults(setup.options.results);
	expect(rows.map((row) => row.name)).toEqual(Array.from({ length: 300 }, (_, index) => `Contact ${index}`));
	const checked = await verify(
		await inspectCampaign(setup.options.contacts, setup.options.checkpoint),
		setup.options.results,
	);
	expect(checked).toMatchObject({ rings: [], rows: [] });
	expect(readFileSync(setup.options.checkpoint, 'utf8').endsWith('\n')).toBe(true);
});

test('random refusals cost no attempt and are counted to the last one', async () => {
	const clock = scaledClock(40);
	const mock = await mockProvider({ calls: SHORT_CALLS, faults: [{ kind: 'refuse', probability: 0.3 }] }, clock);
	const setup = campaignSetup(mock.url, 250, BY_CHANCE, clock);

	const report = await runCampaign(setup);

	expect(report.summary.byStatus).toMatchObject({ completed: 250 });
	const truth = mock.truth();
	expect(Math.max(...Object.values(truth.rings))).toBe(1);
	const rows = readResults(setup.options.results);
	const refusals = rows.reduce((sum, row) => sum + Number(row.call_refusals), 0);
	expect(refusals).toBe(truth.refused.random);
	expect(refusals).toBeGreaterThan(50);
	expect(rows.every((row) => row.call_attempts === '1')).toBe(true);
});

test('lost replies are cleared up without ringing anybody twice', async () => {
	const clock = scaledClock(10);
	const faults = [
		'reset-after',
		'hang',
		'error-after',
		'truncated',
		'garbage',
		'reset-before',
		'error-before',
		'hang-before',
	];
	const mock = await mockProvider(
		{ calls: SHORT_CALLS, faults: faults.map((kind) => ({ kind, probability: 0.02 })) },
		clock,
	);
	const setup = campaignSetup(mock.url, 400, { timeoutMs: 3_000 }, clock);

	const report = await runCampaign(setup);

	expect(report.summary.byStatus).toMatchObject({ completed: 400, in_doubt: 0 });
	const truth = mock.truth();
	expect(Object.keys(truth.rings)).toHaveLength(400);
	expect(Math.max(...Object.values(truth.rings))).toBe(1);
	expect(report.events.filter((event) => event.type === 'attempt_in_doubt').length).toBeGreaterThan(20);
});
