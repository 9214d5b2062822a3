import { Command, Option } from 'commander';
import { SETTING_FLAGS, type SettingFlag } from '../config/flags.js';
import { printable } from '../progress/printable.js';
import { PROVIDER_NAMES } from '../providers/names.js';
import { EXIT } from '../runtime/exit-codes.js';
import type { FileFlags, SourceFlags } from './command-flags.js';
import type { Io } from './io.js';
import { version } from './version.js';

const EXAMPLES = `
Examples:
  $ dialer run contacts.csv --dry-run                 try it: nobody is rung
  $ dialer run contacts.csv --from +14155550123       place real calls through Retell
`;

const PROVIDERS = PROVIDER_NAMES.join(', ');

/** The command line: what can be asked, and which module answers. Modules are loaded only when their command is used. */
export function makeProgram(io: Io): { run(argv: readonly string[]): Promise<number> } {
	let exitCode: number = EXIT.settled;
	const program = new Command('dialer')
		.description('Dials a contacts CSV through a voice provider: as fast as it allows, nobody twice, no row lost.')
		.version(version(), '-V, --version')
		.option('--no-color', 'no colours')
		.exitOverride()
		.configureOutput({
			writeOut: (text) => io.stdout.write(text),
			writeErr: (text) => io.stderr.write(withoutValues(text)),
			outputError: (text, write) => write(`${text.split('\n').map(printable).join('\n').trimEnd()}\n`),
		})
		.showHelpAfterError('(add --help for the flags)')
		.addHelpText('after', EXAMPLES);

	for (const name of ['run', 'resume'] as const) {
		const description =
			name === 'run'
				? 'bring the campaign to its end; begun before? go on where it stopped'
				: 'go on with a campaign that was begun; an error when there is none';
		const command = program
			.command(name)
			.description(description)
			.argument('<contacts.csv>', 'contacts file; - reads standard input')
			.option('--config <file>', 'settings from a YAML file (names as the flags, in camelCase)')
			.option('--dotenv <file>', 'environment from this file instead of .env')
			.action(async (contacts: string, flags: Record<string, unknown> & SourceFlags) => {
				const { runCommand } = await import('./run.js');
				exitCode = await runCommand(io, contacts, flags, name === 'resume');
			});
		for (const setting of Object.values<SettingFlag>(SETTING_FLAGS)) command.addOption(optionOf(setting));
	}

	const onFiles = (name: string, description: string) =>
		program
			.command(name)
			.description(description)
			.argument('<contacts.csv>', 'the contacts file of the campaign')
			.option('--checkpoint <file>', SETTING_FLAGS.checkpoint.help);

	onFiles('status', 'where the campaign stands, also while it runs')
		.option('--json', 'print it as JSON')
		.option('--redact', 'mask phone numbers')
		.action(async (contacts: string, flags: FileFlags) => {
			const { statusCommand } = await import('./status.js');
			exitCode = await statusCommand(io, contacts, flags);
		});
	onFiles('results', 'rewrite the results CSV from the checkpoint')
		.option('--results <file>', SETTING_FLAGS.results.help)
		.action(async (contacts: string, flags: FileFlags) => {
			const { resultsCommand } = await import('./results.js');
			exitCode = await resultsCommand(io, contacts, flags);
		});
	onFiles('verify', 'check that nobody was rung twice and no row is lost; exit 1 if not')
		.option('--results <file>', SETTING_FLAGS.results.help)
		.option('--json', 'print it as JSON')
		.option('--redact', 'mask phone numbers')
		.action(async (contacts: string, flags: FileFlags) => {
			const { verifyCommand } = await import('./verify.js');
			exitCode = await verifyCommand(io, contacts, flags);
		});
	onFiles('settle', 'decide about rows in doubt that the provider cannot tell of; lists them when nothing is decided')
		.option('--results <file>', SETTING_FLAGS.results.help)
		.option('--placed <row...>', 'these were called: by line, id:<id> or +<number>')
		.option('--not-placed <row...>', 'nothing rang at these: the next run calls them')
		.option('--redact', 'mask phone numbers')
		.action(async (contacts: string, flags: FileFlags) => {
			const { settleCommand } = await import('./settle.js');
			exitCode = await settleCommand(io, contacts, flags);
		});
	program
		.command('providers')
		.description('list the providers; with a name: what it needs, its limits, what becomes of lost answers')
		.argument('[name]')
		.action(async (name: string | undefined) => {
			const { providersCommand } = await import('./providers.js');
			exitCode = providersCommand(io, name);
		});
	const doctor = program
		.command('doctor')
		.description('check credentials, address, numbers, agent, limits and clock at the provider; places no call')
		.option('--config <file>', 'settings from a YAML file, as of run')
		.option('--dotenv <file>', 'environment from this file instead of .env')
		.option('--json', 'print it as JSON')
		.action(async (flags: Record<string, never>) => {
			const { doctorCommand } = await import('./doctor.js');
			exitCode = await doctorCommand(io, flags);
		});
	const { provider, from, agent, baseUrl } = SETTING_FLAGS;
	for (const setting of [provider, from, agent, baseUrl] as SettingFlag[]) doctor.addOption(optionOf(setting));
	program
		.command('mock')
		.description('run the mock provider alone, for any client')
		.option('--provider <name>', `whose API it speaks: ${PROVIDERS} (default: retell)`)
		.option('--scenario <name|file>', "how it behaves (default: the provider's own)")
		.option('--port <n>', 'port to listen on (default: any free one)')
		.option('--seed <n>', 'repeat the same chance')
		.action(async (flags: { provider?: string; scenario?: string; port?: string; seed?: string }) => {
			const { mockCommand } = await import('./mock.js');
			exitCode = await mockCommand(io, flags);
		});

	return {
		async run(argv) {
			if (argv.length <= 2) {
				io.stderr.write(`Usage: dialer <command> [options]   (dialer --help lists the commands)\n${EXAMPLES}`);
				return EXIT.usage;
			}
			await program.parseAsync([...argv]);
			return exitCode;
		},
	};
}

function optionOf(setting: SettingFlag): Option {
	const isProvider = setting === SETTING_FLAGS.provider;
	const option = new Option(
		setting.flags,
		isProvider ? `voice provider: ${PROVIDERS} (default: retell)` : setting.help,
	);
	if (setting.repeatable) {
		option.argParser((value: string, previous: string[] | undefined) => [...(previous ?? []), value]);
	}
	return option;
}

/** What somebody took for a flag may have a key behind its equals sign. */
function withoutValues(complaint: string): string {
	return complaint.replace(/(unknown option '-[^'=]*)=.*'/s, "$1'");
}
