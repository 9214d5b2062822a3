/** The adapter and the HTTP client against Vapi's mock, over a real socket. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseScenario } from '../../src/mock/scenario.js';
import { type MockServer, startMock } from '../../src/mock/server.js';
import { createHttpClient, type HttpClient, type HttpRequest, type HttpResponse } from '../../src/providers/http.js';
import type { FollowedCall, Found } from '../../src/providers/provider.js';
import { vapiProvider } from '../../src/providers/vapi/adapter.js';
import { systemClock, VirtualClock } from '../../src/runtime/clock.js';

/** Every call rings for one second, is answered, and lasts three. */
const SCENARIO = {
	limits: { slots: 300, full: 'end' },
	key: 'key_good',
	calls: { ring: { min: '1s', max: '1s' }, talk: { min: '3s', max: '3s' }, outcomes: { user_hangup: 1 } },
};
const ASSISTANT = '4a170597-a0c2-4657-8c32-cb93f080cead';
const NUMBER = 'c6ea6cb0-0dfb-4a65-918f-6a33abb54b64';

const provider = vapiProvider({ apiKey: 'key_good', assistant: ASSISTANT });
let clock: VirtualClock;
let mock: MockServer;
let http: HttpClient;

const attempt = (id: string) => ({
	attempt: id,
	campaign: 'c',
	contact: id,
	to: '+14152000001',
	from: NUMBER,
	variables: { name: 'Ann' },
	intendedAt: clock.now(),
});

async function ask(request: HttpRequest | undefined): Promise<HttpResponse> {
	if (request === undefined) throw new Error('the adapter has no such request');
	const result = await http.send(request, 30_000);
	if (!result.ok) throw new Error(result.failure.why);
	return result.response;
}

async function place(id: string): Promise<FollowedCall> {
	const { to, from, intendedAt: since, ...spec } = attempt(id);
	const reply = provider.readCreate(await ask(provider.createCall({ ...spec, to, from })));
	if (reply.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(reply)}`);
	return { call: reply.call, to, from, since };
}

/** What is found of an attempt in the end, and how many pages it took. */
async function find(lost: ReturnType<typeof attempt>): Promise<{ found: Found | undefined; pages: number }> {
	let request = provider.findAttempt?.(lost);
	for (let pages = 1; ; pages += 1) {
		const found = provider.readFound?.(await ask(request), lost);
		if (found?.kind !== 'more') return { found, pages };
		request = found.request;
	}
}

async function start(scenario: object): Promise<void> {
	clock = new VirtualClock();
	mock = await startMock({ scenario: parseScenario(scenario, 'test'), clock, provider: 'vapi' });
	http = createHttpClient({ baseUrl: mock.url, connections: 1, clock: systemClock });
}

beforeEach(() => start(SCENARIO));
afterEach(async () => {
	await http.close();
	await mock.close();
});

test('a call is placed, found by its attempt, followed and seen to end', async () => {
	const first = await place('c.1');
	const second = await place('c.2');
	const live = { call: first.call, attempt: 'c.1', end: undefined };
	expect(await find(attempt('c.1'))).toEqual({ found: { kind: 'placed', call: first.call }, pages: 1 });
	expect((await find(attempt('c.3'))).found).toEqual({ kind: 'absent' });
	expect(provider.readCall(await ask(provider.getCall(first.call)))).toEqual(live);
	expect(provider.readCalls(await ask(provider.listCalls([first])))).toEqual({ views: [live] });
	const pickedUpAt = clock.now() + 1_000;
	await clock.advance(5_000);
	const end = {
		reason: 'customer-ended-call',
		outcome: 'answered',
		startedAt: pickedUpAt,
		endedAt: pickedUpAt + 3_000,
		durationMs: 3_000,
		cost: expect.any(Number),
	};
	const { views } = provider.readCalls(await ask(provider.listCalls([first, second]))) ?? {};
	expect(views?.map(({ call }) => call)).toEqual([second.call, first.call]);
	expect(views?.[1]).toEqual({ ...live, end });
});

test('attempts are looked for page by page, and absent only when all of their time was seen', async () => {
	const lost = attempt('c.0');
	const { call } = await place('c.0');
	for (let n = 1; n <= 249; n += 1) {
		await clock.advance(10);
		await place(`c.${n}`);
	}
	expect(await find(lost)).toEqual({ found: { kind: 'placed', call }, pages: 3 });
	expect(await find({ ...lost, attempt: 'c.other' })).toEqual({ found: { kind: 'absent' }, pages: 3 });
});

test('a page full of calls of one moment hides what is behind it: that is said', async () => {
	const lost = attempt('c.0');
	for (let n = 0; n <= 110; n += 1) await place(`c.${n}`);
	expect((await find(lost)).found).toMatchObject({ kind: 'cannot_tell' });
});

test('followed calls are found over several pages', async () => {
	const first = await place('c.0');
	for (let n = 1; n <= 120; n += 1) {
		await clock.advance(10);
		await place(`c.${n}`);
	}
	const newest = await place('c.121');
	const page = provider.readCalls(await ask(provider.listCalls([first, newest])), [first, newest]);
	expect(page?.views.some(({ call }) => call === first.call)).toBe(false);
	const rest = provider.readCalls(await ask(page?.next), [first, newest]);
	expect(rest?.views.some(({ call }) => call === first.call)).toBe(true);
	expect(rest?.next).toBeUndefined();
});

test('what was taken beyond the lines is a refusal', async () => {
	await http.close();
	await mock.close();
	await start({ ...SCENARIO, limits: { slots: 1, full: 'end' } });
	await place('c.1');
	const created = await ask(provider.createCall(attempt('c.2')));
	expect(provider.rateLimits(created)).toEqual({ slots: { limit: 1, remaining: -1 } });
	const reply = provider.readCreate(created);
	const view = provider.readCall(await ask(provider.getCall(reply.kind === 'accepted' ? reply.call : '')));
	expect(view).toMatchObject({ end: { refusal: { kind: 'slots' } } });
});

test('what the mock refuses is refused, each limit by its name', async () => {
	for (const [limits, kind] of [
		[{ slots: 1, tells: 'kind' }, 'slots'],
		[{ rate: { algorithm: 'fixed', calls: 1, per: '10s' }, tells: 'kind' }, 'rate'],
		[{ rate: { algorithm: 'fixed', calls: 1, per: '10s', name: 'quota' }, tells: 'kind' }, 'quota'],
		[{ slots: 1 }, 'unknown'],
	] as const) {
		await http.close();
		await mock.close();
		await start({ ...SCENARIO, limits });
		await place('c.1');
		const refused = provider.readCreate(await ask(provider.createCall(attempt('c.2'))));
		expect(refused).toMatchObject({ kind: 'refused', refusal: { kind } });
	}
});

test.each([
	['unauthorized', 'account', 'http_401'],
	['unpaid', 'account', 'http_400'],
	['forbidden', 'account', 'http_403'],
])('an account that is %s is to blame', async (account, blame, code) => {
	await http.close();
	await mock.close();
	await start({ ...SCENARIO, account });
	expect(provider.readCreate(await ask(provider.createCall(attempt('c.1'))))).toMatchObject({ blame, code });
});

test('an assistant or a number that is not there is the configuration', async () => {
	await http.close();
	await mock.close();
	await start({ ...SCENARIO, numbers: ['other'] });
	const reply = provider.readCreate(await ask(provider.createCall(attempt('c.1'))));
	expect(reply).toMatchObject({ kind: 'rejected', blame: 'config', code: 'http_400' });
	const found = [];
	for (const { request, read } of provider.inspections?.([NUMBER]) ?? []) found.push(read(await ask(request)));
	expect(found).toEqual([{ kind: 'bad', text: expect.stringMatching(/^400 /) }, { kind: 'good' }]);
});
