import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallView } from '../../../src/providers/provider.js';
import { ringCentralProvider } from '../../../src/providers/ringcentral/adapter.js';
import { NOW, response } from './response.js';

const provider = ringCentralProvider({ clientId: 'client', clientSecret: 'client-secret', jwt: 'head.body.sign' });
const TO = '+12025550123';
const problem = (errorCode: string, message = 'No.', more: object = {}) => ({ errorCode, message, ...more });
const create = (status: number, body: unknown, headers: Record<string, string> = {}) =>
	provider.readCreate(response(status, body, headers));
const invalid = (parameterName: string) =>
	problem('CMN-101', `Parameter [${parameterName}] value is invalid`, {
		errors: [{ errorCode: 'CMN-101', message: 'value is invalid', parameterName }],
	});

describe('the answer to a create request', () => {
	test.each(['Y3Mx', 10])('accepted: id %j', (id) => {
		const status = { callStatus: 'InProgress' };
		expect(create(200, { id, status })).toEqual({ kind: 'accepted', call: String(id) });
	});

	test.each([
		[{}, 30_000],
		[{ 'retry-after': '60' }, 60_000],
	])('429 is refused, and waits half a minute at least when it is not told: %j', (headers, retryAfterMs) => {
		const refusal = { kind: 'rate', message: '429 CMN-301 Request rate exceeded', retryAfterMs };
		const answer = problem('CMN-301', 'Request rate exceeded');
		expect(create(429, answer, headers)).toEqual({ kind: 'refused', refusal });
	});

	test.each([
		['contact', 400, invalid('to.phoneNumber'), 'CMN-101'],
		['contact', 400, invalid('to'), 'CMN-101'],
		['config', 400, invalid('from.phoneNumber'), 'CMN-101'],
		['config', 400, invalid('callerId'), 'CMN-101'],
		['config', 400, problem('CMN-100', 'Unparsable JSON'), 'CMN-100'],
		['config', 404, '<html>', 'http_404'],
		['config', 308, '', 'http_308'],
		['account', 401, problem('OAU-213'), 'OAU-213'],
		['account', 403, problem('CMN-401'), 'CMN-401'],
		['account', 400, problem('CMN-109'), 'CMN-109'],
	])('rejected, blame on the %s: %i %j', (blame, status, body, code) => {
		expect(create(status, body)).toMatchObject({ kind: 'rejected', blame, code });
	});

	test.each([
		[500, problem('CMN-203')],
		[503, problem('CMN-211')],
		[502, '<html>'],
		[408, ''],
		[303, ''],
		[200, {}],
		[200, '{"id":'],
		[204, ''],
	])('in doubt: %i %j', (status, body) => {
		expect(create(status, body)).toMatchObject({ kind: 'in_doubt' });
	});

	describe('that was given instead of a token: nothing was sent', () => {
		const unsent = (status: number, body: unknown, headers = {}) => ({
			...response(status, body, headers),
			unsent: true as const,
		});

		test.each([
			[
				400,
				{ error: 'invalid_grant', error_description: 'The JWT is not valid' },
				'400 invalid_grant The JWT is not valid',
			],
			[401, { error: 'invalid_client' }, '401 {"error":"invalid_client"}'],
		])('%i refuses the account', (status, body, message) => {
			expect(provider.readCreate(unsent(status, body))).toMatchObject({ kind: 'rejected', blame: 'account', message });
			expect(provider.readRefusedAccount(unsent(status, body))).toBe(message);
		});

		test.each([
			[429, 'rate', {}, 30_000],
			[503, 'busy', { 'retry-after': '7' }, 7_000],
			[500, 'busy', {}, undefined],
			[200, 'busy', {}, undefined],
		])('%i is refused (%s), and never in doubt', (status, kind, headers, retryAfterMs) => {
			const reply = provider.readCreate(unsent(status, { id: 'a call?' }, headers));
			expect(reply).toMatchObject({ kind: 'refused', refusal: { kind } });
			expect(reply.kind === 'refused' && reply.refusal.retryAfterMs).toBe(retryAfterMs);
		});

		test('a read is of no use then', () => {
			expect(provider.readCalls(unsent(404, ''), [followed('1')])).toBeUndefined();
			expect(provider.readEnds?.(unsent(200, { records: [] }), [])).toBeUndefined();
		});
	});
});

function followed(call: string, since = NOW) {
	return { call, to: TO, from: '+12025550100', since };
}

describe('a status', () => {
	const view = (callStatus: string, callerStatus = 'Success', calleeStatus = 'Success') =>
		provider.readCalls(response(200, { id: '1', status: { callStatus, callerStatus, calleeStatus } }), [followed('1')])
			?.views[0];

	test('is live while a leg is rung, and while both talk', () => {
		expect(view('InProgress', 'Success', 'InProgress')).toEqual({ call: '1', attempt: undefined, end: undefined });
		expect(view('Success')).toMatchObject({ end: undefined, state: 'talking' });
	});

	test('is gone with its session', () => {
		const [gone] = provider.readCalls(response(404, problem('CMN-102')), [followed('1')])?.views ?? [];
		expect(gone).toEqual({ call: '1', attempt: undefined, end: undefined, state: 'gone' });
		expect(view('NoSessionFound')).toMatchObject({ end: undefined, state: 'gone' });
		expect(view('Finished')).toMatchObject({ end: undefined, state: 'gone' });
		expect(provider.readCall(response(404, ''))).toBe('absent');
	});

	test.each([
		['Busy', 'busy'],
		['NoAnswer', 'no_answer'],
		['Rejected', 'declined'],
		['NosuchUser', 'invalid_number'],
		['InternationalDisabled', 'unreachable'],
		['DestinationBlocked', 'unreachable'],
		['GenericError', 'error'],
		['SomethingNew', 'unreachable'],
	])('of the second leg tells the outcome: %s', (callee, outcome) => {
		expect(view('CannotReach', 'Success', callee)?.end).toEqual({ outcome, reason: `CannotReach/Success/${callee}` });
	});

	test('our own phone is busy: nothing rang, and its line is the limit', () => {
		expect(view('CannotReach', 'Busy', 'InProgress')?.end?.refusal).toMatchObject({ kind: 'slots' });
	});

	test.each(['NoAnswer', 'Rejected', 'RingOutFromThisNumberIsNotSupported'])(
		'our own phone does not come to the line (%s): the run stops, and nothing rang',
		(caller) => {
			const account = view('CannotReach', caller, 'InProgress')?.end?.account;
			expect(account).toMatchObject({ rang: false, message: expect.stringContaining(`(${caller})`) });
			expect(account?.hint).toContain('RINGCENTRAL_FROM');
		},
	);

	test('what the vendor was seen to answer when the first phone was off does not say that nothing rang', () => {
		const end = view('CannotReach', 'GenericError', 'Success')?.end;
		expect([end?.account, end?.refusal, end?.outcome]).toEqual([undefined, undefined, 'unreachable']);
		expect(view('CannotReach', 'Busy', 'Success')?.end?.refusal).toBeUndefined();
	});

	test('an account without funds stops the run', () => {
		expect(view('CannotReach', 'Success', 'NotEnoughFunds')?.end?.account).toMatchObject({ rang: false });
	});

	test('of another call, or of none, is of no use', () => {
		const read = (status: number, body: unknown) => provider.readCalls(response(status, body), [followed('1')]);
		expect(read(200, { id: '2', status: { callStatus: 'Success' } })).toBeUndefined();
		expect(read(200, '<html>')).toBeUndefined();
		expect(read(429, { id: '1', status: { callStatus: 'Success' } })).toBeUndefined();
	});
});

describe('the call log', () => {
	const record = (changes: object = {}) => ({
		telephonySessionId: 's-1',
		startTime: new Date(NOW).toISOString(),
		durationMs: 5_000,
		direction: 'Outbound',
		result: 'Call connected',
		to: { phoneNumber: TO },
		...changes,
	});
	const LOG = { uri: 'https://platform.ringcentral.com/restapi/v1.0/account/1/extension/2/call-log?view=Simple' };
	const ACTIVE = { uri: 'https://platform.ringcentral.com/restapi/v1.0/account/1/extension/2/active-calls' };
	const ends = (...records: object[]) =>
		provider.readEnds?.(response(200, { ...LOG, records }), [followed('1'), { ...followed('2'), to: '+12025550199' }]);
	const lost = { attempt: 'a', to: TO, from: '+12025550100', intendedAt: NOW };
	const found = (body: object, headers: Record<string, string> = {}) =>
		provider.readFound?.(response(200, body, headers), lost);

	test('tells the ends of the calls that one record each fits', () => {
		const end = { outcome: 'answered', reason: 'Call connected', endedAt: NOW + 5_000, durationMs: 5_000 };
		expect(ends(record(), record({ to: { phoneNumber: '+12025550177' } }))).toEqual([
			{ call: '1', attempt: undefined, end },
		]);
		expect(ends(record(), record({ telephonySessionId: 's-2' }))).toEqual([]);
		expect(ends(record({ startTime: new Date(NOW - 60_000).toISOString() }))).toEqual([]);
		expect(ends(record({ result: 'In Progress' }))).toEqual([]);
		expect(provider.readEnds?.(response(500, { records: [record()] }), [followed('1')])).toBeUndefined();
	});

	test.each([
		['Busy', 'busy'],
		['No Answer', 'no_answer'],
		['Voicemail', 'voicemail'],
		['Hang Up', 'canceled'],
		['Wrong Number', 'invalid_number'],
		['International Disabled', 'unreachable'],
		['IP Phone Offline', 'error'],
		['constructor', 'unknown'],
	])('%s', (result, outcome) => {
		expect(ends(record({ result }))?.[0]?.end).toMatchObject({ outcome, reason: result });
	});

	test('an attempt is looked for among the calls in progress, then in the log', () => {
		expect(found({ ...ACTIVE, records: [record({ result: 'In Progress' })] })).toEqual({
			kind: 'placed',
			call: 'session:s-1',
		});
		const more = found({ ...ACTIVE, records: [] });
		if (more?.kind !== 'more') throw new Error(`not asked on: ${JSON.stringify(more)}`);
		expect(more.request.path).toContain('/call-log?phoneNumber=12025550123&');
		expect(found({ ...LOG, records: [record()] })).toEqual({ kind: 'placed', call: 'session:s-1' });
		expect(found({ ...LOG, records: [] })).toEqual({ kind: 'absent' });
	});

	test('two calls that fit, a page that is full, or another list cannot tell', () => {
		const kind = 'cannot_tell';
		expect(found({ ...LOG, records: [record(), record({ telephonySessionId: 's-2' })] })).toMatchObject({ kind });
		expect(found({ ...LOG, records: Array(1_000).fill(record({ to: { extensionNumber: '101' } })) })).toMatchObject({
			kind,
		});
		expect(found({ uri: 'elsewhere', records: [] })).toMatchObject({ kind });
		expect(found({ records: [] })).toMatchObject({ kind });
	});

	test('a record that cannot be read makes the answer one of no use: it may be the one', () => {
		expect(found({ ...LOG, records: [record({ startTime: 'then' })] })).toBeUndefined();
		expect(found({ ...LOG, records: [null] })).toBeUndefined();
	});

	test('a call that bears no session cannot be followed', () => {
		expect(found({ ...LOG, records: [record({ telephonySessionId: null })] })).toMatchObject({ kind: 'cannot_tell' });
	});

	test('numbers are the same with and without a plus', () => {
		expect(found({ ...LOG, records: [record({ to: { phoneNumber: TO.slice(1) } })] })).toMatchObject({
			kind: 'placed',
		});
	});

	test("times are compared by the provider's clock", () => {
		const theirs = NOW + 600_000;
		const late = record({ startTime: new Date(theirs).toISOString() });
		expect(found({ ...LOG, records: [late] })).toEqual({ kind: 'absent' });
		const headers = { date: new Date(theirs).toUTCString() };
		expect(found({ ...LOG, records: [late] }, headers)).toMatchObject({ kind: 'placed' });
	});

	test('follows a call that was found there', () => {
		const follow = (...records: object[]) =>
			provider.readCalls(response(200, { ...LOG, records }), [followed('session:s-1')])?.views;
		expect(follow()).toEqual([{ call: 'session:s-1', attempt: undefined, end: undefined }]);
		expect(follow(record({ result: 'Busy' }))).toMatchObject([{ end: { outcome: 'busy' } }]);
	});
});

describe('limits', () => {
	const group = (name: string, remaining = '5') => ({
		'x-rate-limit-group': name,
		'x-rate-limit-limit': '10',
		'x-rate-limit-remaining': remaining,
		'x-rate-limit-window': '60',
	});

	test('are told apart by their groups, in whatever case', () => {
		const told = { limit: 10, remaining: 5, windowMs: 60_000 };
		expect(provider.rateLimits(response(200, {}, group('Heavy')))).toEqual({ rates: [{ policy: 'heavy', ...told }] });
		expect(provider.rateLimits(response(200, {}, group('light')))).toEqual({ rates: [{ policy: 'light', ...told }] });
	});

	test('of tokens are none of calls, but their wait is', () => {
		const wait = { 'retry-after': '60' };
		expect(provider.rateLimits(response(429, {}, { ...group('auth', '0'), ...wait }))).toEqual({
			retryAfterMs: 60_000,
		});
	});

	test('statuses are light, all other reads heavy like the calls themselves', () => {
		const of = (request: ReturnType<typeof provider.getCall> | undefined) =>
			request === undefined ? undefined : provider.readLimit?.(request)?.group;
		expect(of(provider.getCall('1'))).toBe('light');
		const lost = { attempt: 'a', to: TO, from: '', intendedAt: NOW };
		const heavy = [provider.findEnds?.([followed('1')]), provider.findAttempt?.(lost), provider.getCall('session:1')];
		expect(heavy.map(of)).toEqual(['heavy', 'heavy', 'heavy']);
	});
});

test.each([
	[{ access_token: 'token-1', expires_in: 3_600 }, 3_600_000],
	[{ access_token: 'token-1' }, 600_000],
	[{ access_token: 'token-1', expires_in: '1e999' }, 600_000],
])('a token and its life: %j', (body, lifetimeMs) => {
	expect(provider.token?.read(response(200, body))).toEqual({ kind: 'token', token: 'token-1', lifetimeMs });
});

test.each([
	[200, {}],
	[200, { access_token: 'with a\nline' }],
	[400, { access_token: 'token-1' }],
])('no token: %i %j', (status, body) => {
	expect(provider.token?.read(response(status, body))).toEqual({ kind: 'refused' });
});

test('secrets are hidden in what the provider says', () => {
	const reply = create(403, problem('CMN-401', 'not for head.body.sign or client-secret'));
	expect(reply).toMatchObject({ message: '403 CMN-401 not for [hidden] or [hidden]' });
});

describe('whatever is answered', () => {
	const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(-1, 0.5, '', 'constructor', '__proto__'));
	const word = fc.constantFrom('InProgress', 'Success', 'CannotReach', 'Busy', 'NotEnoughFunds', 'Finished');
	const leg = fc.oneof(word, anything);
	const body = fc.oneof(
		anything,
		fc.record({
			id: fc.oneof(fc.constant('1'), anything),
			uri: fc.oneof(fc.constantFrom('/call-log', '/active-calls'), anything),
			status: fc.oneof(fc.record({ callStatus: leg, callerStatus: leg, calleeStatus: leg }), anything),
			access_token: anything,
			expires_in: anything,
			errorCode: anything,
			errors: fc.oneof(fc.array(anything), anything),
			records: fc.oneof(
				fc.array(
					fc.record({
						telephonySessionId: fc.oneof(fc.constant('s-1'), anything),
						startTime: fc.oneof(fc.constant(new Date(NOW).toISOString()), anything),
						to: fc.oneof(fc.constant({ phoneNumber: TO }), anything),
						result: fc.oneof(fc.constantFrom('Busy', 'In Progress'), anything),
						duration: anything,
						durationMs: anything,
					}),
				),
				anything,
			),
		}),
	);
	const status = fc.oneof(fc.constantFrom(200, 400, 401, 404, 429, 503), fc.integer({ min: 200, max: 599 }));
	const answer = fc
		.tuple(status, fc.oneof(fc.string(), body), fc.boolean())
		.map(([code, any, unsent]) => ({ ...response(code, any ?? null), ...(unsent ? { unsent: true as const } : {}) }));
	const expectView = ({ call, end }: CallView) => {
		expect(['1', 'session:s-1']).toContain(call);
		const { endedAt = 0, durationMs = 0 } = end ?? {};
		expect([endedAt, durationMs].every(Number.isFinite)).toBe(true);
		expect(end?.reason ?? '').not.toMatch(/\p{Cc}/u);
	};

	test('it is read or of no use', () => {
		fc.assert(
			fc.property(answer, (any) => {
				for (const call of ['1', 'session:s-1']) {
					provider.readCalls(any, [followed(call)])?.views.forEach(expectView);
					provider.readEnds?.(any, [followed(call)])?.forEach(expectView);
				}
				const view = provider.readCall(any);
				if (view !== undefined && view !== 'absent') expect(any.status).toBe(200);
				const found = provider.readFound?.(any, { attempt: 'a', to: TO, from: '', intendedAt: NOW });
				if (found?.kind === 'absent') expect(JSON.parse(any.body).uri).toContain('/call-log');
				const token = provider.token?.read(any);
				if (token?.kind === 'token') expect(token.lifetimeMs).toBeGreaterThan(0);
				provider.rateLimits(any);
			}),
			{ numRuns: 1_000 },
		);
	});

	test('a call is accepted only with its id, and what was not sent is neither accepted nor in doubt', () => {
		fc.assert(
			fc.property(answer, (any) => {
				const reply = provider.readCreate(any);
				if (reply.kind === 'accepted') expect(String(JSON.parse(any.body).id)).toBe(reply.call);
				if (any.unsent) expect(['refused', 'rejected']).toContain(reply.kind);
				else if (any.status >= 500) expect(reply.kind).toMatch(/in_doubt|rejected/);
			}),
			{ numRuns: 1_000 },
		);
	});
});
