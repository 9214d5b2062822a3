import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { userStateFolder } from '../account/state-folder.js';
import { Campaign, type CampaignReport } from '../campaign/campaign.js';
import { separateFiles } from '../campaign/files.js';
import type { CampaignHost } from '../campaign/options.js';
import { secretsIn } from '../config/credentials.js';
import { readEnvFile } from '../config/env-file.js';
import { loadSetting, loadSettings, readConfigFile, type SettingSources } from '../config/load.js';
import type { Settings } from '../config/settings.js';
import { spoolStandardInput } from '../contacts/spool.js';
import { plural } from '../progress/numbers.js';
import type { CatalogueEntry } from '../providers/entry.js';
import { createHttpClient } from '../providers/http.js';
import { systemClock } from '../runtime/clock.js';
import { systemDisk } from '../runtime/disk.js';
import { UsageError } from '../runtime/errors.js';
import { EXIT } from '../runtime/exit-codes.js';
import { keepHeapSmall } from '../runtime/memory.js';
import { systemProcesses } from '../runtime/processes.js';
import { seededRandom } from '../runtime/random.js';
import type { SourceFlags } from './command-flags.js';
import { confirm } from './confirm.js';
import { type DryRun, startDryRun } from './dry-run.js';
import type { Io } from './io.js';
import { openOutputs } from './outputs.js';
import { previewText } from './preview-text.js';
import { describedEntry, SECRET_VARIABLES } from './provider-settings.js';
import { reportExitCode, summaryJson, summaryText } from './report-text.js';
import { runOptions } from './run-options.js';
import { catchSignals } from './signals.js';
import { version } from './version.js';
import { openWebhooks } from './webhooks.js';

/** From so many rows on, memory is worth more than the last tenth of speed. */
const LARGE_ROWS = 200_000;

/** `dialer run` and `dialer resume`. @returns the exit code. @throws DialerError */
export async function runCommand(
	io: Io,
	contactsArgument: string,
	flags: Record<string, unknown> & SourceFlags,
	mustResume: boolean,
): Promise<number> {
	const environment = io.environment;
	const envPath = flags.dotenv ?? '.env';
	const envFile = readEnvFile(envPath, flags.dotenv !== undefined);
	io.discretion.keep(secretsIn(envFile.variables));
	const configFile =
		flags.config === undefined
			? undefined
			: { path: flags.config, values: readConfigFile(flags.config, SECRET_VARIABLES) };
	const sources = { flags, environment, envFile, configFile };
	if (loadSetting('redact', sources)) io.discretion.maskNumbers();
	const settings = loadSettings(sources);
	if (settings.json && settings.events === '-') {
		throw new UsageError('--json and --events - both write to standard output.', { hint: 'Give --events a file.' });
	}
	const contacts = contactsArgument === '-' ? await spool(io, settings) : contactsArgument;
	const entry = describedEntry(settings.provider ?? 'retell', sources);
	const failover = failoverEntry(settings, entry, sources);
	const webhooks = await openWebhooks(settings);
	let dryRun: DryRun | undefined;
	let otherDryRun: DryRun | undefined;
	try {
		if (settings.dryRun) dryRun = await startDryRun(settings, entry, webhooks?.toldUrl);
		// The scenario is the own provider's; the other one behaves as in any dry run of its own.
		if (settings.dryRun && failover) otherDryRun = await startDryRun({ ...settings, scenario: undefined }, failover);
		const options = runOptions({
			settings,
			contacts,
			mustResume,
			sources,
			own: { entry, dryRun },
			failover: failover && { entry: failover, dryRun: otherDryRun },
			webhooks,
			stateFolder: settings.stateDir ?? (dryRun === undefined ? usersOwn(io) : undefined),
		});
		if (webhooks !== undefined && !settings.quiet) {
			io.stderr.write(`Webhooks are taken at ${webhooks.listener.address}.\n`);
		}
		return await runPrepared(io, settings, options, dryRun);
	} finally {
		await webhooks?.listener.close();
		await otherDryRun?.close();
		await dryRun?.close();
	}
}

/** @throws UsageError when it is no provider, or no other one */
function failoverEntry(
	{ failover }: Settings,
	own: CatalogueEntry,
	sources: SettingSources,
): CatalogueEntry | undefined {
	if (failover === undefined) return undefined;
	if (failover === own.name) {
		throw new UsageError(`--failover ${failover} is the provider itself: calls would go on where they stopped.`);
	}
	return describedEntry(failover, sources, '--failover');
}

async function runPrepared(
	io: Io,
	settings: Settings,
	options: ReturnType<typeof runOptions>,
	dryRun: DryRun | undefined,
): Promise<number> {
	const { contacts, results, checkpoint } = options;
	if (settings.events !== undefined && settings.events !== '-') {
		separateFiles(contacts, { results, checkpoint, events: settings.events });
	}
	const outputs = openOutputs(io, settings);
	const host: CampaignHost = {
		clock: systemClock,
		random: settings.seed === undefined ? Math.random : seededRandom(settings.seed),
		newToken: () => randomBytes(8).toString('hex'),
		processes: systemProcesses,
		disk: systemDisk,
		connect: createHttpClient,
		version: version(),
		emit: outputs.emit,
	};
	const campaign = await Campaign.prepare(options, host);
	if (campaign.preview.rows >= LARGE_ROWS) keepHeapSmall();
	const from = campaign.preview.from.map((number) => io.discretion.text(number));
	const question = previewText({ ...campaign.preview, from }, dryRun?.description);
	const real = !options.dryRun && campaign.preview.todo + campaign.preview.inDoubt > 0;
	if (real && !settings.yes && !(await agreed(io, question, campaign))) return EXIT.usage;
	if (!settings.quiet && (settings.yes || !real)) io.stderr.write(`${question}\n`);

	const signals = catchSignals(campaign);
	outputs.start();
	try {
		const report = shownReport(await campaign.run(), io);
		await outputs.stop();
		const files = { results, checkpoint };
		const exitCode = signals.exitCode() ?? reportExitCode(report);
		const summary = settings.json
			? summaryJson(report, files, { dryRun: options.dryRun, exitCode: report.stop?.error?.exitCode ?? exitCode })
			: summaryText(report, files, campaign.preview, io.out);
		const stream = settings.events === '-' ? io.stderr : io.stdout;
		if (settings.json || !settings.quiet) stream.write(`${summary}\n`);
		if (report.stop?.error !== undefined) throw report.stop.error;
		return exitCode;
	} finally {
		await outputs.stop();
		signals.release();
	}
}

/** Why it stopped may be told in the provider's words. */
function shownReport(report: CampaignReport, { discretion }: Io): CampaignReport {
	const { stop, failedOver } = report;
	return {
		...report,
		stop: stop && { ...stop, why: discretion.text(stop.why) },
		failedOver: failedOver && { ...failedOver, why: discretion.text(failedOver.why) },
	};
}

/** The state folder of the user who runs this. */
function usersOwn({ environment }: Io): string {
	return userStateFolder({ environment, home: homedir(), platform: process.platform });
}

/** Asks before real calls; the lock is given back when the answer is no. */
async function agreed(io: Io, question: string, campaign: Campaign): Promise<boolean> {
	if (!io.stdin.isTTY || !io.stderr.isTTY) {
		campaign.release();
		throw new UsageError('Real calls would be placed, and there is no terminal to ask for a yes.', {
			hint: 'Add --yes to place them without asking, or --dry-run to try it.',
		});
	}
	io.stderr.write(`${question}\n`);
	const yes = await confirm(io, `Place ${plural(campaign.preview.todo, 'call')}? [y/N] `);
	if (!yes) {
		campaign.release();
		io.stderr.write('Nothing was dialed.\n');
	}
	return yes;
}

async function spool(io: Io, settings: Settings): Promise<string> {
	if (io.stdin.isTTY) {
		throw new UsageError('- reads contacts from standard input, and nothing is piped into it.', {
			hint: 'For example: cat contacts.csv | dialer run - --yes',
		});
	}
	const path = await spoolStandardInput(io.stdin, dirname(settings.results ?? settings.checkpoint ?? '.'));
	if (!settings.quiet)
		io.stderr.write(`Contacts from standard input are kept in ${path}; go on later with: dialer resume ${path}\n`);
	return path;
}
