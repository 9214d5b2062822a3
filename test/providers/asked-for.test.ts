import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import type { Truth } from '../../src/mock/truth.js';
import { CATALOGUE } from '../../src/providers/catalogue.js';
import type { AttemptSpec, Provider } from '../../src/providers/provider.js';
import { judgeFiles } from '../crash/judge-files.js';
import { type LivesPlan, VirtualLives } from '../crash/virtual-lives.js';
import { describedProvider } from '../helpers/described.js';
import { NOW, response } from '../unit/providers/response.js';

const SPEC: AttemptSpec = {
	attempt: 'c0ffee.1',
	campaign: 'c0ffee',
	contact: 'id:7',
	to: '+12025550123',
	from: '+12025550100',
	variables: { first_name: 'Ann' },
};

function provider(name: string, webhookUrl?: string): Provider {
	const entry = CATALOGUE[name];
	if (entry === undefined) throw new Error(`no provider ${name}`);
	const values = Object.fromEntries(entry.variables.map((one) => [one.name, one.dryRun]));
	return entry.create({ values, agent: entry.agent?.dryRun, webhookUrl });
}

/** How the mock behaves in a dry run with this provider, with other fields in it. */
function scenarioOf(name: string, changes: object): object {
	const file = new URL(`../../fixtures/scenarios/${CATALOGUE[name]?.scenario}.yaml`, import.meta.url);
	return { ...parse(readFileSync(file, 'utf8')), ...changes };
}

/** What the mock counted in a whole campaign, in which everybody was called once. */
async function campaign(plan: LivesPlan): Promise<Truth> {
	const lives = new VirtualLives(plan);
	onTestFinished(() => lives.remove());
	await lives.live();
	expect(judgeFiles(lives.files, lives.truth)).toMatchObject({ rungTwice: 0, rowsLost: 0, wronglyGivenUp: 0 });
	expect(lives.truth.calls).toBe(plan.rows);
	return lives.truth;
}

/**
 * What is asked for of each provider by those who will use it, with the number of its row in the list of requirements. What
 * webhooks tell, and that they are vouched for, is shown in webhook-signatures.test.ts and told-campaigns.test.ts.
 */
test('27 Retell: the documented address, metadata with every call, a 429 with Retry-After in seconds, webhooks', () => {
	const retell = provider('retell');
	const create = retell.createCall(SPEC);
	expect(create.path).toBe('/v2/create-phone-call');
	expect(JSON.parse(create.body ?? '')).toMatchObject({
		metadata: { campaign_id: 'c0ffee', contact_id: 'id:7', attempt_id: 'c0ffee.1' },
	});
	const message = 'Account rate limited, please throttle your requests.';
	const refused = response(429, { status: 'error', message }, { 'retry-after': '12' });
	expect(retell.readCreate(refused)).toMatchObject({ kind: 'refused', refusal: { retryAfterMs: 12_000 } });
	expect(retell.webhooks).toBeDefined();
});

test.each([10, 50])('27 Retell: a tier of %i live calls is used to the full and not beyond', async (slots) => {
	const calls = { ring: { min: '1s', max: '3s' }, talk: { min: '10s', max: '15s' } };
	const scenario = { limits: { slots }, calls, pace: 10 };
	const { livePeak, refused } = await campaign({ scenario, rows: 3 * slots, concurrency: 100, start: 1 });
	expect(livePeak).toBe(slots);
	expect(refused.slots).toBeLessThanOrEqual(3);
});

test('28 Vapi: a call is created, and its answer tells how many more may be live', async () => {
	const vapi = provider('vapi');
	expect(vapi.createCall(SPEC)).toMatchObject({ method: 'POST', path: '/call' });
	const subscriptionLimits = { concurrencyBlocked: false, concurrencyLimit: 10, remainingConcurrentCalls: 4 };
	const created = response(201, { id: 'call-1', status: 'queued', subscriptionLimits });
	expect(vapi.readCreate(created)).toEqual({ kind: 'accepted', call: 'call-1' });
	expect(vapi.rateLimits(created).slots).toMatchObject({ limit: 10, remaining: 4 });
	const scenario = scenarioOf('vapi', { pace: 5 });
	const { livePeak } = await campaign({ scenario, provider: 'vapi', rows: 60, concurrency: 50, start: 1 });
	expect(livePeak).toBeLessThanOrEqual(10);
});

test('29 Twilio: 20429 is a refusal, one call per second is the pace, 100 live calls are not exceeded', async () => {
	const twilio = provider('twilio');
	const refused = response(429, { code: 20429, message: 'Too Many Requests', status: 429 });
	expect(twilio.readCreate(refused)).toMatchObject({ kind: 'refused' });
	expect(twilio.defaults.pacePerSecond).toBe(1);
	const calls = { ring: { min: '1s', max: '3s' }, talk: { min: '40s', max: '50s' } };
	const queue = { calls: 5, per: '1s' };
	const scenario = scenarioOf('twilio', { pace: 5, calls, limits: { slots: 100, queue, tells: 'kind' } });
	const truth = await campaign({ scenario, provider: 'twilio', rows: 120, concurrency: 200, start: 1 });
	expect(truth.livePeak).toBe(100);
	expect(truth.refused.slots).toBeLessThanOrEqual(5);
	expect(truth.longestQueueMs).toBeLessThan(1_000);
});

test('30 Boltcall: calls are created and shown by their documents, refusals as rate_limited, resets in Unix seconds', () => {
	const boltcall = provider('boltcall');
	expect(boltcall.createCall(SPEC)).toMatchObject({ method: 'POST', path: '/v1/calls/outbound' });
	const body = { error: { code: 'rate_limited', message: 'Too many requests.', status: 429 } };
	const reset = String(Math.floor(NOW / 1_000) + 20);
	const refused = response(429, body, {
		'x-ratelimit-limit': '60',
		'x-ratelimit-remaining': '0',
		'x-ratelimit-reset': reset,
	});
	expect(boltcall.readCreate(refused)).toMatchObject({ kind: 'refused' });
	expect(boltcall.rateLimits(refused).rates).toMatchObject([{ limit: 60, remaining: 0, resetMs: 20_000 }]);
});

test.each([
	['Starter', 60, 10, 50],
	['Pro', 300, 50, 120],
	['Elite', 1_000, 200, 300],
])('30 Boltcall: the %s plan of %i requests a minute is kept, as headers tell it', async (_, calls, burst, rows) => {
	const limits = { rate: { algorithm: 'bucket', calls, per: '60s', burst } };
	// The pace of somebody who believes in a faster plan.
	const scenario = scenarioOf('boltcall', { limits, pace: 50 });
	const { refused, creates } = await campaign({ scenario, provider: 'boltcall', rows, concurrency: 50, start: 1 });
	expect(refused.rate / creates).toBeLessThan(0.05);
});

test('30 Boltcall: calls are followed page by page', () => {
	const boltcall = provider('boltcall');
	const call = { call: 'call_1', to: SPEC.to, from: '', since: NOW };
	const listed = { data: [{ id: 'call_2', status: 'ringing' }], meta: { page: 1, limit: 100, total: 250 } };
	const page = (number: number) => ({ ...listed, meta: { ...listed.meta, page: number } });
	expect(boltcall.readCalls(response(200, page(1)), [call])?.next?.path).toContain('page=2');
	expect(boltcall.readCalls(response(200, page(2)), [call])?.next?.path).toContain('page=3');
	expect(boltcall.readCalls(response(200, page(3)), [call])?.next).toBeUndefined();
});

test('31 DialNexa: a 429 with its body and Retry-After is a refusal, its headers are obeyed', () => {
	const dialnexa = provider('dialnexa');
	const message = 'Too many requests. Please slow down and retry after a moment.';
	const limits = { 'x-ratelimit-limit': '150', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '7' };
	const body = { statusCode: 429, message, error: 'Too Many Requests' };
	const refused = response(429, body, { 'retry-after': '7', ...limits });
	expect(dialnexa.readCreate(refused)).toMatchObject({
		kind: 'refused',
		refusal: { retryAfterMs: 7_000, message: `429 ${message}` },
	});
	expect(dialnexa.rateLimits(refused).rates).toMatchObject([{ limit: 150, remaining: 0, resetMs: 7_000 }]);
	// Per key: another key is another account.
	const other = CATALOGUE.dialnexa?.create({ values: { DIALNEXA_API_KEY: 'other:key' }, agent: 'agent_1' });
	expect(other?.accountSecret).not.toBe(dialnexa.accountSecret);
});

test('31 DialNexa: a batch is uploaded instead of one request for each contact', () => {
	const { batches } = provider('dialnexa');
	const upload = batches?.create('c0ffee.1', [SPEC, { ...SPEC, attempt: 'c0ffee.2', to: '+12025550124' }]);
	expect(upload).toMatchObject({ method: 'POST', path: '/v1/batch-calls' });
	for (const to of ['+12025550123', '+12025550124']) expect(upload?.body).toContain(to);
	expect(batches?.readCreate(response(201, { id: 'batch_1' }))).toMatchObject({ kind: 'accepted', call: 'batch_1' });
});

test('31 DialNexa: what did not change is not sent again: its ETag is asked with', async () => {
	const scenario = { calls: { ring: { min: '5s', max: '5s' }, talk: { min: '1m', max: '1m' } } };
	const { notModified } = await campaign({ scenario, provider: 'dialnexa', rows: 4, concurrency: 4, start: 4 });
	expect(notModified).toBeGreaterThan(0);
});

test('32 Exotel: requests per minute are obeyed as its headers tell them', () => {
	const exotel = provider('exotel');
	expect(exotel.defaults.pacePerSecond * 60).toBeLessThanOrEqual(200);
	const message = 'Rate limit exceeded. Try again in 30 seconds.';
	const body = { RestException: { Status: 429, Message: message, Code: 'RATE_LIMIT_EXCEEDED' } };
	const reset = String(Math.floor(NOW / 1_000) + 30);
	const headers = {
		'x-ratelimit-limit': '200',
		'x-ratelimit-remaining': '0',
		'x-ratelimit-reset': reset,
		'retry-after': '30',
	};
	const refused = response(429, body, headers);
	expect(exotel.readCreate(refused)).toMatchObject({ kind: 'refused', refusal: { retryAfterMs: 30_000 } });
	expect(exotel.rateLimits(refused).rates).toMatchObject([{ limit: 200, remaining: 0, resetMs: 30_000 }]);
});

test('32 Exotel: the 429 of its Legs API is understood, and its request id is told', () => {
	const error = { code: 'rate_limit_exceeded', message: 'Rate limit exceeded. Please retry after some time.' };
	const refused = response(429, { request_id: 'xyz123', http_code: 429, response: { error } });
	expect(provider('exotel').readCreate(refused)).toEqual({
		kind: 'refused',
		refusal: { kind: 'rate', message: `429 rate_limit_exceeded: ${error.message} (request xyz123)` },
	});
});

test('32 Exotel: 100 a minute, sustained and in bursts, are kept although 150 are the default pace', async () => {
	const sustained = { algorithm: 'fixed', calls: 100, per: '1m' };
	const burst = { algorithm: 'fixed', calls: 10, per: '5s' };
	const scenario = scenarioOf('exotel', { limits: { slots: 50, rate: [sustained, burst] } });
	const { refused, creates } = await campaign({ scenario, provider: 'exotel', rows: 150, concurrency: 50, start: 1 });
	expect(refused.rate / creates).toBeLessThan(0.05);
});

test('32 Exotel: nothing acts on a leg, and ends are told by it instead of asked for', () => {
	expect(provider('exotel').cancelCall).toBeUndefined();
	const told = provider('exotel', 'https://calls.example.com/hooks');
	expect(told.createCall(SPEC).body).toContain('StatusCallback');
	expect(told.webhooks).toBeDefined();
});

test('33 RingCentral: JWT, groups of requests, Retry-After, and a whole window, or half a minute, where a 429 does not say', () => {
	const ringcentral = provider('ringcentral');
	expect(ringcentral.token?.request().body).toContain('jwt-bearer');
	expect(ringcentral.defaults.pacePerSecond * 60).toBeLessThanOrEqual(10);
	const headers = { 'x-rate-limit-group': 'heavy', 'x-rate-limit-limit': '10', 'x-rate-limit-window': '60' };
	const refused = (more: Record<string, string>) =>
		response(429, { errorCode: 'CMN-301', message: 'Request rate exceeded' }, { ...headers, ...more });
	const told = refused({ 'x-rate-limit-remaining': '0', 'retry-after': '60' });
	expect(ringcentral.readCreate(told)).toMatchObject({ kind: 'refused', refusal: { retryAfterMs: 60_000 } });
	expect(ringcentral.rateLimits(told).rates).toMatchObject([{ policy: 'heavy', limit: 10, remaining: 0 }]);
	expect(ringcentral.readCreate(refused({}))).toMatchObject({ refusal: { retryAfterMs: 60_000 } });
	expect(ringcentral.readCreate(response(429, {}))).toMatchObject({ refusal: { retryAfterMs: 30_000 } });
});

/** That a wait holds the reads of its group and not those of others: test/unit/tracking/read-groups.test.ts. */
test('33 RingCentral: one refusal holds its whole group, for each request in the penalty begins it anew', async () => {
	// Twice as fast as the group allows; headers of this mock do not tell how long to wait.
	const heavy = { calls: 10, per: '1m', penalty: { wait: '1m', restarts: true }, tells: false };
	const groups = { heavy, light: { ...heavy, calls: 50 }, auth: { ...heavy, calls: 5 } };
	const calls = { ring: { min: '5s', max: '10s' }, talk: { min: '10s', max: '30s' } };
	const scenario = scenarioOf('ringcentral', { groups, calls, pace: 20 / 60 });
	const truth = await campaign({ scenario, provider: 'ringcentral', rows: 60, concurrency: 10, settlingMs: 60_000 });
	const { asked = 0, refused = 0 } = truth.groups.heavy ?? {};
	expect(refused).toBeGreaterThan(0);
	expect(refused / asked).toBeLessThan(0.1);
	expect(truth.penalized).toBe(0);
	expect(truth.groups.light?.refused).toBe(0);
});

test('34 any other HTTP API: a request from a template, answers by paths, words by a map, limits by its description', () => {
	const acme = describedProvider('acme');
	const { method, path, headers, body } = acme.createCall(SPEC);
	expect({ method, path, authorization: headers.authorization }).toEqual({
		method: 'POST',
		path: '/v1/calls',
		authorization: 'Bearer acme-key-0123456789',
	});
	expect(JSON.parse(body ?? '')).toEqual({
		to: SPEC.to,
		from: SPEC.from,
		reference: SPEC.attempt,
		variables: SPEC.variables,
	});
	expect(acme.readCreate(response(201, { data: { id: 'call-1' } }))).toEqual({ kind: 'accepted', call: 'call-1' });
	const refused = (code: string) => response(429, { error: { code, message: 'No.' } }, { 'retry-after': '3' });
	for (const [code, kind] of [
		['too_many_calls', 'slots'],
		['used_up', 'quota'],
		['other', 'unknown'],
	] as const) {
		const refusal = { kind, retryAfterMs: 3_000 };
		expect(acme.readCreate(refused(code))).toMatchObject({ kind: 'refused', refusal });
	}
	const over = { id: 'call-1', reference: SPEC.attempt, status: 'done', result: 'machine', seconds: 7 };
	expect(acme.readCall(response(200, { data: over }))).toMatchObject({
		call: 'call-1',
		attempt: SPEC.attempt,
		end: { outcome: 'voicemail', durationMs: 7_000 },
	});
	expect(acme.defaults).toMatchObject({ pacePerSecond: 10, timeoutMs: 30_000, settlingMs: 30_000, listSize: 100 });
	expect(acme.rateLimits(refused('other'))).toMatchObject({ retryAfterMs: 3_000 });
});
