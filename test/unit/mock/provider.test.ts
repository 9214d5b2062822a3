import { expect, test } from 'vitest';
import type { Answer } from '../../../src/mock/answer.js';
import { MockProvider } from '../../../src/mock/provider.js';
import { parseScenario } from '../../../src/mock/scenario.js';
import { retellWire } from '../../../src/mock/wire/retell.js';

const START = Date.UTC(2026, 0, 5, 9);
const LONG_CALLS = { ring: { min: '1s', max: '1s' }, talk: { min: '9s', max: '9s' }, outcomes: { user_hangup: 1 } };

/** A provider of which only the scenario and the moment of each request matter. */
function provider(scenario: object) {
	const mock = new MockProvider(parseScenario({ calls: LONG_CALLS, ...scenario }, 'test'), retellWire, 1, START);
	let callee = 0;
	function ask(method: string, path: string, at: number, body = '', key = 'key'): Answer {
		return mock.handle({ method, path, query: '', headers: { authorization: `Bearer ${key}` }, body }, START + at);
	}
	function create(at: number, fields: object = {}, key?: string): Answer {
		callee += 1;
		const numbers = { to_number: `+1415200${String(callee).padStart(4, '0')}`, from_number: '+14150000000' };
		return ask('POST', '/v2/create-phone-call', at, JSON.stringify({ ...numbers, ...fields }), key);
	}
	return { mock, ask, create, truth: (at: number) => mock.truth(START + at) };
}

function status(answer: Answer): number | string {
	return answer.act === 'reply' ? answer.reply.status : answer.act;
}

test('slots are refused while calls are live and given again when they end', () => {
	const { create, truth } = provider({ limits: { slots: 2 } });
	expect([0, 1, 2, 9_999, 10_000].map((at) => status(create(at)))).toEqual([201, 201, 429, 429, 201]);
	expect(truth(10_000)).toMatchObject({
		refused: { slots: 2, rate: 0, random: 0 },
		overshoot: 2,
		live: 2,
		livePeak: 2,
	});
});

test('slots that shrink refuse until enough calls have ended', () => {
	const { create } = provider({
		limits: {
			slots: [
				{ at: '0s', slots: 2 },
				{ at: '5s', slots: 1 },
			],
		},
	});
	expect([0, 1_000, 10_000, 11_000].map((at) => status(create(at)))).toEqual([201, 201, 429, 201]);
});

test('a request refused for its slot takes nothing from the rate limit', () => {
	const { create, truth } = provider({
		limits: { slots: 1, rate: { algorithm: 'fixed', calls: 2, per: '1h' } },
	});
	expect([0, 1, 2, 10_000, 20_000].map((at) => status(create(at)))).toEqual([201, 429, 429, 201, 429]);
	expect(truth(20_000).refused).toEqual({ slots: 2, rate: 1, random: 0 });
});

test('of several rate limits every one has to agree, and the longest wait is told', () => {
	const { create } = provider({
		headers: 'retry-after-seconds',
		limits: {
			rate: [
				{ algorithm: 'fixed', calls: 1, per: '1s' },
				{ algorithm: 'sliding', calls: 2, per: '1m' },
			],
		},
	});
	expect([0, 500, 1_000, 2_000].map((at) => status(create(at)))).toEqual([201, 429, 201, 429]);
	expect(create(2_500)).toMatchObject({ headers: { 'retry-after': '58' } });
});

test('a slot is taken until it is freed, however late that is after the end of its call', () => {
	const { create, truth } = provider({ limits: { slots: 1, freedLate: '4s' } });
	expect([0, 10_000, 13_999, 14_000].map((at) => status(create(at)))).toEqual([201, 429, 429, 201]);
	expect(truth(14_000).live).toBe(1);
});

test('outside traffic goes first and cuts nobody off', () => {
	const { ask, create, truth } = provider({ limits: { slots: 4, outside: { min: 0, max: 4, period: '40s' } } });
	const accepted = Array.from({ length: 400 }, (_, step) => step * 100).filter((at) => status(create(at)) === 201);
	expect(truth(40_000).livePeak).toBeLessThanOrEqual(4);
	const gaps = accepted.slice(1).map((at, place) => at - (accepted[place] ?? 0));
	expect(Math.max(...gaps)).toBeGreaterThan(5_000);
	expect(truth(40_000).calls).toBe(accepted.length);
	const answer = ask('GET', '/get-concurrency', 40_000);
	if (answer.act !== 'reply') throw new Error('expected a reply');
	const { current_concurrency: current, concurrency_limit: limit } = JSON.parse(answer.reply.body);
	expect(limit).toBe(4);
	expect(current).toBeGreaterThan(truth(40_000).live);
});

test.each([
	['nothing', 'Account rate limited, please throttle your requests.', 'Account rate limited'],
	['kind', 'concurrency limit', 'rate limit of call starts'],
])('a refusal tells %s of the limit that was met', (tells, ofSlots, ofRate) => {
	const { create } = provider({ limits: { tells, slots: 1, rate: { algorithm: 'fixed', calls: 1, per: '20s' } } });
	create(5_000);
	expect(create(10_000)).toMatchObject({ reply: { body: expect.stringContaining(ofRate) } });
	create(20_000);
	expect(create(20_001)).toMatchObject({ reply: { body: expect.stringContaining(ofRate) } });
	const slots = provider({ limits: { tells, slots: 1 } });
	slots.create(0);
	expect(slots.create(1)).toMatchObject({ reply: { body: expect.stringContaining(ofSlots) } });
});

test('the allowance of a day is told as a quota, with the time until it is there again', () => {
	const { create } = provider({
		headers: 'retry-after-seconds',
		limits: { tells: 'kind', rate: { algorithm: 'fixed', calls: 2, per: '24h', phase: '20h', name: 'quota' } },
	});
	expect([0, 1].map((at) => status(create(at)))).toEqual([201, 201]);
	expect(create(3_600_000)).toMatchObject({
		reply: { status: 429, body: expect.stringContaining('daily quota') },
		headers: { 'retry-after': String(3 * 3_600) },
	});
	expect(status(create(4 * 3_600_000))).toBe(201);
});

test('a penalty for all turns reads away too, and each of them makes it longer', () => {
	const { ask, create, truth } = provider({
		headers: 'retry-after-seconds',
		limits: { rate: { algorithm: 'sliding', calls: 1, per: '1m' }, penalty: { wait: '1m', of: 'all' } },
	});
	const look = (at: number) => status(ask('GET', '/get-concurrency', at));
	expect([status(create(0)), look(1), status(create(2)), look(50_000), status(create(100_000))]).toEqual([
		201, 200, 429, 429, 429,
	]);
	expect(ask('POST', '/v3/list-calls', 120_000)).toMatchObject({ headers: { 'retry-after': '60' } });
	expect([status(create(179_999)), look(239_999), status(create(240_000))]).toEqual([429, 200, 201]);
	expect(truth(240_000)).toMatchObject({ penalized: 4, refused: { rate: 3 }, calls: 2 });
});

test('what the transport sees of a client that does not keep silent stands in the truth', () => {
	const { mock, truth } = provider({});
	mock.violated();
	mock.violated();
	expect(truth(0).violations).toBe(2);
});

test('rate headers stand on every reply to a create request, and on no other', () => {
	const { ask, create } = provider({
		headers: 'ietf-ratelimit',
		limits: { rate: { algorithm: 'fixed', calls: 1, per: '10s' } },
	});
	expect(create(4_500)).toMatchObject({ headers: { ratelimit: '"default";r=0;t=6' } });
	expect(create(5_000, { to_number: 'nobody' })).toMatchObject({ headers: { ratelimit: '"default";r=0;t=5' } });
	expect(ask('GET', '/get-concurrency', 5_000)).toMatchObject({ headers: undefined });
});

test('headers are missing on their share of the replies, Retry-After on none', () => {
	const { create } = provider({
		headers: { dialects: ['x-ratelimit-delta', 'retry-after-seconds'], absentShare: 0.3 },
		limits: { rate: { algorithm: 'fixed', calls: 100, per: '1h' } },
	});
	const headersOf = (answer: Answer) => (answer.act === 'reply' ? (answer.headers ?? {}) : {});
	const replies = Array.from({ length: 1_000 }, () => headersOf(create(0)));
	const telling = replies.filter((headers) => 'x-ratelimit-remaining' in headers).length;
	expect(Math.abs(telling - 700)).toBeLessThan(60);
	expect(replies.filter((headers) => 'retry-after' in headers)).toHaveLength(900);
});

test('a provider whose clock is wrong says so in the Date of every reply', () => {
	const { ask, create } = provider({
		skew: '-90s',
		headers: 'x-ratelimit',
		limits: { rate: { algorithm: 'fixed', calls: 9, per: '10s' } },
	});
	const date = 'Mon, 05 Jan 2026 08:58:34 GMT';
	expect(create(4_500)).toMatchObject({
		headers: { date, 'x-ratelimit-reset': String(Date.UTC(2026, 0, 5, 8, 58, 40) / 1_000) },
	});
	expect(ask('GET', '/get-concurrency', 4_500)).toMatchObject({ headers: { date } });
});

test('only the right key opens, where there is one', () => {
	const { ask, create } = provider({ key: 'right' });
	expect([status(create(0, {}, 'right')), status(create(0, {}, 'wrong')), status(create(0, {}, ''))]).toEqual([
		201, 401, 401,
	]);
	expect(status(ask('GET', '/get-concurrency', 0, '', 'wrong'))).toBe(401);
	expect(status(provider({}).create(0, {}, ''))).toBe(401);
});

test.each([
	['unauthorized', 401, 401],
	['unpaid', 402, 200],
	['forbidden', 403, 200],
] as const)('an account that becomes %s gets %i for calls and %i for reading', (account, forCreate, forRead) => {
	const { ask, create, truth } = provider({ account, accountAfter: 1 });
	expect([status(create(0)), status(create(1)), status(ask('GET', '/get-concurrency', 2))]).toEqual([
		201,
		forCreate,
		forRead,
	]);
	expect(truth(2)).toMatchObject({ calls: 1, rejected: 1 });
});

test('unknown agents and foreign numbers are refused as missing assets', () => {
	const { create } = provider({ agents: ['agent_a'], numbers: ['+14150000000'] });
	expect(status(create(0, { override_agent_id: 'agent_a' }))).toBe(201);
	expect(status(create(0))).toBe(201);
	expect(status(create(0, { override_agent_id: 'agent_b' }))).toBe(422);
	expect(status(create(0, { from_number: '+14150000001' }))).toBe(422);
});

test.each([
	{ to_number: '4152000001' },
	{ to_number: '+0152000001' },
	{ to_number: 14152000001 },
	{ from_number: undefined },
	{ from_number: 'office' },
	{ override_agent_id: 7 },
	{ retell_llm_dynamic_variables: { age: 7 } },
])('a create request with %j is answered 400 and rings nobody', (fields) => {
	const { create, truth } = provider({});
	expect(status(create(0, fields))).toBe(400);
	expect(truth(0)).toMatchObject({ calls: 0, rejected: 1, creates: 1 });
});

test('bodies that are no JSON object, unknown routes and wrong methods are refused', () => {
	const { ask } = provider({ concurrencyEndpoint: false });
	expect(status(ask('POST', '/v2/create-phone-call', 0, '{'))).toBe(400);
	expect(status(ask('POST', '/v2/create-phone-call', 0, '[]'))).toBe(400);
	expect(status(ask('GET', '/v2/create-phone-call', 0))).toBe(404);
	expect(status(ask('DELETE', '/v2/get-call/x', 0))).toBe(404);
	expect(status(ask('POST', '/v1/call', 0))).toBe(404);
	expect(status(ask('GET', '/get-concurrency', 0))).toBe(404);
});

test('the reply waits for the latency, the decision does not', () => {
	const { create, truth } = provider({ latency: { min: '100ms', max: '200ms' } });
	const answers = Array.from({ length: 50 }, () => create(0));
	for (const { delayMs } of answers) expect(delayMs >= 100 && delayMs <= 200).toBe(true);
	expect(new Set(answers.map(({ delayMs }) => delayMs)).size).toBeGreaterThan(40);
	expect(truth(0).calls).toBe(50);
});

test('the same seed strikes the same requests', () => {
	const faults = [
		{ kind: 'refuse', probability: 0.3 },
		{ kind: 'error-after', probability: 0.3 },
	];
	const run = () => {
		const { create } = provider({ faults });
		return Array.from({ length: 100 }, () => status(create(0)));
	};
	expect(run()).toEqual(run());
	expect(new Set(run())).toEqual(new Set([201, 429, 500]));
});
