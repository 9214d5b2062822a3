import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { messageOf, systemCode, UsageError } from '../runtime/errors.js';
import { readYaml } from '../runtime/yaml.js';
import { type Scenario, scenarioSchema } from './scenario-schema.js';

/** Two steps up from `src/mock` as well as from `dist/mock` stands the package's root. */
const SHIPPED = new URL('../../fixtures/scenarios/', import.meta.url);

/** The names of the scenarios that come with the package, in alphabetical order. */
export function scenarioNames(): string[] {
	return readdirSync(SHIPPED)
		.filter((file) => file.endsWith('.yaml'))
		.map((file) => file.slice(0, -'.yaml'.length))
		.sort();
}

/**
 * Reads a scenario that comes with the package (`demo`) or a file of one's own (`./mine.yaml`).
 * @throws UsageError when there is no such scenario or when it is wrong; names the file and the field.
 */
export function loadScenario(nameOrFile: string): Scenario {
	const isFile = /[\\/]|\.ya?ml$/.test(nameOrFile);
	const file = isFile ? nameOrFile : fileURLToPath(new URL(`${nameOrFile}.yaml`, SHIPPED));
	const text = readScenarioFile(file, nameOrFile);
	let content: unknown;
	try {
		content = readYaml(text) ?? {};
	} catch (error) {
		throw new UsageError(`Scenario ${file} is no valid YAML: ${messageOf(error)}.`, { cause: error });
	}
	return parseScenario(content, file);
}

/**
 * Checks a scenario and fills in the defaults: `parseScenario({}, 'test')` is a provider without limits or faults.
 * @param source where it came from, for the message
 * @throws UsageError naming `source` and the first wrong field
 */
export function parseScenario(content: unknown, source: string): Scenario {
	const parsed = scenarioSchema.safeParse(content);
	if (parsed.success) return parsed.data;
	const issue = parsed.error.issues[0];
	const field = issue === undefined || issue.path.length === 0 ? 'top level' : issue.path.join('.');
	throw new UsageError(`Scenario ${source}, ${field}: ${issue?.message ?? 'unusable'}.`, {
		hint: 'Correct the field, or take one of the scenarios in fixtures/scenarios as a pattern.',
	});
}

function readScenarioFile(file: string, asked: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		throw new UsageError(`Scenario "${asked}" cannot be read (${systemCode(error) ?? messageOf(error)}).`, {
			hint: `Give the path of a YAML file, or one of: ${scenarioNames().join(', ')}.`,
			cause: error,
		});
	}
}
