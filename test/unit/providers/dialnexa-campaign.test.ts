/** Bodies are those of DialNexa's pages on campaign leads, campaigns and call logs (dialnexa.mintlify.app). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAgent } from '../../../src/cli/provider-settings.js';
import { dialnexa } from '../../../src/providers/dialnexa/entry.js';
import { dialNexaCampaign } from '../../../src/providers/dialnexa/legacy.js';
import { UsageError } from '../../../src/runtime/errors.js';
import { response } from './response.js';

const NO_ENV_FILE = { path: '.env', variables: {} };
const KEY = 'key_2b81f0:s3cr3t-of-this-key';
const provider = dialNexaCampaign({ apiKey: KEY, campaign: 'cmp_xyz789' });
const HEADERS = { authorization: `Bearer ${KEY}`, accept: 'application/json' };
const LEAD = {
	id: 'lead_abc123',
	name: 'Priya Sharma',
	phone_number: '+919876543210',
	campaign_id: 'cmp_xyz789',
	status: 'pending',
	notes: { loan_amount: '250000' },
	created_at: '2024-03-01T10:00:00.000Z',
};
const LOG = {
	id: 'log_abc123',
	call_id: 'call_abc123',
	agent_id: 'agt_abc123',
	status: 'completed',
	sentiment: 'positive',
	duration_seconds: 145,
	created_at: '2024-03-01T10:00:00.000Z',
	end_reason: 'user_disconnected',
};
const error = (statusCode: number, message: string | string[]) => ({ statusCode, message, error: 'Error' });
const followed = { call: 'lead_abc123', to: '+919876543210', from: '', since: 0 };
const readCalls = (body: unknown, status = 200) => provider.readCalls(response(status, body), [followed]);

describe('the lead', () => {
	const attempt = { attempt: 'c.1', campaign: 'c', contact: 'id:7', from: '' };
	const leadOf = (to: string, variables: Record<string, string> = {}) =>
		JSON.parse(provider.createCall({ ...attempt, to, variables }).body ?? '');

	test('is what the page on adding one shows', () => {
		const variables = { name: 'Priya Sharma', product: 'home_loan', attempt_id: 'of the file' };
		const request = provider.createCall({ ...attempt, to: '+919876543210', variables });
		expect(request).toMatchObject({ method: 'POST', path: '/v1/campaigns-leads' });
		expect(request.headers).toEqual({ ...HEADERS, 'content-type': 'application/json' });
		expect(leadOf('+919876543210', variables)).toEqual({
			name: 'Priya Sharma',
			phoneNumber: '9876543210',
			countryCode: '+91',
			campaignId: 'cmp_xyz789',
			notes: { name: 'Priya Sharma', product: 'home_loan', attempt_id: 'c.1' },
		});
	});

	test('is named by the contact where no column does', () => {
		expect(leadOf('+12025550123').name).toBe('id:7');
		expect(leadOf('+12025550123', { name: '' }).name).toBe('id:7');
	});

	test.each([
		['+12025550123', '+1', '2025550123'],
		['+79161234567', '+7', '9161234567'],
		['+442079460018', '+44', '2079460018'],
		['+4930123456', '+49', '30123456'],
		['+353851234567', '+353', '851234567'],
		['+96550123456', '+965', '50123456'],
		['+998901234567', '+998', '901234567'],
		['+85251234567', '+852', '51234567'],
		['+8613912345678', '+86', '13912345678'],
		['+2348012345678', '+234', '8012345678'],
	])('%s is of %s', (to, countryCode, phoneNumber) => {
		expect(leadOf(to)).toMatchObject({ countryCode, phoneNumber });
	});
});

describe('what became of adding it', () => {
	test.each([
		['as the page shows it', LEAD],
		['under data', { statusCode: 201, data: LEAD }],
	])('taken, %s', (_, body) => {
		expect(provider.readCreate(response(201, body))).toEqual({ kind: 'accepted', call: 'lead_abc123' });
	});

	test.each([
		['wrong key', 401, error(401, 'Invalid API key'), 'account'],
		['empty wallet', 402, error(402, 'Insufficient billing wallet balance'), 'account'],
		['no permission', 403, error(403, 'The key cannot read campaign data on this workspace'), 'account'],
		['blocked destination', 403, error(403, 'Destination country is not enabled for this campaign'), 'contact'],
		['bad number', 400, error(400, ['phoneNumber must be a valid phone number']), 'contact'],
		['campaign missing', 400, error(400, ['campaignId should not be empty']), 'config'],
		['too many columns', 400, error(400, ['notes must have at most 15 keys']), 'config'],
		['agent without a number', 422, error(422, 'the agent is assigned to a deleted phone number'), 'config'],
		['unknown campaign, or a route that is gone', 404, error(404, 'Cannot POST /v1/campaigns-leads'), 'config'],
		['campaign that is over', 409, error(409, 'The campaign is cancelled'), 'config'],
	] as const)('%s: who is to blame', (_, status, body, blame) => {
		expect(provider.readCreate(response(status, body))).toMatchObject({ kind: 'rejected', blame });
	});

	test('too many requests are refused', () => {
		const answer = response(429, error(429, 'Too many requests. Please slow down.'), { 'retry-after': '7' });
		expect(provider.readCreate(answer)).toMatchObject({ kind: 'refused', refusal: { retryAfterMs: 7_000 } });
	});

	test.each([
		[500, error(500, 'Internal server error')],
		[503, '<html></html>'],
		[408, ''],
		[201, {}],
		[201, { data: [] }],
		[200, 'created'],
	])('status %i with %j leaves a doubt', (status, body) => {
		expect(provider.readCreate(response(status, body)).kind).toBe('in_doubt');
	});

	test('which only a person settles: there is no list of leads', () => {
		expect(provider.findAttempt).toBeUndefined();
	});
});

describe('how it goes on', () => {
	test('is asked for each lead by itself', () => {
		expect(provider.defaults.listSize).toBe(1);
		const request = { method: 'GET', path: '/v1/campaigns-leads/lead_abc123', headers: HEADERS };
		expect(provider.listCalls([followed])).toEqual(request);
		expect(provider.getCall('lead_abc123')).toEqual(request);
		expect(provider.getCall('../\ud800').path).toBe('/v1/campaigns-leads/..%2F%EF%BF%BD');
	});

	test('with room left for starts: two reads for each, of the lead and of its call', () => {
		const limit = provider.readLimit?.(provider.getCall('lead_abc123'));
		expect(limit).toMatchObject({ limit: 150, windowMs: 60_000, withStarts: true });
		expect(limit?.share).toBeCloseTo(2 / 3);
	});

	test.each(['pending', 'in_progress', 'whatever'])('%s is not over', (status) => {
		const view = { call: 'lead_abc123', attempt: undefined, end: undefined };
		expect(readCalls({ ...LEAD, status, call_log_id: 'log_1' })).toEqual({ views: [view] });
	});

	test.each(['completed', 'failed', 'removed'])(
		'of a lead that is %s the record of its call is asked for',
		(status) => {
			expect(readCalls({ ...LEAD, status, call_log_id: 'log_abc123' })).toEqual({
				views: [],
				next: { method: 'GET', path: '/v1/call-logs/log_abc123', headers: HEADERS },
			});
		},
	);

	test.each([
		['completed', 'unknown'],
		['failed', 'error'],
		['removed', 'canceled'],
	])('a lead that is %s and shows no call ended as %s', (status, outcome) => {
		const view = { call: 'lead_abc123', attempt: undefined, end: { outcome, reason: `lead ${status}` } };
		expect(readCalls({ data: { ...LEAD, status } })).toEqual({ views: [view] });
		expect(provider.readCall(response(200, { ...LEAD, status, call_log_id: 'log_1' }))).toEqual(view);
	});

	test('a lead that is not there is missing in the list, and absent when asked for again', () => {
		expect(readCalls(error(404, 'Not found'), 404)).toEqual({ views: [] });
		expect(provider.readCall(response(404, error(404, 'Not found')))).toBe('absent');
	});

	test.each([
		[500, LEAD],
		[304, ''],
		[200, ''],
		[200, []],
		[200, { id: 'lead_abc123' }],
		[200, { ...LEAD, id: 'lead_other', status: 'completed' }],
	])('status %i with %j is of no use', (status, body) => {
		expect(readCalls(body, status)).toBeUndefined();
		if (status !== 200) expect(provider.readCall(response(status, body))).toBeUndefined();
	});
});

describe('how the call ended', () => {
	const endOf = (log: object) => readCalls({ ...LOG, ...log })?.views[0]?.end;

	test.each([
		['completed', 'user_disconnected', 'answered'],
		['completed', 'voicemail_detected', 'voicemail'],
		['voicemail', undefined, 'voicemail'],
		['did_not_pick', 'user_did_not_pick_up', 'no_answer'],
		['no_answer', undefined, 'no_answer'],
		['no-answer', undefined, 'no_answer'],
		['busy', 'user_busy', 'busy'],
		['failed', 'user_unreachable', 'unreachable'],
		['failed', 'invalid_phone_number', 'invalid_number'],
		['failed', undefined, 'error'],
		['cancelled', undefined, 'canceled'],
		['retry_expired', undefined, 'unknown'],
		['finished somehow', undefined, 'unknown'],
	])('%s, %s: %s', (status, end_reason, outcome) => {
		expect(endOf({ status, end_reason })).toMatchObject({ outcome });
	});

	test.each(['created', 'initiated', 'sent', 'received'])('%s: not yet', (status) => {
		expect(endOf({ status })).toBeUndefined();
	});

	test('how long was talked is told in either spelling', () => {
		expect(endOf({})).toMatchObject({ durationMs: 145_000 });
		expect(endOf({ duration_seconds: undefined, duration_sec: 142 })).toMatchObject({ durationMs: 142_000 });
		expect(endOf({ status: 'busy' })).not.toHaveProperty('durationMs');
	});

	test('calls that nothing rang for are told apart', () => {
		expect(endOf({ status: 'failed', end_reason: 'system_at_capacity' })).toMatchObject({ refusal: { kind: 'slots' } });
		expect(endOf({ status: 'failed', end_reason: 'insufficient balance' })).toMatchObject({ account: { rang: false } });
	});
});

test('whatever is answered, it is read or of no use', () => {
	const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('', 1e308, '__proto__'));
	const record = fc.record(
		{
			id: fc.oneof(fc.constant('lead_abc123'), anything),
			status: fc.oneof(fc.constantFrom('completed', 'failed', 'pending', 'voicemail'), anything, fc.string()),
			call_log_id: anything,
			campaign_id: anything,
			agent_id: anything,
			end_reason: anything,
			duration_sec: anything,
			data: anything,
		},
		{ requiredKeys: [] },
	);
	const body = fc.oneof(
		fc.string(),
		fc.oneof(anything, record).map((value) => JSON.stringify(value)),
	);
	fc.assert(
		fc.property(fc.constantFrom(200, 201, 304, 400, 403, 404, 409, 429, 500), body, (status, text) => {
			const answer = response(status, text);
			const one = provider.readCall(answer);
			const views = [
				...(provider.readCalls(answer, [followed])?.views ?? []),
				...(one && one !== 'absent' ? [one] : []),
			];
			for (const { call, end } of views) expect(`${call}${end?.reason ?? ''}`).toMatch(/^\P{C}+$/u);
			if (status >= 300) expect(provider.readCreate(answer).kind).not.toBe('accepted');
			expect(['string', 'undefined']).toContain(typeof provider.readRefusedAccount(answer));
			for (const { read } of provider.inspections?.([]) ?? []) read(answer);
		}),
		{ numRuns: 1_000 },
	);
});

describe('what doctor looks at', () => {
	const inspect = (status: number, body: unknown) => provider.inspections?.([])[0]?.read(response(status, body));
	const CAMPAIGN = {
		id: 'cmp_xyz789',
		status: 'running',
		retry_config: { max_retries: 0, retry_interval_minutes: 120 },
	};

	test('is the campaign', () => {
		expect(provider.inspections?.([])[0]?.request.path).toBe('/v1/campaigns/cmp_xyz789');
		expect(inspect(200, CAMPAIGN)).toEqual({ kind: 'good' });
		expect(inspect(200, { data: { id: 'cmp_xyz789', status: 'active' } })).toEqual({ kind: 'good' });
	});

	test.each([
		[200, { ...CAMPAIGN, retry_config: { max_retries: 2 } }, /retries by itself \(max_retries 2\)/],
		[200, { ...CAMPAIGN, status: 'paused' }, /is paused/],
		[404, error(404, 'Campaign not found'), /404 Campaign not found/],
	])('%i %j is told', (status, body, words) => {
		expect(inspect(status, body)).toEqual({ kind: 'bad', text: expect.stringMatching(words) });
	});
});

test('a page of another server is no campaign', () => {
	const { inspections } = dialnexa.create({
		values: { DIALNEXA_API_KEY: KEY, DIALNEXA_CAMPAIGN_ID: 'cmp_1' },
		agent: undefined,
	});
	const page = { status: 200, body: '<html>hello</html>', headers: {}, receivedAt: 0, latencyMs: 0 };
	expect(inspections?.([])[0]?.read(page)).toEqual({ kind: 'foreign', text: '200 <html>hello</html>' });
});

describe('how it is asked for', () => {
	const created = (campaign?: string) =>
		dialnexa.create({ values: { DIALNEXA_API_KEY: KEY, DIALNEXA_CAMPAIGN_ID: campaign ?? '' }, agent: 'agent_1' });

	test('by the id of a campaign', () => {
		const spec = { attempt: 'c.1', campaign: 'c', contact: 'id:7', to: '+12025550123', from: '', variables: {} };
		expect(created('cmp_1').createCall(spec).path).toBe('/v1/campaigns-leads');
		expect(created().createCall(spec).path).toBe('/v1/calls');
	});

	test('attempts of a campaign are open to it alone: neither another nor the newer API would know them', () => {
		const accounts = [created('cmp_1'), created('cmp_2'), created()].map(({ accountSecret }) => accountSecret);
		expect(new Set(accounts).size).toBe(3);
		expect(created('cmp_1').secrets).toEqual([KEY]);
	});

	test('instead of an agent, not besides', () => {
		const agentOf = (env: Record<string, string>, given?: string, isDry = false) =>
			readAgent(dialnexa, given, { environment: env, envFile: NO_ENV_FILE }, isDry);
		const campaign = { DIALNEXA_CAMPAIGN_ID: 'cmp_1' };
		expect(agentOf(campaign)).toBeUndefined();
		expect(agentOf({ DIALNEXA_AGENT_ID: 'agent_1' })).toBe('agent_1');
		expect(agentOf(campaign, undefined, true)).toBe('agent_dry_run');
		expect(() => agentOf({})).toThrow('There is no --agent, and DIALNEXA_AGENT_ID is not set (agent that talks).');
		for (const more of [() => agentOf(campaign, 'a'), () => agentOf({ ...campaign, DIALNEXA_AGENT_ID: 'a' })]) {
			expect(more).toThrow(UsageError);
			expect(more).toThrow('DIALNEXA_CAMPAIGN_ID is set and an agent is named');
		}
	});
});
