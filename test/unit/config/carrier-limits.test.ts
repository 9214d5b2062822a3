import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../../src/config/load.js';
import type { Settings } from '../../../src/config/settings.js';
import { UsageError } from '../../../src/runtime/errors.js';

const NOWHERE = { flags: {}, environment: {}, envFile: { path: '.env', variables: {} }, configFile: undefined };

function given(flags: Record<string, string>): Settings {
	return loadSettings({ ...NOWHERE, flags });
}

describe('--bridge', () => {
	test.each([
		['slots=100,rate=1/s', { slots: 100, perSecond: 1 }],
		['rate=30/m, slots=5', { slots: 5, perSecond: 0.5 }],
		['slots=100', { slots: 100, perSecond: undefined }],
		['rate=2/s', { slots: undefined, perSecond: 2 }],
	])('%s is read', (bridge, expected) => {
		expect(given({ bridge }).bridge).toEqual(expected);
	});

	test.each([
		'',
		'100',
		'slots',
		'slots=0',
		'slots=1.5',
		'rate=1',
		'rate=0/s',
		'slots=1,slots=2',
		'calls=5',
		'slots=1=2',
	])('"%s" is refused with what was expected', (bridge) => {
		expect(() => given({ bridge })).toThrow(
			new UsageError(`--bridge: expected limits such as slots=100,rate=1/s, or one of the two, got "${bridge}".`),
		);
	});

	test('is refused as a mapping in a file', () => {
		const configFile = { path: 'dialer.yaml', values: { bridge: { slots: 7 } } };
		expect(() => loadSettings({ ...NOWHERE, configFile })).toThrow(/^bridge in dialer\.yaml: expected limits such as/);
	});

	test('comes from the environment and from a file too', () => {
		const environment = { DIALER_BRIDGE: 'slots=7', DIALER_RATE_PER_CALLER: '1/s' };
		expect(loadSettings({ ...NOWHERE, environment })).toMatchObject({ bridge: { slots: 7 }, ratePerCaller: 1 });
		const configFile = { path: 'dialer.yaml', values: { bridge: 'rate=2/s', ratePerCaller: '30/m' } };
		expect(loadSettings({ ...NOWHERE, configFile })).toMatchObject({ bridge: { perSecond: 2 }, ratePerCaller: 0.5 });
	});
});

test('--rate-per-caller is refused with what was expected', () => {
	expect(() => given({ ratePerCaller: 'one' })).toThrow(
		new UsageError('--rate-per-caller: expected a rate such as 20/s, 100/m or 1000/h, got "one".'),
	);
});
