import { describe, expect, test } from 'vitest';
import type { CampaignOptions } from '../../../src/campaign/options.js';
import { runOptions } from '../../../src/cli/run-options.js';
import { loadSettings } from '../../../src/config/load.js';
import { retell } from '../../../src/providers/retell/entry.js';
import { UsageError } from '../../../src/runtime/errors.js';

const NOWHERE = { flags: {}, environment: {}, envFile: { path: '.env', variables: {} }, configFile: undefined };
const TEXTBOOK = { increase: 1, decrease: 0.5, quietMs: 5_000 };

function options(flags: Readonly<Record<string, string>>): CampaignOptions {
	return runOptions({
		settings: loadSettings({ ...NOWHERE, flags }),
		contacts: 'contacts.csv',
		mustResume: false,
		sources: { environment: {}, envFile: NOWHERE.envFile },
		own: {
			entry: retell,
			dryRun: { baseUrl: 'http://127.0.0.1:1', defaults: {}, description: 'demo', close: async () => {} },
		},
		failover: undefined,
		stateFolder: undefined,
	});
}

test.each([
	[{}, { limiter: 'adaptive', concurrency: 1, maxConcurrency: 50 }],
	[{ concurrency: '8' }, { limiter: 'adaptive', concurrency: 8, maxConcurrency: 50 }],
	[{ limiter: 'aimd' }, { limiter: 'aimd', concurrency: 5, maxConcurrency: 50, aimd: TEXTBOOK }],
	[
		{ limiter: 'aimd', maxConcurrency: '3' },
		{ limiter: 'aimd', concurrency: 3, maxConcurrency: 3 },
	],
] as const)('given %j, a campaign begins with %j', (flags, expected) => {
	expect(options(flags)).toMatchObject(expected);
});

test('another limiter is refused with those that there are', () => {
	expect(() => options({ limiter: 'vegas' })).toThrow(
		new UsageError('--limiter: expected adaptive or aimd, got "vegas".'),
	);
});

describe('--aimd', () => {
	test.each([
		['increase=2,decrease=0.8,quiet=10s', { increase: 2, decrease: 0.8, quietMs: 10_000 }],
		['quiet=500ms, increase=3', { ...TEXTBOOK, increase: 3, quietMs: 500 }],
		['decrease=.9', { ...TEXTBOOK, decrease: 0.9 }],
	])('%s is read, the rest stays as it is', (aimd, expected) => {
		expect(options({ limiter: 'aimd', aimd }).aimd).toEqual(expected);
	});

	test.each([
		'',
		'increase',
		'increase=0',
		'increase=1.5',
		'decrease=0',
		'decrease=0.0',
		'decrease=1',
		'decrease=1.5',
		'decrease=-0.5',
		'decrease=half',
		'quiet=0s',
		'quiet=5',
		'increase=1,increase=2',
		'slots=5',
	])('"%s" is refused with what was expected', (aimd) => {
		const expected =
			'numbers such as increase=1,decrease=0.5,quiet=5s: a whole number of at least 1, one between 0 and 1, a time';
		expect(() => options({ limiter: 'aimd', aimd })).toThrow(
			new UsageError(`--aimd: expected ${expected}, got "${aimd}".`),
		);
	});

	test.each<Record<string, string>>([{}, { limiter: 'adaptive' }])('is refused with %j', (flags) => {
		expect(() => options({ ...flags, aimd: 'increase=2' })).toThrow(
			new UsageError('--aimd has no meaning without --limiter aimd.'),
		);
	});
});
