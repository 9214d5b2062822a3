import { type CredentialSources, findVariable, requireVariable, WITHOUT_ACCOUNT } from '../config/credentials.js';
import type { SettingSources } from '../config/load.js';
import { CATALOGUE } from '../providers/catalogue.js';
import type { CatalogueEntry, Values } from '../providers/entry.js';
import { closest } from '../runtime/closest.js';
import { UsageError } from '../runtime/errors.js';

/** In which keys may stand, whichever the provider is. */
export const SECRET_VARIABLES = Object.values(CATALOGUE)
	.filter(({ describe }) => describe === undefined)
	.flatMap(({ variables }) => variables.filter(({ secret }) => secret).map(({ name }) => name));

/** @throws UsageError when there is no such provider */
export function entryOf(name: string, flag = '--provider'): CatalogueEntry {
	const entry = Object.hasOwn(CATALOGUE, name) ? CATALOGUE[name] : undefined;
	if (entry !== undefined) return entry;
	const names = Object.keys(CATALOGUE);
	const meant = closest(name, names);
	const got = `got "${name}"${meant === undefined ? '' : ` (did you mean ${meant}?)`}`;
	throw new UsageError(`${flag}: expected one of ${names.join(', ')}, ${got}.`);
}

/**
 * The entry of a provider; of one that is described, the entry that the configuration file describes.
 * @throws UsageError when there is no such provider, or its description is missing or wrong
 */
export function describedEntry(
	name: string,
	{ configFile }: Pick<SettingSources, 'configFile'>,
	flag = '--provider',
): CatalogueEntry {
	const entry = entryOf(name, flag);
	if (entry.describe === undefined) return entry;
	const section = configFile?.values[name];
	if (configFile !== undefined && section !== undefined) return entry.describe(section, configFile.path);
	throw new UsageError(`${flag} ${name} dials an API that is described, and there is no description.`, {
		hint: `Describe it under ${name}: in the file of --config; fixtures/http/minimal.yaml shows how.`,
	});
}

/** What a run takes from the command line and the environment to dial. @throws UsageError */
export function readDialing(
	entry: CatalogueEntry,
	given: { readonly from?: readonly string[]; readonly agent?: string },
	sources: CredentialSources,
	isDry: boolean,
): { values: Values; agent: string | undefined; from: readonly string[] } {
	// A mistake on the command line is told before what is missing in the environment.
	const callers = given.from && readCallers(entry, given.from, sources, isDry);
	const values = isDry ? dryRunValues(entry) : readValues(entry, sources);
	const agent = readAgent(entry, given.agent, sources, isDry);
	return { values, agent, from: callers ?? readCallers(entry, undefined, sources, isDry) };
}

/** @throws UsageError when a variable that is needed is not set, or a secret stands where others can read it */
export function readValues({ variables }: CatalogueEntry, sources: CredentialSources): Values {
	const values: Record<string, string> = {};
	const isSetAt = (name: string | undefined) => name !== undefined && findVariable(sources, name) !== undefined;
	for (const { name, what, secret, optional, notWith } of variables) {
		const isSet = isSetAt(name);
		if (!isSet && (optional || isSetAt(notWith))) continue;
		const value = secret || !isSet ? requireVariable(sources, name, what) : findVariable(sources, name);
		if (value !== undefined) values[name] = value;
	}
	return values;
}

export function dryRunValues({ variables }: CatalogueEntry): Values {
	return Object.fromEntries(variables.map(({ name, dryRun }) => [name, dryRun]));
}

/** @throws UsageError when the provider needs an agent and none is named, or has none and one is */
export function readAgent(
	entry: CatalogueEntry,
	given: string | undefined,
	sources: CredentialSources,
	isDry: boolean,
): string | undefined {
	const { name, agent } = entry;
	if (agent === undefined) {
		if (given === undefined) return undefined;
		throw new UsageError(`--agent has no meaning with ${name}: it has no agents.`);
	}
	const names = [agent.variable, ...(agent.or ?? [])];
	const found = given ?? onlyOne(names, sources);
	if (!isDry && agent.notWith !== undefined && findVariable(sources, agent.notWith) !== undefined) {
		if (found === undefined) return undefined;
		throw new UsageError(`${agent.notWith} is set and an agent is named, and only one of them can be meant.`, {
			hint: `Unset ${agent.notWith}, or leave --agent and ${names.join(', ')} out.`,
		});
	}
	if (found !== undefined || !agent.required) return found;
	if (isDry) return agent.dryRun;
	const unset = names.length === 1 ? `${agent.variable} is not set` : `none of ${names.join(', ')} is set`;
	throw new UsageError(`There is no --agent, and ${unset} (${agent.what}).`, {
		hint: `Give one with --agent, or set ${names.join(' or ')}. ${WITHOUT_ACCOUNT}`,
	});
}

/** The value of the one that is set, if one is. @throws UsageError when several are */
function onlyOne(names: readonly string[], sources: CredentialSources): string | undefined {
	const set = names.filter((name) => findVariable(sources, name) !== undefined);
	const [first] = set;
	if (set.length > 1) {
		throw new UsageError(`${set.join(' and ')} are set, and only one of them can be meant.`, {
			hint: 'Unset the others, or say which with --agent.',
		});
	}
	return first === undefined ? undefined : findVariable(sources, first);
}

/** Whom calls come from, to be used in turn. @throws UsageError */
export function readCallers(
	entry: CatalogueEntry,
	given: readonly string[] | undefined,
	sources: CredentialSources,
	isDry: boolean,
): readonly string[] {
	const { name, caller } = entry;
	if (caller === undefined) {
		if (given === undefined) return [''];
		throw new UsageError(`--from has no meaning with ${name}: it chooses the caller number itself.`);
	}
	const set = findVariable(sources, caller.variable)
		?.split(',')
		.map((one) => one.trim());
	const callers = given ?? set ?? (isDry ? [caller.dryRun] : undefined);
	if (callers === undefined) {
		const example = caller.kind === 'number' ? '+14155550123' : '<id>';
		throw new UsageError(`There is no --from, and ${caller.variable} is not set (${caller.what}).`, {
			hint: `Give one with --from ${example}, or set ${caller.variable}. ${WITHOUT_ACCOUNT}`,
		});
	}
	const where = given === undefined ? caller.variable : '--from';
	for (const one of callers) if (caller.kind === 'number') expectNumber(one, where);
	return callers;
}

/** E.164 (ITU-T): a plus and 7 to 15 digits. */
function expectNumber(text: string, where: string): void {
	if (/^\+[1-9]\d{6,14}$/.test(text)) return;
	throw new UsageError(`${where}: expected numbers in international form, such as +14155550123, got "${text}".`);
}
