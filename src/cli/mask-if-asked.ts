import { secretsIn } from '../config/credentials.js';
import { readEnvFile } from '../config/env-file.js';
import { loadSetting } from '../config/load.js';
import type { FileFlags } from './command-flags.js';
import type { Io } from './io.js';

/** For commands without settings: `--redact` may stand in the environment and in .env, as for a run. @throws UsageError */
export function maskIfAsked(io: Io, { redact }: FileFlags): void {
	const envFile = readEnvFile('.env', false);
	io.discretion.keep(secretsIn(envFile.variables));
	const sources = { flags: { redact }, environment: io.environment, envFile, configFile: undefined };
	if (loadSetting('redact', sources)) io.discretion.maskNumbers();
}
