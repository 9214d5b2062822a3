/** One setting's flag; its name in the environment and in configuration files follow from its key. */
export interface SettingFlag {
	/** As on the command line, e.g. `--max-concurrency <n>`. */
	readonly flags: string;
	/** For the help text. */
	readonly help: string;
	/** May be given several times. */
	readonly repeatable?: true;
	/** Not to be taken from the environment or a file: it is about this one command. */
	readonly flagOnly?: true;
}

/**
 * Settings of `run` and `resume`, in the order in which the help lists them. Apart from how their values are read
 * (settings.ts), so that showing help does not load what reads them.
 */
export const SETTING_FLAGS = {
	provider: { flags: '-p, --provider <name>', help: 'voice provider (default: retell)' },
	from: {
		flags: '--from <number>',
		help: "caller number, +E.164, or the provider's id of one; several are used in turn (repeat or separate by commas)",
		repeatable: true,
	},
	agent: {
		flags: '--agent <id>',
		help: 'agent, or what else talks (default: the one bound to the caller number, where there is one)',
	},
	baseUrl: { flags: '--base-url <url>', help: "the provider's address, if not its public one" },
	country: {
		flags: '--country <CC>',
		help: 'country of national numbers (none: such rows are invalid)',
	},
	map: {
		flags: '--map <field=column>',
		help: 'which column is phone, id or priority, if its name does not tell (repeatable)',
		repeatable: true,
	},
	results: {
		flags: '--results <file>',
		help: 'results CSV (default: <contacts>.results.csv)',
		flagOnly: true,
	},
	checkpoint: {
		flags: '--checkpoint <file>',
		help: 'checkpoint (default: <contacts>.checkpoint.ndjson)',
		flagOnly: true,
	},
	concurrency: {
		flags: '--concurrency <n>',
		help: 'live calls at the start (default: 1, more are found within seconds; 5 with --limiter aimd)',
	},
	maxConcurrency: { flags: '--max-concurrency <n>', help: 'live calls at most (default: 50)' },
	rate: {
		flags: '--rate <n/s|n/m|n/h>',
		help: "call starts at most (default: the provider's documented pace)",
	},
	ratePerCaller: {
		flags: '--rate-per-caller <n/s|n/m|n/h>',
		help: 'call starts of each caller number at most (default: no such limit)',
	},
	bridge: {
		flags: '--bridge <limits>',
		help: 'what the carrier behind the provider allows: live calls, starts, or both, e.g. slots=100,rate=1/s',
	},
	failover: {
		flags: '--failover <provider>',
		help: 'where calls go on when the provider refuses the account, does not answer or is used up (set up by its own variables)',
	},
	batch: {
		flags: '--batch [n]',
		help: 'upload n calls at a time (500, if n is not given), and leave their pace to the provider: dialnexa',
	},
	until: {
		flags: '--until <placed|ended>',
		help: 'settle a contact when its call is placed, or when it has ended (default: ended)',
	},
	limiter: {
		flags: '--limiter <adaptive|aimd>',
		help: "how the provider's limits are found: measured exactly, or by the textbook's rule (default: adaptive)",
	},
	aimd: {
		flags: '--aimd <name=value,...>',
		help: 'numbers of --limiter aimd (default: increase=1,decrease=0.5,quiet=5s)',
	},
	limit: { flags: '--limit <n>', help: 'stop after n calls; resumable' },
	maxDuration: {
		flags: '--max-duration <time>',
		help: 'start no calls after this time, e.g. 2h; resumable',
	},
	giveUpAfter: {
		flags: '--give-up-after <time>',
		help: 'stop when the provider has not answered for so long (default: 5m)',
	},
	timeout: {
		flags: '--timeout <time>',
		help: "longest wait for the provider's answer to a call (default: its own)",
	},
	settle: {
		flags: '--settle <time>',
		help: "how long a call must be missing at the provider to count as not placed (default: the provider's)",
	},
	stateDir: {
		flags: '--state-dir <folder>',
		help: "what is learned of the account is kept here (default: the user's state folder; nowhere in a dry run)",
	},
	webhookListen: {
		flags: '--webhook-listen <[host:]port>',
		help: "take the provider's webhooks here (default host: this machine alone; default: calls are asked for)",
	},
	webhookUrl: {
		flags: '--webhook-url <url>',
		help: 'the public address that leads there; the provider is told it with each call, where it can be',
	},
	dryRun: {
		flags: '--dry-run',
		help: 'dial the built-in mock provider; nobody is rung',
	},
	scenario: {
		flags: '--scenario <name|file>',
		help: 'how the mock provider behaves in a dry run (default: demo)',
		flagOnly: true,
	},
	seed: { flags: '--seed <n>', help: 'repeat the same chance in a dry run', flagOnly: true },
	restart: {
		flags: '--restart',
		help: 'begin anew; the old checkpoint is kept under another name',
		flagOnly: true,
	},
	sameAccount: {
		flags: '--same-account',
		help: 'the API key was renewed, but the account is the one that the campaign began with',
		flagOnly: true,
	},
	yes: { flags: '-y, --yes', help: 'place real calls without asking', flagOnly: true },
	json: { flags: '--json', help: 'print the summary as JSON', flagOnly: true },
	events: { flags: '--events <file|->', help: 'write events as NDJSON', flagOnly: true },
	redact: {
		flags: '--redact',
		help: 'mask phone numbers in everything but the results and the checkpoint',
	},
	quiet: { flags: '-q, --quiet', help: 'print errors only', flagOnly: true },
	verbose: { flags: '-v, --verbose', help: 'print every event', flagOnly: true },
} as const satisfies Record<string, SettingFlag>;

export type SettingName = keyof typeof SETTING_FLAGS;

/** maxConcurrency -> DIALER_MAX_CONCURRENCY */
export function environmentName(setting: string): string {
	return `DIALER_${setting.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
