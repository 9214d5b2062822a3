import { Chalk } from 'chalk';
import { expect, test } from 'vitest';
import type { CampaignReport } from '../../../src/campaign/campaign.js';
import { summaryText } from '../../../src/cli/report-text.js';

const REPORT: CampaignReport = {
	summary: {
		rows: 3,
		byStatus: { completed: 1, placed: 0, failed: 0, invalid: 0, duplicate: 0, in_doubt: 2, pending: 0 },
		byOutcome: { answered: 1 },
		byProblem: {},
		byProvider: {},
	},
	stop: undefined,
	left: 2,
	liveLeft: 0,
	failedOver: undefined,
	restarted: false,
	kept: undefined,
};

test.each([
	[
		true,
		'Next:       the same command again asks the provider about 2 in doubt; nobody is called twice',
		'In doubt:   dialer settle lists those rows, and takes your word where the provider cannot tell',
	],
	[false, 'In doubt:   dialer settle lists those rows, and takes your word for them: the provider cannot be asked'],
])('that the provider is asked about rows in doubt is said only where it can be: %j', (canAsk, ...expected) => {
	const files = { results: 'r.csv', checkpoint: 'c.ndjson' };
	const lines = summaryText(REPORT, files, { dryRun: false, canAsk }, new Chalk({ level: 0 })).split('\n');
	expect(lines.slice(lines.indexOf('Checkpoint: c.ndjson') + 1)).toEqual(expected);
});

test.each([
	[
		{ provider: 'vapi', why: 'the account is refused' },
		{ vapi: 2 },
		'2 rows through vapi, because: the account is refused',
	],
	[{ provider: 'vapi', why: 'the account is refused' }, {}, 'none through vapi, because: the account is refused'],
	[undefined, { vapi: 1 }, '1 row through vapi'],
])('that calls went on elsewhere is told at the end: %j', (failedOver, byProvider, expected) => {
	const report = { ...REPORT, failedOver, summary: { ...REPORT.summary, byProvider } };
	const text = summaryText(
		report,
		{ results: 'r', checkpoint: 'c' },
		{ dryRun: false, canAsk: true },
		new Chalk({ level: 0 }),
	);
	expect(text).toContain(`Failover:   ${expected}\n`);
});
