import { expect, test } from 'vitest';
import type { Io } from '../../../src/cli/io.js';
import { entryOf, readAgent, readCallers, readValues } from '../../../src/cli/provider-settings.js';
import { providersCommand } from '../../../src/cli/providers.js';
import { readEnvFile } from '../../../src/config/env-file.js';
import { CATALOGUE } from '../../../src/providers/catalogue.js';
import { UsageError } from '../../../src/runtime/errors.js';

const ENTRIES = Object.values(CATALOGUE);
const sources = (environment: Record<string, string>) => ({
	environment,
	envFile: readEnvFile('no-such-file.env', false),
});

function refusal(attempt: () => unknown): { message: string; hint: string } {
	try {
		attempt();
	} catch (error) {
		if (error instanceof UsageError) return { message: error.message, hint: error.hint ?? '' };
		throw error;
	}
	throw new Error('It was not refused.');
}

/** What stands for all variables of an entry that are needed, but one. */
const NEEDED = ENTRIES.flatMap(({ variables, name }) =>
	variables
		.filter(({ optional }) => !optional)
		.map((one) => [name, one.name, one.what, variables.filter((other) => other !== one)] as const),
);

test.each(NEEDED)('%s: without %s one sentence says so', (name, variable, what, others) => {
	const set = Object.fromEntries(
		others
			.filter(({ name: other }) => entryOf(name).variables.every((one) => one.notWith !== other))
			.map((one) => [one.name, one.dryRun]),
	);
	const { message, hint } = refusal(() => readValues(entryOf(name), sources(set)));
	expect(message).toBe(`The environment variable ${variable} is not set (${what}).`);
	expect(hint).toMatch(/^Set it \(export .*\. To try without an account: dialer run <contacts\.csv> --dry-run\.$/);
});

test.each(ENTRIES)('$name: without an agent or a caller too', (entry) => {
	const { agent, caller } = entry;
	if (agent?.required) {
		const { message, hint } = refusal(() => readAgent(entry, undefined, sources({}), false));
		expect(message).toMatch(/^There is no --agent, and (none of [A-Z_, ]+ is|[A-Z_]+ is not) set \(.+\)\.$/);
		expect(message).toContain(agent.variable);
		expect(hint).toContain('dialer run <contacts.csv> --dry-run');
	}
	if (caller !== undefined) {
		const { message, hint } = refusal(() => readCallers(entry, undefined, sources({}), false));
		expect(message).toBe(`There is no --from, and ${caller.variable} is not set (${caller.what}).`);
		expect(hint).toContain('dialer run <contacts.csv> --dry-run');
	}
});

test.each([
	['twillio', '--provider', 'got "twillio" (did you mean twilio?).'],
	['Vapi', '--failover', 'got "Vapi" (did you mean vapi?).'],
	['nobody', '--provider', 'got "nobody".'],
])('no provider %s: the one that was meant is named, if one comes near', (name, flag, end) => {
	const { message } = refusal(() => entryOf(name, flag));
	expect(message).toBe(`${flag}: expected one of ${Object.keys(CATALOGUE).join(', ')}, ${end}`);
});

test.each([
	['retell', 'Pace:      1 call start per second ('],
	['exotel', 'Pace:      2.5 call starts per second ('],
	['boltcall', 'Pace:      30 call starts per minute ('],
	['ringcentral', 'Pace:      8.8 call starts per minute ('],
])('the pace of %s is not rounded to more than it is', (name, expected) => {
	let page = '';
	const stdout = { write: (text: string) => (page += text) };
	providersCommand({ stdout } as unknown as Io, name);
	expect(page).toContain(expected);
});
