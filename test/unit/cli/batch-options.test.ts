import { expect, test } from 'vitest';
import { runOptions } from '../../../src/cli/run-options.js';
import { loadSettings } from '../../../src/config/load.js';
import { dialnexa } from '../../../src/providers/dialnexa/entry.js';
import { retell } from '../../../src/providers/retell/entry.js';
import { UsageError } from '../../../src/runtime/errors.js';

const NOWHERE = { flags: {}, environment: {}, envFile: { path: '.env', variables: {} }, configFile: undefined };

function batch(flags: Readonly<Record<string, unknown>>, entry = dialnexa): number | undefined {
	return runOptions({
		settings: loadSettings({ ...NOWHERE, flags }),
		contacts: 'contacts.csv',
		mustResume: false,
		sources: { environment: {}, envFile: NOWHERE.envFile },
		own: {
			entry,
			dryRun: { baseUrl: 'http://127.0.0.1:1', defaults: {}, description: 'demo', close: async () => {} },
		},
		failover: undefined,
		stateFolder: undefined,
	}).batch;
}

test.each([
	[{}, undefined],
	[{ batch: true }, 500],
	[{ batch: '20' }, 20],
	[{ batch: '10000', until: 'ended' }, 10_000],
])('given %j, so many calls are uploaded at a time: %s', (flags, expected) => {
	expect(batch(flags)).toBe(expected);
});

test.each([
	[{ batch: '0' }, '--batch: expected a whole number of at least 1, got "0".'],
	[{ batch: 'contacts.csv' }, '--batch: expected a whole number of at least 1, got "contacts.csv".'],
	[{ batch: '10001' }, '--batch 10001 is more than dialnexa is given at once, 10000.'],
	[
		{ batch: '5', until: 'placed' },
		'--until placed has no meaning with --batch: a list that was taken is no placed call.',
	],
	[{ batch: '5', rate: '1/s' }, "--rate has no meaning with --batch: the pace of a batch is dialnexa's."],
	[
		{ batch: '5', maxConcurrency: '1' },
		"--max-concurrency has no meaning with --batch: the pace of a batch is dialnexa's.",
	],
	[{ batch: '5', limiter: 'aimd' }, "--limiter has no meaning with --batch: the pace of a batch is dialnexa's."],
])('%j is refused', (flags, message) => {
	expect(() => batch(flags)).toThrow(new UsageError(message));
});

test('a provider that takes calls one by one has no batches', () => {
	expect(() => batch({ batch: true }, retell)).toThrow(
		new UsageError('--batch has no meaning with retell: it is asked for each call.'),
	);
});
