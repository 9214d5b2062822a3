import type { ChalkInstance } from 'chalk';
import type { CampaignReport } from '../campaign/campaign.js';
import { formatCount } from '../progress/numbers.js';
import type { RowStatus } from '../results/results-row.js';
import { EXIT, type ExitCode } from '../runtime/exit-codes.js';

export interface ReportFiles {
	readonly contacts: string;
	readonly results: string;
	readonly checkpoint: string;
}

const STATUS_WORDS: Readonly<Record<RowStatus, string>> = {
	completed: 'completed',
	placed: 'placed',
	failed: 'failed',
	in_doubt: 'in doubt',
	pending: 'pending',
	invalid: 'invalid',
	duplicate: 'duplicate',
};

/** What a person sees at the end: counts, files, next step. */
export function summaryText(report: CampaignReport, files: ReportFiles, dryRun: boolean, chalk: ChalkInstance): string {
	const { summary } = report;
	const statuses = (Object.entries(summary.byStatus) as [RowStatus, number][])
		.filter(([, count]) => count > 0)
		.map(([status, count]) => `${formatCount(count)} ${STATUS_WORDS[status]}`);
	const outcomes = Object.entries(summary.byOutcome)
		.sort(([, a], [, b]) => b - a)
		.map(([outcome, count]) => `${formatCount(count)} ${outcome.replaceAll('_', ' ')}`);
	const lines = [
		`${chalk.bold(headline(report))} ${formatCount(summary.rows)} rows: ${statuses.join(', ')}`,
		...(outcomes.length > 0 ? [`Calls:      ${outcomes.join(', ')}`] : []),
		`Results:    ${files.results}`,
		`Checkpoint: ${files.checkpoint}`,
		...(report.kept === undefined ? [] : [`Kept:       ${report.kept}`]),
		...nextSteps(report, files, dryRun),
	];
	return lines.join('\n');
}

function headline(report: CampaignReport): string {
	if (report.stop !== undefined) return `Stopped: ${report.stop.why}.`;
	return report.left > 0 ? 'Ended, but not all is known.' : 'Done.';
}

function nextSteps(report: CampaignReport, files: ReportFiles, dryRun: boolean): string[] {
	const { pending, in_doubt: inDoubt } = report.summary.byStatus;
	const again = `dialer resume ${files.contacts}${dryRun ? ' --dry-run' : ''}`;
	const steps: string[] = [];
	if (pending > 0)
		steps.push(`Next:       ${again}   (goes on with the ${formatCount(pending)} pending; nobody is called twice)`);
	else if (inDoubt > 0)
		steps.push(`Next:       ${again}   (asks the provider again about the ${formatCount(inDoubt)} in doubt)`);
	else if (report.liveLeft > 0)
		steps.push(`Next:       ${again}   (follows the ${formatCount(report.liveLeft)} live calls to their end)`);
	if (dryRun) steps.push('This was a dry run: nobody was rung.');
	return steps;
}

/** The same for machines. */
export function summaryJson(report: CampaignReport, files: ReportFiles): string {
	return JSON.stringify({
		v: 1,
		rows: report.summary.rows,
		status: report.summary.byStatus,
		outcome: report.summary.byOutcome,
		left: report.left,
		stopped: report.stop?.why ?? null,
		files: { results: files.results, checkpoint: files.checkpoint },
	});
}

/** The exit code of a run that was not ended by a signal or an error. */
export function reportExitCode(report: CampaignReport): ExitCode {
	const { failed, in_doubt: inDoubt } = report.summary.byStatus;
	if (report.stop !== undefined && report.left > 0) return EXIT.stoppedEarly;
	return failed + inDoubt > 0 ? EXIT.someFailed : EXIT.settled;
}
