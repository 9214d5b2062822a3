import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CredentialSources, requireVariable, secretsIn } from '../../../src/config/credentials.js';
import { readEnvFile } from '../../../src/config/env-file.js';
import { loadSettings, readConfigFile } from '../../../src/config/load.js';
import { messageOf, UsageError } from '../../../src/runtime/errors.js';
import { temporaryFolder } from '../../helpers/campaign.js';
import { CANARY, holdsKey } from '../../helpers/written.js';

function envFile(mode: number, content = `RETELL_API_KEY=${CANARY}\n`) {
	const path = join(temporaryFolder(), 'some.env');
	writeFileSync(path, content);
	chmodSync(path, mode);
	return readEnvFile(path, true);
}

function key(sources: CredentialSources): string {
	return requireVariable(sources, 'RETELL_API_KEY', 'API key');
}

function refusal(attempt: () => unknown): UsageError {
	try {
		attempt();
	} catch (error) {
		if (error instanceof UsageError) return error;
		throw error;
	}
	throw new Error('It was not refused.');
}

describe.runIf(process.platform !== 'win32')('a key in a file of variables', () => {
	test('is taken from one that only its owner can read', () => {
		expect(key({ environment: {}, envFile: envFile(0o600) })).toBe(CANARY);
	});

	test.each([0o644, 0o640, 0o604, 0o660, 0o602])('is refused when others can read or change it: %o', (mode) => {
		const file = envFile(mode);
		const { message, hint = '' } = refusal(() => key({ environment: {}, envFile: file }));
		expect(message).toContain(`${file.path} holds the API key (RETELL_API_KEY)`);
		expect(message).toContain(`mode ${mode.toString(8)}`);
		expect(hint).toContain(`chmod 600 ${file.path}`);
		expect(holdsKey(message + hint)).toBe(false);
	});

	test('does not matter when the key comes from the environment', () => {
		expect(key({ environment: { RETELL_API_KEY: 'another-key' }, envFile: envFile(0o644) })).toBe('another-key');
	});

	test('an open file without a key is read', () => {
		const file = envFile(0o644, 'DIALER_RATE=5/s\n');
		expect(loadSettings({ flags: {}, environment: {}, envFile: file, configFile: undefined }).rate).toBe(5);
	});
});

test.each(['ein-schlüssel', '“canary-key-5f3a”', 'canary-key\n5f3a', 'canary key-5f3a', 'canary-key-5f3a\u200b'])(
	'a key that no request can carry is refused before anything is sent, and not shown: %j',
	(value) => {
		const environment = { RETELL_API_KEY: value };
		const { message, hint } = refusal(() => key({ environment, envFile: { path: '.env', variables: {} } }));
		expect(message).toContain('RETELL_API_KEY');
		expect(message + hint).not.toMatch(/canary|schl/);
	},
);

describe('a configuration file', () => {
	function config(content: string): string {
		const path = join(temporaryFolder(), 'config.env'); // the name lets the suite find a key in it
		writeFileSync(path, content);
		return path;
	}

	test.each(['apiKey', 'retellApiKey', 'RETELL_API_KEY', 'authToken', 'password', 'client_secret'])(
		'with a credential (%s) is refused, with the place where it belongs',
		(name) => {
			const path = config(`rate: 5/s\n${name}: ${CANARY}\n`);
			const { message, hint = '' } = refusal(() => readConfigFile(path, ['RETELL_API_KEY']));
			expect(message).toBe(`The configuration file ${path} holds a credential (${name}); none is read from there.`);
			expect(hint).toContain('RETELL_API_KEY');
			expect(holdsKey(message + hint)).toBe(false);
		},
	);

	test.each([
		`apiKey: "${CANARY}`,
		`apiKey: ${CANARY}: b: c`,
		`\tapiKey: ${CANARY}`,
		`a: *${CANARY}`,
		`%${CANARY}\n---\n@x`,
	])('that is no YAML is refused without a word of what stands in it: %j', (content) => {
		const path = config(`rate: 5/s\n${content}\n`);
		const { message, hint = '' } = refusal(() => readConfigFile(path, []));
		expect(message).toMatch(
			/is not valid YAML at line \d+, column \d+\.$|its aliases refer to nothing|a setting that does not exist|holds a credential/,
		);
		expect(holdsKey(message + hint)).toBe(false);
	});
});

describe('--base-url', () => {
	const load = (baseUrl: string) =>
		loadSettings({
			flags: { baseUrl },
			environment: {},
			envFile: { path: '.env', variables: {} },
			configFile: undefined,
		});

	test.each(['https://me:pass@host', 'https://me@host', 'https://host/v2?key=pass', 'https://host/#pass'])(
		'with more than an address is refused: it would be left out of requests: %s',
		(url) => expect(() => load(url)).toThrow(/--base-url: expected an address without credentials, \? and #/),
	);

	test('is an address, with a path or without', () => {
		expect(load('https://host:8443/retell/').baseUrl).toBe('https://host:8443/retell/');
	});
});

test('secrets are known by the names of their variables', () => {
	const variables = {
		RETELL_API_KEY: ' one ',
		TWILIO_AUTH_TOKEN: 'two',
		DB_PASSWORD: 'three',
		HOME: '/home',
		KEY_FILE: 'x',
	};
	expect(secretsIn({ ...variables, OTHER_SECRET: undefined })).toEqual(['one', 'two', 'three']);
	expect(secretsIn({ HTTPS_PROXY: 'http://me:p%40ss@proxy', ODD_URL: 'http://me:p%ss@proxy', NO_URL: '://' })).toEqual([
		'p%40ss',
		'p@ss',
		'p%ss',
	]);
	expect(messageOf(refusal(() => key({ environment: {}, envFile: { path: '.env', variables: {} } })))).toContain(
		'not set',
	);
});
