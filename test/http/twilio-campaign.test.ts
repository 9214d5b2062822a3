import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inspectCampaign } from '../../src/campaign/inspect.js';
import { twilio } from '../../src/providers/twilio/entry.js';
import { verify } from '../../src/results/verify.js';
import { AccountRefusedError } from '../../src/runtime/errors.js';
import { readYaml } from '../../src/runtime/yaml.js';
import { campaignSetup, mockProvider, readResults, runCampaign } from '../helpers/campaign.js';
import { scaledClock } from '../helpers/scaled-clock.js';

const ACCOUNT = 'AC0123456789abcdef0123456789abcdef';
const provider = twilio.create({
	values: { TWILIO_ACCOUNT_SID: ACCOUNT, TWILIO_AUTH_TOKEN: 'a-token-of-no-account' },
	agent: 'https://example.com/voice.xml',
});
const SCENARIO = readYaml(
	readFileSync(new URL('../../fixtures/scenarios/twilio.yaml', import.meta.url), 'utf8'),
) as Record<string, object>;
/** Replies that are lost after the call was taken, and requests that are lost before. */
const LOSSES = ['reset-after', 'hang', 'error-after', 'truncated', 'garbage', 'reset-before', 'error-before'];

test('every number is rung once, whatever answers are lost', async () => {
	const clock = scaledClock(20);
	const faults = LOSSES.map((kind) => ({ kind, probability: 0.02 }));
	const mock = await mockProvider({ ...SCENARIO, key: `${ACCOUNT}:a-token-of-no-account`, faults }, clock, 1, 'twilio');
	const setup = campaignSetup(mock.url, 80, { provider, pacePerSecond: 5, timeoutMs: 10_000 }, clock);

	const report = await runCampaign(setup);

	expect(report.stop).toBeUndefined();
	expect(report.summary.byStatus).toMatchObject({ completed: 80, pending: 0, in_doubt: 0, failed: 0 });
	const truth = mock.truth();
	expect(Object.keys(truth.rings)).toHaveLength(80);
	expect(Math.max(...Object.values(truth.rings))).toBe(1);
	expect(Object.keys(truth.attempts)).toHaveLength(80);
	expect(report.events.filter((event) => event.type === 'attempt_in_doubt').length).toBeGreaterThan(0);
	const outcomes = new Set(readResults(setup.options.results).map((row) => row.call_outcome));
	expect([...outcomes].sort()).toEqual(['answered', 'busy', 'no_answer']);
});

test('calls of the same account that others make in between are left to them', async () => {
	const clock = scaledClock(20);
	const mock = await mockProvider({ ...SCENARIO, limits: {} }, clock, 1, 'twilio');
	const others = campaignSetup(mock.url, 30, { provider, from: ['+12025550199'] }, clock);
	const ours = campaignSetup(mock.url, 30, { provider }, clock);
	const reports = await Promise.all([runCampaign(others), runCampaign(ours)]);
	for (const { summary } of reports) expect(summary.byStatus).toMatchObject({ completed: 30 });
	expect(Object.values(mock.truth().rings)).toEqual(Array(30).fill(2));
});

test('a call between the same numbers that others made just before leaves an attempt in doubt', async () => {
	const clock = scaledClock(20);
	const faults = [{ kind: 'error-after', probability: 1 }];
	const mock = await mockProvider({ ...SCENARIO, faults }, clock, 1, 'twilio');
	const setup = campaignSetup(mock.url, 3, { provider, pacePerSecond: 5 }, clock);
	const number = /\+\d+/.exec(readFileSync(setup.options.contacts, 'utf8'))?.[0] ?? '';
	const spec = { attempt: 'theirs', campaign: 'theirs', contact: 'theirs', to: number, from: '+12025550100' };
	const { path, method, headers, body = '' } = provider.createCall({ ...spec, variables: {} });
	await fetch(`${mock.url}${path}`, { method, headers, body });

	const report = await runCampaign(setup);

	expect(report.summary.byStatus).toMatchObject({ completed: 2, in_doubt: 1 });
	expect(mock.truth().rings[number]).toBe(2);
	expect(readResults(setup.options.results)[0]).toMatchObject({ call_to: number, call_status: 'in_doubt' });
});

test('what waits in the queue is called off when a person stops the run, and called by the next run', async () => {
	const clock = scaledClock(40);
	const mock = await mockProvider({ ...SCENARIO, limits: { queue: { calls: 1, per: '20s' } } }, clock, 1, 'twilio');
	const setup = campaignSetup(mock.url, 3, { provider, limiter: 'aimd', concurrency: 5 }, clock);
	let accepted = 0;
	const report = await runCampaign(setup, (campaign, { type }) => {
		if (type === 'call_accepted') accepted += 1;
		if (accepted === 2) campaign.stop({ cause: 'signal', why: 'a test' });
	});
	// On a slow machine more of them are dialed before that is noticed.
	const { completed = 0, pending = 0 } = report.summary.byStatus;
	expect(completed + pending).toBe(3);
	const kinds = report.events.flatMap((event) => (event.type === 'call_refused' ? [event.kind] : []));
	expect(kinds).toEqual(kinds.map(() => 'called_off'));
	expect(Object.keys(mock.truth().rings)).toHaveLength(completed);

	const second = await runCampaign(setup);
	expect(second.summary.byStatus).toMatchObject({ completed: 3 });
	expect(Object.values(mock.truth().rings)).toEqual([1, 1, 1]);
	const rows = readResults(setup.options.results);
	expect(rows.map((row) => [row.call_attempts, row.call_refusals])).toEqual(Array(3).fill(['1', '0']));
	const inspected = await inspectCampaign(setup.options.contacts, setup.options.checkpoint);
	expect(await verify(inspected, setup.options.results)).toMatchObject({ rings: [], rows: [] });
});

test('wrong credentials are met once, and end the run', async () => {
	const clock = scaledClock(20);
	const mock = await mockProvider({ ...SCENARIO, key: `${ACCOUNT}:another` }, clock, 1, 'twilio');
	const report = await runCampaign(campaignSetup(mock.url, 20, { provider }, clock));
	expect(report.stop).toMatchObject({ cause: 'error', error: expect.any(AccountRefusedError) });
	expect(report.stop?.error?.exitCode).toBe(4);
	expect(report.stop?.why).toMatch(/20003/);
	expect(mock.truth().creates).toBe(1);
	expect(report.summary.byStatus).toMatchObject({ pending: 20 });
});

test('a caller number that the account does not own stops the run before the list is burnt', async () => {
	const clock = scaledClock(20);
	const mock = await mockProvider({ ...SCENARIO, numbers: ['+12025550177'] }, clock, 1, 'twilio');
	const report = await runCampaign(campaignSetup(mock.url, 20, { provider }, clock));
	expect(report.stop?.why).toMatch(/21210/);
	expect(mock.truth().creates).toBeLessThanOrEqual(3);
	expect(report.summary.byStatus).toMatchObject({ pending: 20, failed: 0 });
});
