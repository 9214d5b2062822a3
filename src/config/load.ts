import { readFileSync } from 'node:fs';
import { YAMLError } from 'yaml';
import { messageOf, UsageError } from '../runtime/errors.js';
import { readYaml } from '../runtime/yaml.js';
import { isCredential } from './credentials.js';
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
		const value = read(name, setting, sources);
		if (value !== undefined) settings[name] = value;
	}
	return settings as Settings;
}

/** One setting alone, whatever is wrong with the others. @throws UsageError as `loadSettings`. */
export function loadSetting<Name extends SettingName>(name: Name, sources: SettingSources): Settings[Name] {
	return read(name, SETTING_FLAGS[name], sources) as Settings[Name];
}

function read(name: SettingName, setting: SettingFlag, sources: SettingSources): unknown {
	const found = find(name, setting, sources);
	if (found === undefined) return undefined;
	const value = SETTING_TYPES[name].safeParse(found.value);
	if (value.success) return value.data;
	const expected = value.error.issues[0]?.message ?? 'something else';
	throw new UsageError(`${found.source}: expected ${expected}, got ${shown(found.value)}.`);
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

/** Sections of a configuration file that are no settings: the description of an API. */
const SECTIONS: readonly string[] = ['http'];

/**
 * Reads a configuration file: YAML (or JSON), one setting a key, named as the flags are, in camelCase.
 * @param keyVariables the environment variables in which API keys may stand.
 * @throws UsageError when it cannot be read, is no mapping or has a key that is no setting.
 */
export function readConfigFile(path: string, keyVariables: readonly string[]): Record<string, unknown> {
	let content: unknown;
	try {
		content = readYaml(readFileSync(path, 'utf8'));
	} catch (error) {
		throw new UsageError(`Cannot read the configuration file ${path}: ${whatFailed(error)}.`);
	}
	if (typeof content !== 'object' || content === null || Array.isArray(content)) {
		throw new UsageError(`The configuration file ${path} holds no settings; expected lines such as "rate: 5/s".`);
	}
	const known = Object.entries<SettingFlag>(SETTING_FLAGS).filter(([, setting]) => !setting.flagOnly);
	const names = known.map(([name]) => name);
	for (const name of Object.keys(content)) {
		if (names.includes(name) || SECTIONS.includes(name)) continue;
		if (isCredential(name)) throw credentialThere(path, short(name), keyVariables);
		throw new UsageError(`The configuration file ${path} has a setting that does not exist: ${short(name)}.`, {
			hint: `Settings for a file are: ${[...names, ...SECTIONS].join(', ')}.`,
		});
	}
	return content as Record<string, unknown>;
}

/** The parser's words repeat pieces of the file, and there may be a secret in them: of what it says only the place is told. */
function whatFailed(error: unknown): string {
	const place = error instanceof Error && error.cause instanceof YAMLError ? error.cause.linePos?.[0] : undefined;
	return place === undefined ? messageOf(error) : `it is not valid YAML at line ${place.line}, column ${place.col}`;
}

function credentialThere(path: string, name: string, keyVariables: readonly string[]): UsageError {
	return new UsageError(`The configuration file ${path} holds a credential (${name}); none is read from there.`, {
		hint: `Take it out, and set it in the environment or in a .env file as ${keyVariables.join(' or ')}.`,
	});
}
