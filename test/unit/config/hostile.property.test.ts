import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEnvFile } from '../../../src/config/env-file.js';
import { SETTING_FLAGS } from '../../../src/config/flags.js';
import { loadSettings, readConfigFile } from '../../../src/config/load.js';
import { loadScenario } from '../../../src/mock/scenario.js';
import { UsageError } from '../../../src/runtime/errors.js';
import { temporaryFolder } from '../../helpers/campaign.js';
import { byteMutation } from '../journal/mutations.js';

const NOWHERE = { flags: {}, environment: {}, envFile: { path: '.env', variables: {} }, configFile: undefined };
const CONFIG =
	'rate: 5/s\nmaxConcurrency: 20\nfrom: [+14155550123, +14155550124]\nmap: phone=Telefon\nmaxDuration: 2h\n';
const DOTENV = 'DIALER_RATE=5/s\nRETELL_API_KEY="key"\nDIALER_MAX_CONCURRENCY=20 # comment\nDIALER_FROM=+14155550123\n';
const SCENARIO =
	'latency: {min: 5ms, max: 9ms}\nlimits:\n  slots: 8\n  rate: {algorithm: bucket, calls: 10, per: 1s}\nfaults:\n  - {kind: hang, probability: 0.1}\n';
const NUMBERS = new Set([
	'concurrency',
	'maxConcurrency',
	'rate',
	'ratePerCaller',
	'limit',
	'seed',
	'maxDuration',
	'timeout',
	'settle',
]);

/** Reads, or is refused with one sentence. @returns whether it was read. */
function readOrRefused(read: () => unknown): boolean {
	try {
		read();
		return true;
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		expect(error.message).toMatch(/^[^\n]{1,400}\.$/);
		return false;
	}
}

describe('a mutated file is read or refused with one sentence', () => {
	test.each<[string, string, (path: string) => unknown]>([
		[
			'a configuration',
			CONFIG,
			(path) => loadSettings({ ...NOWHERE, configFile: { path: 'c', values: readConfigFile(path, []) } }),
		],
		['an environment file', DOTENV, (path) => loadSettings({ ...NOWHERE, envFile: readEnvFile(path, true) })],
		['a scenario', SCENARIO, loadScenario],
	])('%s', (name, text, read) => {
		const path = join(temporaryFolder(), `${name.at(-1)}.yaml`);
		let refused = 0;
		fc.assert(
			fc.property(byteMutation, (mutate) => {
				writeFileSync(path, mutate(Buffer.from(text)));
				if (!readOrRefused(() => read(path))) refused += 1;
			}),
			{ numRuns: 120 },
		);
		expect(refused).toBeGreaterThan(10);
	});
});

const BOMB = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.replace(/./g, (name, at: number) => `${name}: &${name} [${`*${'abcdefgh'[at]},`.repeat(9)}]\n`)}`;

test.each([
	['aliases that grow without measure', BOMB],
	['an alias to nothing', 'rate: *nowhere\n'],
	['an alias to itself', 'rate: &a [*a]\n'],
	['a tag that is not known', 'rate: !!js/function "x"\n'],
	['100,000 open brackets', '['.repeat(100_000)],
	['100,000 lists in lists', `rate: \n${'- '.repeat(100_000)}1\n`],
	['100,000 brackets', `rate: ${'['.repeat(100_000)}${']'.repeat(100_000)}`],
	['an object that has no text', 'rate: {toString: 1, valueOf: 2}\n'],
	['a list of such', 'from: [{toString: 1}]\n'],
	['the name of a prototype', '__proto__: {rate: 5/s}\n'],
	['the same name twice', 'rate: 5/s\nrate: 6/s\n'],
	['a number for Infinity', 'maxConcurrency: .inf\n'],
	['a negative time', 'maxDuration: -2h\n'],
	['nothing', ''],
	['two documents', 'rate: 5/s\n---\nrate: 6/s\n'],
	['NUL', 'rate: 5/s\0\n'],
	['a very long text', `rate: ${'x'.repeat(1_000_000)}\n`],
])('a file with %s is refused with one sentence', (_, text) => {
	const path = join(temporaryFolder(), 'hostile.yaml');
	writeFileSync(path, text);
	expect(
		readOrRefused(() => loadSettings({ ...NOWHERE, configFile: { path, values: readConfigFile(path, []) } })),
	).toBe(false);
	if (text !== '') expect(readOrRefused(() => loadScenario(path))).toBe(false);
});

const digits = fc.integer({ min: 1, max: 400 }).map((length) => '9'.repeat(length));
const absurd = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.jsonValue({ maxDepth: 2 }),
	fc.tuple(digits, fc.constantFrom('', '/s', '/m', '/h', 'd', 'h', 'ms')).map((parts) => parts.join('')),
	fc.constantFrom(
		'0.000000001/h',
		'-1',
		'1e9',
		'NaN',
		'Infinity',
		'0x10',
		'__proto__',
		' ',
		'-5s',
		'slots=1e400',
		'increase=0',
	),
);

test('a setting of any value is refused with one sentence, or is a number that can be waited and counted with', () => {
	fc.assert(
		fc.property(fc.constantFrom(...Object.keys(SETTING_FLAGS)), absurd, (name, value) => {
			readOrRefused(() => {
				const settings = loadSettings({ ...NOWHERE, flags: { [name]: value } }) as Record<string, unknown>;
				const read = settings[name];
				if (!NUMBERS.has(name) || read === undefined) return;
				if (typeof read !== 'number' || !(read >= 0 && read < 2 ** 31)) throw new Error(`${name}: ${String(read)}`);
				if (name.startsWith('rate') && 1_000 / read >= 2 ** 31) throw new Error(`${name} waits too long: ${read}`);
			});
		}),
		{ numRuns: 700 },
	);
});
