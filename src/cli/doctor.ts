import { examine, type Finding } from '../campaign/doctor.js';
import { secretsIn } from '../config/credentials.js';
import { readEnvFile } from '../config/env-file.js';
import { loadSettings, readConfigFile } from '../config/load.js';
import { findProxy } from '../config/proxy.js';
import { printable } from '../progress/printable.js';
import { createHttpClient } from '../providers/http.js';
import { withTokens } from '../providers/token-client.js';
import { systemClock } from '../runtime/clock.js';
import { EXIT, type ExitCode } from '../runtime/exit-codes.js';
import type { Io } from './io.js';
import { describedEntry, readAgent, readCallers, readValues, SECRET_VARIABLES } from './provider-settings.js';
import { version } from './version.js';

interface DoctorFlags {
	readonly provider?: string;
	readonly from?: readonly string[];
	readonly agent?: string;
	readonly baseUrl?: string;
	readonly config?: string;
	readonly dotenv?: string;
	readonly json?: boolean;
}

/** `dialer doctor`: looks at everything that a run needs of the provider, and places no call. @throws DialerError */
export async function doctorCommand(io: Io, flags: DoctorFlags): Promise<number> {
	const { environment } = io;
	const { dotenv, config, json, ...settingFlags } = flags;
	const envFile = readEnvFile(dotenv ?? '.env', dotenv !== undefined);
	io.discretion.keep(secretsIn(envFile.variables));
	const configFile =
		config === undefined ? undefined : { path: config, values: readConfigFile(config, SECRET_VARIABLES) };
	const sources = { environment, envFile, configFile };
	const settings = loadSettings({ flags: settingFlags, ...sources });
	const entry = describedEntry(settings.provider ?? 'retell', sources);
	const values = readValues(entry, sources);
	const agent = readAgent(entry, settings.agent, sources, false);
	const callers = readCallers(entry, settings.from, sources, false);
	const provider = entry.create({ values, agent });
	const baseUrl = settings.baseUrl ?? entry.baseUrl(values);
	const proxy = findProxy(baseUrl, sources);
	const direct = createHttpClient({
		baseUrl,
		connections: 1,
		clock: systemClock,
		userAgent: `campaign-dialer/${version()}`,
		...(proxy === undefined ? {} : { proxy }),
	});
	const http = withTokens(direct, provider.token, systemClock, (token) => io.discretion.keep([token]));
	try {
		const findings = await examine({ provider, title: entry.title, http, clock: systemClock, callers });
		const exitCode = exitCodeOf(findings);
		const report = {
			v: 1,
			provider: entry.name,
			baseUrl,
			dialer: version(),
			node: process.version,
			exitCode,
			findings,
		};
		io.stdout.write(`${io.discretion.text(json ? JSON.stringify(report) : doctorText(report, io))}\n`);
		return exitCode;
	} finally {
		await http.close();
	}
}

interface Report {
	readonly provider: string;
	readonly baseUrl: string;
	readonly dialer: string;
	readonly node: string;
	readonly exitCode: ExitCode;
	readonly findings: readonly Finding[];
}

function doctorText({ provider, baseUrl, dialer, node, exitCode, findings }: Report, io: Io): string {
	const marks = { good: io.out.green('good:   '), bad: io.out.red('BAD:    '), unknown: 'unknown:' };
	return [
		`dialer ${dialer}, Node ${node}, ${provider} at ${baseUrl}; no call was placed`,
		...findings.map(({ what, verdict, text }) => `${marks[verdict]} ${printable(`${what}: ${text}`)}`),
		closingText(findings, exitCode),
	].join('\n');
}

function closingText(findings: readonly Finding[], exitCode: ExitCode): string {
	if (exitCode === EXIT.settled) return 'A campaign can begin.';
	if (findings.some(({ verdict }) => verdict === 'bad')) return 'A campaign would not get far; mend what is bad first.';
	return exitCode === EXIT.usage
		? 'Whether a campaign can begin cannot be told: look at the address (--base-url) first.'
		: 'Whether a campaign can begin cannot be told just now: ask again later.';
}

function exitCodeOf(findings: readonly Finding[]): ExitCode {
	const blames = findings.map(({ blame }) => blame);
	if (blames.includes('account')) return EXIT.accountRefused;
	if (blames.includes('network')) return EXIT.providerDown;
	return blames.includes('config') ? EXIT.usage : EXIT.settled;
}
