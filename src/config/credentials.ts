import { UsageError } from '../runtime/errors.js';
import type { Variables } from './load.js';

/** Where credentials may stand: nearest first. Never on the command line, where every user of the machine can read them. */
export interface CredentialSources {
	readonly environment: Variables;
	readonly envFile: { readonly path: string; readonly variables: Variables };
}

/** The value of a variable that must be set. @throws UsageError naming it and how to set it; never its value. */
export function requireVariable(sources: CredentialSources, name: string, what: string): string {
	const value = findVariable(sources, name);
	if (value !== undefined) return value;
	throw new UsageError(`No ${what}: the environment variable ${name} is not set.`, {
		hint: `Set it (export ${name}=...) or write it into ${sources.envFile.path}. To try without an account, add --dry-run.`,
	});
}

export function findVariable(sources: CredentialSources, name: string): string | undefined {
	const value = sources.environment[name] ?? sources.envFile.variables[name];
	return value === undefined || value.trim() === '' ? undefined : value.trim();
}
