import { type Dispatcher, Pool } from 'undici';
import { afterEach, expect, test } from 'vitest';
import { parseScenario } from '../../src/mock/scenario.js';
import { type MockServer, startMock } from '../../src/mock/server.js';
import { VirtualClock } from '../../src/runtime/clock.js';

const START = Date.UTC(2026, 0, 5, 9);
const LONG_CALLS = { ring: { min: '0s', max: '0s' }, talk: { min: '10s', max: '10s' }, outcomes: { user_hangup: 1 } };

let clock: VirtualClock;
let mock: MockServer;
let pool: Pool;

async function start(scenario: object): Promise<void> {
	clock = new VirtualClock(START);
	mock = await startMock({ scenario: parseScenario({ calls: LONG_CALLS, ...scenario }, 'test'), clock });
	pool = new Pool(mock.url);
}

afterEach(async () => {
	await pool.destroy();
	await mock.close();
});

interface Answer {
	readonly status: number;
	readonly headers: Dispatcher.ResponseData['headers'];
	readonly message: unknown;
}

async function send(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
	const headers = { authorization: 'Bearer key' };
	const response = await pool.request({
		method,
		path,
		headers,
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const text = await response.body.text();
	const message = text === '' ? undefined : JSON.parse(text).message;
	return { status: response.statusCode, headers: response.headers, message };
}

function create(): Promise<Answer> {
	return send('POST', '/v2/create-phone-call', { from_number: '+14150000000', to_number: '+14152000001' });
}

test("a provider's own wrong clock stands in the Date of every reply, in place of the server's", async () => {
	await start({ skew: '90s' });
	const date = 'Mon, 05 Jan 2026 09:01:30 GMT';
	const created = await create();
	expect([created.status, created.headers.date]).toEqual([201, date]);
	expect((await send('GET', '/get-concurrency')).headers.date).toBe(date);
	expect((await send('GET', '/nowhere')).headers.date).toBe(date);
});

test('hanging up is answered with no more than the date', async () => {
	await start({ skew: '-90s' });
	await create();
	const [call] = Object.keys(mock.truth().rings);
	expect(call).toBe('+14152000001');
	const id = `call_${START.toString(16).padStart(11, '0')}${'0'.repeat(16)}`;
	const { status, headers } = await send('POST', `/v2/stop-call/${id}`);
	expect(status).toBe(204);
	expect(headers).toMatchObject({ date: 'Mon, 05 Jan 2026 08:58:30 GMT' });
	expect(headers['content-type']).toBeUndefined();
});

test('a refusal names its limit and tells the wait beside what the limit leaves', async () => {
	await start({
		headers: ['ietf-ratelimit-07', 'retry-after-rfc850'],
		limits: { tells: 'kind', rate: { algorithm: 'fixed', calls: 1, per: '1m' } },
	});
	expect((await create()).headers).toMatchObject({ ratelimit: 'limit=1, remaining=0, reset=60' });
	const refused = await create();
	expect(refused).toMatchObject({
		status: 429,
		message: expect.stringContaining('rate limit'),
		headers: { ratelimit: 'limit=1, remaining=0, reset=60', 'retry-after': 'Monday, 05-Jan-26 09:01:00 GMT' },
	});
});

test('who asks during a penalty for all is a violator, and waits from then on', async () => {
	await start({
		headers: 'retry-after-seconds',
		limits: { rate: { algorithm: 'sliding', calls: 1, per: '1m' }, penalty: { wait: '1m', of: 'all' } },
	});
	await create();
	await create();
	await clock.advance(59_000);
	const read = await send('GET', '/get-concurrency');
	expect([read.status, read.headers['retry-after']]).toEqual([429, '60']);
	await clock.advance(59_999);
	expect((await create()).status).toBe(429);
	await clock.advance(60_000);
	expect((await create()).status).toBe(201);
	expect(mock.truth()).toMatchObject({ violations: 2, penalized: 2, calls: 2 });
});

test('the concurrency that is told counts outside traffic, and slots that are not free yet', async () => {
	await start({ limits: { slots: 5, freedLate: '4s', outside: { min: 2, max: 2, period: '1m' } } });
	const current = async () => {
		const response = await pool.request({
			method: 'GET',
			path: '/get-concurrency',
			headers: { authorization: 'Bearer key' },
		});
		const body = (await response.body.json()) as { current_concurrency: number; concurrency_limit: number };
		return [body.current_concurrency, body.concurrency_limit];
	};
	expect([(await create()).status, await current()]).toEqual([201, [3, 5]]);
	await clock.advance(13_999);
	expect(await current()).toEqual([3, 5]);
	await clock.advance(1);
	expect(await current()).toEqual([2, 5]);
});
