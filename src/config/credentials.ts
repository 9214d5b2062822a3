import { UsageError } from '../runtime/errors.js';
import type { EnvFile } from './env-file.js';
import type { Variables } from './load.js';

/** Where credentials may stand: nearest first. Never on the command line, where every user of the machine can read them. */
export interface CredentialSources {
	readonly environment: Variables;
	readonly envFile: EnvFile;
}

/** True whichever command is missing something. */
export const WITHOUT_ACCOUNT = 'To try without an account: dialer run <contacts.csv> --dry-run.';

/**
 * The value of a credential that must be set.
 * @throws UsageError naming its variable and what to do, never its value: it is not set, it stands in a file that others
 * can read, or it has characters that no request can carry.
 */
export function requireVariable(sources: CredentialSources, name: string, what: string): string {
	const { environment, envFile } = sources;
	const value = findVariable(sources, name);
	if (value === undefined) {
		throw new UsageError(`The environment variable ${name} is not set (${what}).`, {
			hint: `Set it (export ${name}=...) or write it into ${envFile.path}. ${WITHOUT_ACCOUNT}`,
		});
	}
	if (environment[name] === undefined && envFile.openTo !== undefined) {
		throw new UsageError(
			`${envFile.path} holds the ${what} (${name}), and other users of this machine may read or change it (mode ${envFile.openTo.toString(8)}).`,
			{ hint: `Keep it to yourself: chmod 600 ${envFile.path}` },
		);
	}
	if (/[^\x21-\x7e]/.test(value)) {
		throw new UsageError(`The ${what} in ${name} has a character that no key has: a space, or one that is not ASCII.`, {
			hint: 'Copy it once more from the provider, without quotation marks or blanks around it.',
		});
	}
	return value;
}

export function findVariable(sources: CredentialSources, name: string): string | undefined {
	const value = sources.environment[name] ?? sources.envFile.variables[name];
	return value === undefined || value.trim() === '' ? undefined : value.trim();
}

/** Whether something of this name is to be kept secret: `RETELL_API_KEY`, `authToken`, `password`. */
export function isCredential(name: string): boolean {
	return /(?:key|token|jwt|secret|passw(?:or)?d|credentials?)$/i.test(name);
}

/** Everything in there that is to be kept secret, of whatever service. */
export function secretsIn(variables: Variables): string[] {
	return Object.entries(variables).flatMap(([name, value = '']) => {
		const text = value.trim();
		if (text === '') return [];
		if (isCredential(name)) return [text];
		// A proxy's address, or a database's.
		return text.includes('://') && URL.canParse(text) ? passwordsOf(new URL(text)) : [];
	});
}

/** As it is written there, and as it is meant. */
function passwordsOf({ password }: URL): string[] {
	if (password === '') return [];
	try {
		return [password, decodeURIComponent(password)];
	} catch {
		return [password]; // a percent sign that begins no code
	}
}
