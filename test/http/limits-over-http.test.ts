import { expect, onTestFinished, test } from 'vitest';
import { startMock } from '../../src/mock/server.js';
import type { Truth } from '../../src/mock/truth.js';
import { campaignSetup, readResults, runCampaign } from '../helpers/campaign.js';
import { scaledClock } from '../helpers/scaled-clock.js';
import { readScenarioFile } from '../scenarios/scenario-file.js';

/** Nothing is known at the start, neither a ceiling nor a pace, and both may be as high as they like. */
const UNKNOWN = { limiter: 'adaptive', concurrency: 1, maxConcurrency: 200, pacePerSecond: 1_000 } as const;
/** A second that the machine is busy elsewhere is minutes by the scaled clock: no answer is late for that. */
const PATIENT = { timeoutMs: 600_000, settlingMs: 600_000, giveUpAfterMs: 36_000_000 };
const MINUTE_MS = 60_000;
/**
 * So short a campaign mostly pays for finding out: 3 to 10 of 150 starts were refused in six runs. What a limit costs in the
 * long run is measured in virtual time (fixtures/scenarios/governor), where no machine is busy elsewhere.
 */
const COST_OF_FINDING_OUT = 0.1;
/** A quiet machine uses more than 0.8 of them; one that is busy for a second loses a minute by the scaled clock. */
const USED = 0.6;

interface Dialed {
	readonly truth: Truth;
	/** Epoch ms of each call, by the provider's clock. */
	readonly spans: readonly { readonly startedAt: number; readonly endedAt: number }[];
}

/** Dials `rows` contacts over real sockets against a scenario of fixtures/scenarios/governor; each is to be rung once. */
async function dial(name: string, rows: number, timesAsFast: number): Promise<Dialed> {
	const clock = scaledClock(timesAsFast);
	const mock = await startMock({ scenario: readScenarioFile(name).scenario, clock, seed: 1 });
	onTestFinished(() => mock.close());
	const setup = campaignSetup(mock.url, rows, { ...UNKNOWN, ...PATIENT }, clock);

	const report = await runCampaign(setup);

	expect(report.stop).toBeUndefined();
	expect(report.summary.byStatus).toMatchObject({ completed: rows, pending: 0, in_doubt: 0, failed: 0 });
	const truth = mock.truth();
	expect(Object.values(truth.rings)).toEqual(Array(rows).fill(1));
	expect(truth.violations).toBe(0);
	const spans = readResults(setup.options.results).map((row) => ({
		startedAt: Date.parse(row.call_started_at ?? ''),
		endedAt: Date.parse(row.call_ended_at ?? ''),
	}));
	return { truth, spans };
}

/** The share of the slots that was in use from the first start to the last. */
function slotUse({ spans }: Dialed, slots: number): number {
	const starts = spans.map(({ startedAt }) => startedAt);
	const [first, last] = [Math.min(...starts), Math.max(...starts)];
	const inUse = spans.reduce((sum, { startedAt, endedAt }) => sum + Math.min(endedAt, last) - startedAt, 0);
	return inUse / (slots * (last - first));
}

/** Calls per minute from the first start to the last, over those that are allowed. */
function paceUse({ truth }: Dialed, perMinute: number): number {
	const minutes = ((truth.lastCreateAt ?? 0) - (truth.firstCreateAt ?? 0)) / MINUTE_MS;
	return truth.calls / (perMinute * minutes);
}

function refusedShare({ truth }: Dialed): number {
	return (truth.creates - truth.calls) / truth.creates;
}

test('10 slots that nobody tells of are found and kept in use', async () => {
	const dialed = await dial('b1-slots-10', 150, 120);
	expect(dialed.truth.livePeak).toBe(10);
	expect(slotUse(dialed, 10)).toBeGreaterThanOrEqual(USED);
	expect(refusedShare(dialed)).toBeLessThanOrEqual(COST_OF_FINDING_OUT);
});

test('60 starts per minute that nobody tells of are found and used', async () => {
	const dialed = await dial('b4-fixed-window', 800, 60);
	expect(paceUse(dialed, 60)).toBeGreaterThanOrEqual(USED);
	expect(refusedShare(dialed)).toBeLessThanOrEqual(COST_OF_FINDING_OUT);
});

test('60 starts per minute that headers tell of are used with hardly a refusal', async () => {
	const dialed = await dial('b14-x-delta', 350, 30);
	expect(paceUse(dialed, 60)).toBeGreaterThanOrEqual(USED);
	// In virtual time there is none; here a machine that is busy for 30 ms takes a second from the scaled clock.
	expect(refusedShare(dialed)).toBeLessThanOrEqual(0.01);
});
