import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { messageOf, systemCode, UsageError } from '../runtime/errors.js';
import { readYaml } from '../runtime/yaml.js';
import { environmentName, SETTING_FLAGS, type SettingFlag, type SettingName } from './flags.js';
import { SETTING_TYPES, type Settings } from './settings.js';

/** Name -> value, from the environment or a file of that form. */
export type Variables = Readonly<Record<string, string | undefined>>;

export interface SettingSources {
	/** What the command line gave, by setting. */
	readonly flags: Readonly<Record<string, unknown>>;
	/** The process's environment. */
	readonly environment: Variables;
	/** `.env` or the file named by --env-file. */
	readonly envFile: { readonly path: string; readonly variables: Variables };
	/** The file named by --config. */
	readonly configFile: { readonly path: string; readonly values: Readonly<Record<string, unknown>> } | undefined;
}

/**
 * Settings from all sources; the nearest wins: flag, environment, .env, configuration file.
 * @throws UsageError naming the setting, where its value came from, what was expected and what it is.
 */
export function loadSettings(sources: SettingSources): Settings {
	refuseUnknown(sources.environment, 'the environment');
	refuseUnknown(sources.envFile.variables, sources.envFile.path);
	const settings: Record<string, unknown> = {};
	for (const [name, setting] of Object.entries(SETTING_FLAGS) as [SettingName, SettingFlag][]) {
		const found = find(name, setting, sources);
		if (found === undefined) continue;
		const parsed = SETTING_TYPES[name].safeParse(found.value);
		if (!parsed.success) {
			const expected = parsed.error.issues[0]?.message ?? 'something else';
			throw new UsageError(`${found.source}: expected ${expected}, got ${shown(found.value)}.`);
		}
		settings[name] = parsed.data;
	}
	return settings as Settings;
}

/** A misspelt variable that is silently ignored may mean real calls where a dry run was meant. */
function refuseUnknown(variables: Variables, where: string): void {
	const known = Object.entries<SettingFlag>(SETTING_FLAGS).flatMap(([name, { flagOnly }]) =>
		flagOnly ? [] : [environmentName(name)],
	);
	for (const name of Object.keys(variables)) {
		if (!name.startsWith('DIALER_') || known.includes(name)) continue;
		throw new UsageError(`There is no setting ${short(name)} (in ${where}).`, {
			hint: `Settings for it are: ${known.join(', ')}.`,
		});
	}
}

function find(
	name: string,
	setting: SettingFlag,
	sources: SettingSources,
): { value: unknown; source: string } | undefined {
	const given = sources.flags[name];
	if (given !== undefined) return { value: given, source: longFlag(setting) };
	if (setting.flagOnly) return undefined;
	const variable = environmentName(name);
	const fromEnvironment = sources.environment[variable];
	if (fromEnvironment !== undefined && fromEnvironment !== '') return { value: fromEnvironment, source: variable };
	const fromFile = sources.envFile.variables[variable];
	if (fromFile !== undefined && fromFile !== '') {
		return { value: fromFile, source: `${variable} in ${sources.envFile.path}` };
	}
	const configured = sources.configFile?.values[name];
	if (configured === undefined || configured === null) return undefined;
	return { value: asText(configured), source: `${name} in ${sources.configFile?.path ?? ''}` };
}

/** Longest part of a wrong value that a message repeats, in characters. */
const SHOWN = 80;

/** A wrong value for a message: what a YAML file holds need not be a text. */
function shown(value: unknown): string {
	return `"${short(typeof value === 'string' ? value : JSON.stringify(value))}"`;
}

function short(text: string): string {
	const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
	return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}

/** What YAML takes for a number or a truth value is read by the setting's own rule. */
function asText(value: unknown): unknown {
	const textOf = (one: unknown) => (typeof one === 'number' ? String(one) : one);
	return Array.isArray(value) ? value.map(textOf) : textOf(value);
}

function longFlag(setting: SettingFlag): string {
	return /--[a-z-]+/.exec(setting.flags)?.[0] ?? setting.flags;
}

/**
 * Reads a file of `NAME=value` lines.
 * @param required whether it is an error when the file is not there.
 * @throws UsageError when it cannot be read.
 */
export function readEnvFile(path: string, required: boolean): Variables {
	try {
		return parseEnv(readFileSync(path, 'utf8')) as Variables;
	} catch (error) {
		if (!required && systemCode(error) === 'ENOENT') return {};
		throw new UsageError(`Cannot read the environment file ${path}: ${messageOf(error)}.`, { cause: error });
	}
}

/**
 * Reads a configuration file: YAML (or JSON), one setting a key, named as the flags are, in camelCase.
 * @throws UsageError when it cannot be read, is no mapping or has a key that is no setting.
 */
export function readConfigFile(path: string): Record<string, unknown> {
	let content: unknown;
	try {
		content = readYaml(readFileSync(path, 'utf8'));
	} catch (error) {
		throw new UsageError(`Cannot read the configuration file ${path}: ${messageOf(error)}.`, { cause: error });
	}
	if (typeof content !== 'object' || content === null || Array.isArray(content)) {
		throw new UsageError(`The configuration file ${path} holds no settings; expected lines such as "rate: 5/s".`);
	}
	const known = Object.entries<SettingFlag>(SETTING_FLAGS).filter(([, setting]) => !setting.flagOnly);
	const names = known.map(([name]) => name);
	for (const name of Object.keys(content)) {
		if (names.includes(name)) continue;
		throw new UsageError(`The configuration file ${path} has a setting that does not exist: ${short(name)}.`, {
			hint: `Settings for a file are: ${names.join(', ')}.`,
		});
	}
	return content as Record<string, unknown>;
}
