import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadScenario, parseScenario, scenarioNames } from '../../../src/mock/scenario.js';
import { UsageError } from '../../../src/runtime/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(text: string): string {
	const file = join(folder, 'mine.yaml');
	writeFileSync(file, text);
	return file;
}

test('an empty scenario is a provider without limits and faults', () => {
	expect(parseScenario({}, 'test')).toMatchObject({
		latency: { min: 0, max: 0 },
		limits: { slots: [], rate: [], freedLate: { min: 0, max: 0 }, tells: 'nothing' },
		headers: { dialects: [], absentShare: 0 },
		skew: 0,
		concurrencyEndpoint: true,
		calls: { ring: { min: 100, max: 300 }, talk: { min: 1_000, max: 5_000, shape: 'uniform' } },
		faults: [],
		account: 'ok',
		accountAfter: 0,
		listLag: 0,
	});
	expect(loadScenario(written(''))).toEqual(parseScenario({}, 'test'));
});

test('one slot number and one rate limit may stand without a list', () => {
	const { limits } = parseScenario(
		{ limits: { slots: 8, rate: { algorithm: 'bucket', calls: 5, per: '1m', burst: 2 } } },
		'test',
	);
	expect(limits).toMatchObject({
		slots: [{ at: 0, slots: 8 }],
		rate: [{ algorithm: 'bucket', calls: 5, per: 60_000, burst: 2, countRefused: false, name: 'rate' }],
	});
});

test('a window begins when the server does, some time before, or anywhere', () => {
	const window = { algorithm: 'fixed', calls: 5, per: '1m' };
	const rate = [window, { ...window, phase: '20s' }, { ...window, phase: 'random' }];
	expect(parseScenario({ limits: { rate } }, 'test').limits.rate.map(({ phase }) => phase)).toEqual([
		undefined,
		20_000,
		'random',
	]);
});

test('headers are one dialect, several, or dialects and how often they are missing', () => {
	const headersOf = (headers: unknown) => parseScenario({ headers }, 'test').headers;
	expect(headersOf('none')).toEqual({ dialects: [], absentShare: 0 });
	expect(headersOf('x-ratelimit')).toEqual({ dialects: ['x-ratelimit'], absentShare: 0 });
	const both = ['ietf-ratelimit-07', 'retry-after-date'];
	expect(headersOf(both)).toEqual({ dialects: both, absentShare: 0 });
	expect(headersOf({ dialects: 'x-ratelimit', absentShare: 0.3 })).toEqual({
		dialects: ['x-ratelimit'],
		absentShare: 0.3,
	});
});

test("a provider's clock may be ahead or behind", () => {
	const skewOf = (skew: string) => parseScenario({ skew }, 'test').skew;
	expect([skewOf('90s'), skewOf('-90s')]).toEqual([90_000, -90_000]);
});

test.each(scenarioNames())('the scenario %s that comes with the package is sound and says what it shows', (name) => {
	expect(loadScenario(name).description.length).toBeGreaterThan(40);
});

test('the demo states the pace that suits it', () => {
	expect(scenarioNames()).toContain('demo');
	expect(loadScenario('demo')).toMatchObject({ pace: 10, limits: { slots: [{ at: 0, slots: 8 }] } });
});

describe('a wrong scenario is refused with file and field', () => {
	test.each([
		['limits: { rate: { algorithm: fixed, calls: 1, per: soon } }', /limits\.rate\.0\.per: expected a length of time/],
		['limits: { rate: { algorithm: fixed, calls: 1, per: 10ms } }', /limits\.rate\.0\.per: expected 1s or longer/],
		[
			'limits: { slots: [{ at: 2s, slots: 1 }, { at: 1s, slots: 2 }] }',
			/limits\.slots: expected the steps in the order/,
		],
		['calls: { outcomes: { asleep: 1 } }', /calls\.outcomes: expected disconnection reasons/],
		['calls: { outcomes: { user_hangup: 0 } }', /calls\.outcomes: expected at least one weight/],
		['calls: { ring: { min: 2s, max: 1s } }', /calls\.ring: min must not be larger than max/],
		['calls: { talk: { min: 0s, max: 1s, shape: lognormal } }', /calls\.talk: a lognormal shape/],
		['faults: [{ kind: hang, probability: 0.6 }, { kind: refuse, probability: 0.6 }]', /faults: the probabilities/],
		['faults: [{ kind: outage, from: 2s, to: 1s }]', /faults\.0: from must be earlier than to/],
		['faults: [{ kind: fire, probability: 1 }]', /faults\.0\.kind: /],
		['limits: { rate: { algorithm: slope, calls: 1, per: 1s } }', /limits\.rate\.0: slope, and no other/],
		['limits: { rate: { algorithm: fixed, calls: 1, per: 1s, step: 1 } }', /limits\.rate\.0: slope, and no other/],
		['limits: { outside: { min: 3, max: 2, period: 1m } }', /limits\.outside: min must not be larger than max/],
		['limits: { freedLate: { min: 3s, max: 2s } }', /limits\.freedLate: min must not be larger than max/],
		['headers: loud', /headers\.dialects\.0: /],
		['skew: fast', /skew: expected a length of time such as 90s or -90s, got "fast"/],
		['latencyy: { min: 1ms, max: 2ms }', /top level: .*latencyy/],
		['- a list', /top level: /],
	])('%s', (text, message) => {
		const file = written(text);
		expect(() => loadScenario(file)).toThrow(UsageError);
		expect(() => loadScenario(file)).toThrow(message);
		expect(() => loadScenario(file)).toThrow(file);
	});

	test('text that is no YAML', () => {
		expect(() => loadScenario(written('limits: {'))).toThrow(/mine\.yaml is no valid YAML/);
	});

	test('an unknown name, with the known ones as a hint', () => {
		expect(() => loadScenario('nightmare')).toThrow(
			expect.objectContaining({
				message: expect.stringContaining('"nightmare"'),
				hint: expect.stringContaining('demo'),
			}),
		);
	});
});
