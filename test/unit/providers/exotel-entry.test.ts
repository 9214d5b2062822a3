import { expect, onTestFinished, test } from 'vitest';
import { startDryRun } from '../../../src/cli/dry-run.js';
import { dryRunValues } from '../../../src/cli/provider-settings.js';
import { exotel } from '../../../src/providers/exotel/entry.js';
import { UsageError } from '../../../src/runtime/errors.js';

const SPEC = { attempt: 'x.1', campaign: 'x', contact: 'c', to: '+919876543210', from: '08040004890', variables: {} };
const fieldsOf = (values: Record<string, string>, agent = '100001') =>
	new URLSearchParams(exotel.create({ values, agent }).createCall(SPEC).body);

test.each([
	[undefined, 'https://api.exotel.com'],
	['', 'https://api.exotel.com'],
	['sg', 'https://api.exotel.com'],
	['in', 'https://api.in.exotel.com'],
])('region %s is at %s', (region, url) => {
	expect(exotel.baseUrl(region === undefined ? {} : { EXOTEL_REGION: region })).toBe(url);
});

test.each(['us', 'IN', 'constructor', 'in.exotel.com/'])('there is no region %s', (EXOTEL_REGION) => {
	expect(() => exotel.baseUrl({ EXOTEL_REGION })).toThrow(UsageError);
});

test('a flow is named by its app id or its address', () => {
	const values = { EXOTEL_ACCOUNT_SID: 'acme1' };
	expect(fieldsOf(values, '42').get('Url')).toBe('http://my.exotel.com/acme1/exoml/start_voice/42');
	expect(fieldsOf(values, 'https://a.example/flow?x=1').get('Url')).toBe('https://a.example/flow?x=1');
	for (const agent of ['', '4 2', '../42', 'ftp://a.example/', 'https://']) {
		expect(() => fieldsOf(values, agent)).toThrow(UsageError);
	}
});

test('the longest call decides how long a lost one is waited for', () => {
	const created = (EXOTEL_TIME_LIMIT: string) => exotel.create({ values: { EXOTEL_TIME_LIMIT }, agent: '1' });
	expect(fieldsOf({ EXOTEL_TIME_LIMIT: '300' }).get('TimeLimit')).toBe('300');
	expect(created('300').defaults.settlingMs).toBe(11 * 60_000);
	expect(created('14400').defaults.settlingMs).toBe(246 * 60_000);
	expect(created('14400').defaults.longestCallMs).toBeGreaterThan(14_400_000);
	for (const text of ['0', '-1', '1.5', '14401', 'an hour']) expect(() => created(text)).toThrow(UsageError);
});

test('an account that would lead elsewhere is none', () => {
	expect(() => fieldsOf({ EXOTEL_ACCOUNT_SID: '../acme' })).toThrow(UsageError);
});

test('the account is told by its Sid, and neither key, token nor secret is shown', () => {
	const values = { ...dryRunValues(exotel), EXOTEL_API_KEY: 'key', EXOTEL_API_TOKEN: 'token' };
	const { accountSecret, secrets } = exotel.create({ values, agent: '1' });
	expect([accountSecret, secrets]).toEqual(['dry_run', ['key', 'token', 'dry-run-webhook-secret']]);
});

test('a dry run waits for lost calls longer than its calls last, for its lists show them only then', async () => {
	const dryRun = await startDryRun({}, exotel);
	onTestFinished(() => dryRun.close());
	expect(dryRun.defaults.settlingMs).toBeGreaterThanOrEqual(300 + 3_000 + 1_000);
});
