import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { httpProvider } from '../../src/providers/http/adapter.js';
import { parseDescription } from '../../src/providers/http/description.js';
import type { Provider } from '../../src/providers/provider.js';
import { readYaml } from '../../src/runtime/yaml.js';

export const KEY = 'acme-key-0123456789';

export function descriptionFile(name: 'acme' | 'minimal'): string {
	return fileURLToPath(new URL(`../../fixtures/http/${name}.yaml`, import.meta.url));
}

/** The section `http` of a file in fixtures/http, as plain values. */
export function descriptionOf(name: 'acme' | 'minimal'): Record<string, unknown> {
	const file = readYaml(readFileSync(descriptionFile(name), 'utf8'));
	return (file as { http: Record<string, unknown> }).http;
}

/** `changes`: fields of the description that are others. */
export function describedProvider(name: 'acme' | 'minimal', changes: object = {}, key = KEY): Provider {
	const description = parseDescription({ ...descriptionOf(name), ...changes }, 'test.yaml');
	return httpProvider({ description, values: { ACME_KEY: key, ACME_ID: 'id-1' }, agent: 'agent_1' });
}

/** The place of an environment variable in a description. */
export function env(name: string): string {
	return `$\{env.${name}}`;
}
