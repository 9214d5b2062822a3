import { expect, test } from 'vitest';
import { reportExitCode } from '../../src/cli/report-text.js';
import { EXIT } from '../../src/runtime/exit-codes.js';
import { campaignSetup, mockProvider, readResults, runCampaign } from '../helpers/campaign.js';
import { scaledClock } from '../helpers/scaled-clock.js';

const HOUR_MS = 3_600_000;
const ROWS = 12;
const ALLOWED = 5;

/** Takes some calls a day; this day's end is four hours off. */
const QUOTA = {
	calls: { ring: { min: '50ms', max: '100ms' }, talk: { min: '1s', max: '2s' }, outcomes: { user_hangup: 1 } },
	headers: 'retry-after-seconds',
	limits: { tells: 'kind', rate: { algorithm: 'fixed', calls: ALLOWED, per: '24h', phase: '20h', name: 'quota' } },
};

test.each(['aimd', 'adaptive'] as const)(
	'%s: a daily allowance that is used up ends the run, says when it opens again, and another run goes on',
	async (limiter) => {
		const clock = scaledClock(4);
		const from = clock.now();
		const mock = await mockProvider(QUOTA, clock);
		const setup = campaignSetup(mock.url, ROWS, { limiter }, clock);

		const report = await runCampaign(setup);

		expect(report.stop?.cause).toBe('quota');
		const { why = '' } = report.stop ?? {};
		expect(why).toMatch(/^the allowance of this account is used up; it opens again at \S+Z$/);
		const opensAt = Date.parse(why.split(' ').at(-1) ?? '');
		expect(opensAt).toBeGreaterThanOrEqual(from + 4 * HOUR_MS);
		expect(opensAt).toBeLessThanOrEqual(clock.now() + 4 * HOUR_MS + 2_000);
		expect(reportExitCode(report)).toBe(EXIT.stoppedEarly);
		// Live calls are followed to their end.
		expect(report.summary.byStatus).toMatchObject({ completed: ALLOWED, pending: ROWS - ALLOWED, in_doubt: 0 });
		expect(mock.truth().refused.rate).toBeLessThanOrEqual(ROWS - ALLOWED);

		const nextDay = await mockProvider({ calls: QUOTA.calls }, clock);
		const resumed = await runCampaign({ ...setup, options: { ...setup.options, baseUrl: nextDay.url } });

		expect(resumed.stop).toBeUndefined();
		expect(reportExitCode(resumed)).toBe(EXIT.settled);
		const rings = [...Object.entries(mock.truth().rings), ...Object.entries(nextDay.truth().rings)];
		expect(rings.map(([, times]) => times)).toEqual(Array(ROWS).fill(1));
		expect(new Set(rings.map(([number]) => number)).size).toBe(ROWS);
		expect(readResults(setup.options.results).map((row) => row.call_status)).toEqual(Array(ROWS).fill('completed'));
	},
);
