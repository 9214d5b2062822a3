import type { ChalkInstance } from 'chalk';
import type { CampaignReport } from '../campaign/campaign.js';
import { formatCount, plural } from '../progress/numbers.js';
import { printable } from '../progress/printable.js';
import type { RowStatus } from '../results/results-row.js';
import { EXIT, type ExitCode } from '../runtime/exit-codes.js';

export interface ReportFiles {
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

interface Told {
	readonly dryRun: boolean;
	/** Whether the provider can be asked about attempts in doubt. */
	readonly canAsk: boolean;
}

/** What a person sees at the end: counts, files, next step. */
export function summaryText(report: CampaignReport, files: ReportFiles, told: Told, chalk: ChalkInstance): string {
	const { summary } = report;
	const statuses = (Object.entries(summary.byStatus) as [RowStatus, number][])
		.filter(([, count]) => count > 0)
		.map(([status, count]) => `${formatCount(count)} ${STATUS_WORDS[status]}`);
	const outcomes = Object.entries(summary.byOutcome)
		.sort(([, a], [, b]) => b - a)
		.map(([outcome, count]) => `${formatCount(count)} ${printable(outcome.replaceAll('_', ' '))}`);
	const problems = Object.entries(summary.byProblem).map(
		([code, count]) => `${formatCount(count)} ${PROBLEM_WORDS[code] ?? code.replaceAll('_', ' ')}`,
	);
	const lines = [
		`${chalk.bold(headline(report))} ${plural(summary.rows, 'row')}: ${statuses.join(', ')}`,
		...(problems.length > 0 ? [`Invalid:    ${problems.join(', ')}`] : []),
		...(outcomes.length > 0 ? [`Calls:      ${outcomes.join(', ')}`] : []),
		...failoverLines(report),
		`Results:    ${printable(files.results)}`,
		`Checkpoint: ${printable(files.checkpoint)}`,
		...(report.kept === undefined ? [] : [`Kept:       ${printable(report.kept)}`]),
		...nextSteps(report, told),
	];
	return lines.join('\n');
}

function headline(report: CampaignReport): string {
	if (report.stop !== undefined)
		return `Stopped: ${printable(report.stop.why)}${report.stop.why.endsWith('.') ? '' : '.'}`;
	return report.left > 0 ? 'Ended, but not all is known.' : 'Done.';
}

/** Who was called through another provider, and why this run went on there. */
function failoverLines({ failedOver, summary }: CampaignReport): string[] {
	const counts = Object.entries(summary.byProvider).map(
		([provider, count]) => `${plural(count, 'row')} through ${provider}`,
	);
	if (failedOver === undefined) return counts.length === 0 ? [] : [`Failover:   ${counts.join(', ')}`];
	const through = counts.length === 0 ? `none through ${failedOver.provider}` : counts.join(', ');
	return [`Failover:   ${through}, because: ${printable(failedOver.why)}`];
}

function nextSteps(report: CampaignReport, { dryRun, canAsk }: Told): string[] {
	const { pending, in_doubt: inDoubt } = report.summary.byStatus;
	const steps = [
		pending > 0 ? `goes on with ${formatCount(pending)} pending` : '',
		inDoubt > 0 && canAsk ? `asks the provider about ${formatCount(inDoubt)} in doubt` : '',
		report.liveLeft > 0 ? `follows ${plural(report.liveLeft, 'live call')} to the end` : '',
	].filter((step) => step !== '');
	const without = report.restarted ? ' (without --restart)' : '';
	const next =
		steps.length === 0
			? []
			: [`Next:       the same command again${without} ${steps.join(', ')}; nobody is called twice`];
	if (inDoubt > 0)
		next.push(
			`In doubt:   dialer settle lists those rows, and takes your word ${canAsk ? 'where the provider cannot tell' : 'for them: the provider cannot be asked'}`,
		);
	return dryRun ? [...next, 'This was a dry run: nobody was rung.'] : next;
}

/** What can be done about rows of which there may be many. */
const PROBLEM_WORDS: Readonly<Record<string, string>> = {
	no_country: 'without a country code (name the country with --country)',
	no_phone: 'without a number',
	invalid_phone: 'with a number that is none',
	ragged_row: 'with too many or too few cells',
};

/** The same for machines. */
export function summaryJson(
	report: CampaignReport,
	files: ReportFiles,
	run: { readonly dryRun: boolean; readonly exitCode: ExitCode },
): string {
	return JSON.stringify({
		v: 1,
		...run,
		rows: report.summary.rows,
		status: report.summary.byStatus,
		outcome: report.summary.byOutcome,
		invalid: report.summary.byProblem,
		failover: report.failedOver ?? null,
		provider: report.summary.byProvider,
		left: report.left,
		stopped: report.stop === undefined ? null : { cause: report.stop.cause, why: report.stop.why },
		files: { results: files.results, checkpoint: files.checkpoint },
	});
}

/** The exit code of a run that was not ended by a signal or an error. */
export function reportExitCode(report: CampaignReport): ExitCode {
	const { rows, byStatus } = report.summary;
	const { failed, in_doubt: inDoubt } = byStatus;
	if (byStatus.invalid === rows) return EXIT.usage; // nothing could be dialed
	if (report.summary.byStatus.pending > 0 || (report.stop !== undefined && report.left > 0)) return EXIT.stoppedEarly;
	return failed + inDoubt > 0 ? EXIT.someFailed : EXIT.settled;
}
