import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exotel } from '../../src/providers/exotel/entry.js';
import { AccountRefusedError } from '../../src/runtime/errors.js';
import { readYaml } from '../../src/runtime/yaml.js';
import { campaignSetup, mockProvider, readResults, runCampaign } from '../helpers/campaign.js';
import { scaledClock } from '../helpers/scaled-clock.js';

const KEY = 'key-of-nobody:token-of-nobody';
const [EXOTEL_API_KEY = '', EXOTEL_API_TOKEN = ''] = KEY.split(':');
const provider = exotel.create({
	values: { EXOTEL_ACCOUNT_SID: 'acme1', EXOTEL_API_KEY, EXOTEL_API_TOKEN },
	agent: '100001',
});
const SCENARIO = readYaml(
	readFileSync(new URL('../../fixtures/scenarios/exotel.yaml', import.meta.url), 'utf8'),
) as Record<string, object>;
/** Replies that are lost after the call was taken, and requests that are lost before. */
const LOSSES = ['reset-after', 'hang', 'error-after', 'truncated', 'garbage', 'reset-before', 'error-before'];
/** Longer than any call of the scenario, for lists show calls only when they are over. */
const SETTLING = { provider, settlingMs: 15_000, timeoutMs: 10_000, pacePerSecond: 2.5 };

test('every number is rung once, whatever answers are lost', async () => {
	const clock = scaledClock(20);
	const faults = LOSSES.map((kind) => ({ kind, probability: 0.02 }));
	const mock = await mockProvider({ ...SCENARIO, key: KEY, faults }, clock, 1, 'exotel');
	const setup = campaignSetup(mock.url, 120, SETTLING, clock);

	const report = await runCampaign(setup);

	expect(report.stop).toBeUndefined();
	expect(report.summary.byStatus).toMatchObject({ completed: 120, pending: 0, in_doubt: 0, failed: 0 });
	const truth = mock.truth();
	expect(Object.keys(truth.rings)).toHaveLength(120);
	expect(Math.max(...Object.values(truth.rings))).toBe(1);
	expect(Object.keys(truth.attempts)).toHaveLength(120);
	expect(truth.refused.slots + truth.refused.rate).toBeLessThanOrEqual(5);
	expect(report.events.filter((event) => event.type === 'attempt_in_doubt').length).toBeGreaterThan(0);
	const outcomes = new Set(readResults(setup.options.results).map((row) => row.call_outcome));
	expect([...outcomes].sort()).toEqual(['answered', 'busy', 'no_answer']);
});

test('the 200 calls a minute are not overrun by a client that is asked to be fast: the headers hold it', async () => {
	const clock = scaledClock(20);
	const calls = { ring: { min: '10ms', max: '20ms' }, talk: { min: '10ms', max: '50ms' } };
	const mock = await mockProvider({ ...SCENARIO, calls }, clock, 1, 'exotel');
	const report = await runCampaign(campaignSetup(mock.url, 240, { ...SETTLING, pacePerSecond: 50 }, clock));
	expect(report.summary.byStatus).toMatchObject({ completed: 240 });
	const { refused, creates, violations } = mock.truth();
	expect(refused.rate / creates).toBeLessThanOrEqual(0.02);
	expect(violations).toBe(0);
});

test('a call that another program made to the same number never leads to another', async () => {
	const clock = scaledClock(20);
	const faults = [{ kind: 'error-after', probability: 1 }];
	const mock = await mockProvider({ ...SCENARIO, faults }, clock, 1, 'exotel');
	const setup = campaignSetup(mock.url, 3, SETTLING, clock);
	const number = /\+\d+/.exec(readFileSync(setup.options.contacts, 'utf8'))?.[0] ?? '';
	const spec = { attempt: 'theirs', campaign: 'theirs', contact: 'theirs', to: number, from: '08040004890' };
	const { path, method, headers, body = '' } = provider.createCall({ ...spec, variables: {} });
	await fetch(`${mock.url}${path}`, { method, headers, body });
	await new Promise((resolve) => clock.after(5_000, () => resolve(undefined)));

	const report = await runCampaign(setup);

	const { rings } = mock.truth();
	expect(rings[number]).toBe(2);
	expect(
		readResults(setup.options.results)
			.slice(1)
			.map((row) => row.call_status),
	).toEqual(['completed', 'completed']);
	// Theirs may be taken for the attempt's, or both are shown and cannot be told apart: nobody is called again.
	expect(report.summary.byStatus.pending).toBe(0);
	expect(Object.values(rings).reduce((sum, times) => sum + times, 0)).toBe(4);
});

test('wrong credentials are met once, and end the run', async () => {
	const clock = scaledClock(20);
	const mock = await mockProvider({ ...SCENARIO, key: 'another:key' }, clock, 1, 'exotel');
	const report = await runCampaign(campaignSetup(mock.url, 20, SETTLING, clock));
	expect(report.stop).toMatchObject({ cause: 'error', error: expect.any(AccountRefusedError) });
	expect(report.stop?.error?.exitCode).toBe(4);
	expect(report.stop?.why).toMatch(/UNAUTHORIZED/);
	expect(mock.truth().creates).toBe(1);
	expect(report.summary.byStatus).toMatchObject({ pending: 20 });
});

test('an ExoPhone that the account does not own stops the run before the list is burnt', async () => {
	const clock = scaledClock(20);
	const mock = await mockProvider({ ...SCENARIO, numbers: ['08040004890'] }, clock, 1, 'exotel');
	const report = await runCampaign(campaignSetup(mock.url, 20, SETTLING, clock));
	expect(report.stop?.why).toMatch(/CallerId/);
	expect(mock.truth().creates).toBeLessThanOrEqual(3);
	expect(report.summary.byStatus).toMatchObject({ pending: 20, failed: 0 });
});
