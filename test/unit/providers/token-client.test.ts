import { expect, test } from 'vitest';
import type { HttpClient, HttpRequest, HttpResult } from '../../../src/providers/http.js';
import { withTokens } from '../../../src/providers/token-client.js';
import type { TokenSource } from '../../../src/providers/token-source.js';
import { sleep, VirtualClock } from '../../../src/runtime/clock.js';
import { response } from './response.js';

const LIFETIME_MS = 100_000;
const CALL: HttpRequest = { method: 'POST', path: '/call', headers: { accept: 'application/json' } };
const FAILED: HttpResult = { ok: false, failure: { sent: true, why: 'connection reset' } };

const source: TokenSource = {
	request: () => ({ method: 'POST', path: '/token', headers: {} }),
	read: ({ status, body, headers }) =>
		status === 200
			? { kind: 'token', token: body, lifetimeMs: LIFETIME_MS }
			: { kind: 'refused', retryAfterMs: Number(headers['retry-after'] ?? 0) * 1_000 },
	authorize: (request, token) => ({ ...request, headers: { ...request.headers, authorization: token } }),
	leastGapMs: 12_000,
};

/** A provider that gives out `token-1`, `token-2`, ... unless it is told otherwise. */
function world() {
	const clock = new VirtualClock();
	const sent: HttpRequest[] = [];
	const learned: string[] = [];
	const state = { tokenAnswer: undefined as HttpResult | undefined, callStatus: 200, given: 0, underWay: 0, most: 0 };
	const http: HttpClient = {
		async send(request) {
			sent.push(request);
			if (request.path !== '/token') return { ok: true, response: response(state.callStatus, '') };
			state.underWay += 1;
			state.most = Math.max(state.most, state.underWay);
			await sleep(clock, 1_000);
			state.underWay -= 1;
			if (state.tokenAnswer !== undefined) return state.tokenAnswer;
			state.given += 1;
			return { ok: true, response: response(200, `token-${state.given}`) };
		},
		close: async () => undefined,
	};
	const client = withTokens(http, source, clock, (token) => learned.push(token));
	const asked = () => sent.filter(({ path }) => path === '/token').length;
	const send = async (count = 1) => {
		const all = Promise.all(Array.from({ length: count }, () => client.send(CALL, 30_000)));
		await clock.advance(1_500);
		return all;
	};
	const bearers = () => sent.filter(({ path }) => path === '/call').map(({ headers }) => headers.authorization);
	return { clock, sent, state, learned, send, asked, bearers };
}

test('one token is fetched before the first request and serves all', async () => {
	const { send, asked, bearers, state, learned } = world();
	await send(5);
	await send(5);
	expect(asked()).toBe(1);
	expect(state.most).toBe(1);
	expect(bearers()).toEqual(Array(10).fill('token-1'));
	expect(learned).toEqual(['token-1']);
});

test('it is renewed at four fifths of its life, once for all', async () => {
	const { clock, send, asked, bearers, state } = world();
	await send();
	await clock.advance(78_000);
	await send();
	expect(asked()).toBe(1);
	await clock.advance(1_000);
	await send(4);
	expect(asked()).toBe(2);
	expect(state.most).toBe(1);
	expect(bearers().slice(-4)).toEqual(Array(4).fill('token-2'));
});

test('a token that cannot be renewed is used to its end, and not beyond', async () => {
	const { clock, send, state, bearers } = world();
	await send();
	state.tokenAnswer = FAILED;
	await clock.advance(90_000);
	expect(await send()).toMatchObject([{ ok: true }]);
	expect(bearers().at(-1)).toBe('token-1');
	await clock.advance(10_000);
	expect(await send()).toMatchObject([{ ok: false, failure: { sent: false } }]);
	expect(bearers()).toHaveLength(2);
});

test('nothing is sent when the network fails on the way to a token', async () => {
	const { send, state, bearers } = world();
	state.tokenAnswer = FAILED;
	const why = 'no access token could be had: connection reset';
	expect(await send(2)).toEqual(Array(2).fill({ ok: false, failure: { sent: false, why } }));
	expect(bearers()).toEqual([]);
	state.tokenAnswer = undefined;
	expect(await send()).toMatchObject([{ ok: true }]);
});

test.each([400, 401, 429, 500, 503])(
	'an answer %i is handed on as one to a request that was not sent',
	async (status) => {
		const { send, state, bearers } = world();
		state.tokenAnswer = { ok: true, response: response(status, 'no') };
		expect(await send()).toMatchObject([{ ok: true, response: { status, body: 'no', unsent: true } }]);
		expect(bearers()).toEqual([]);
	},
);

test('an endpoint that refused is left alone for a while, and longer when it asks for that', async () => {
	const { clock, send, state, asked } = world();
	state.tokenAnswer = { ok: true, response: response(503, '', { 'retry-after': '60' }) };
	await send();
	await clock.advance(50_000);
	expect(await send()).toMatchObject([{ ok: true, response: { status: 503, unsent: true } }]);
	expect(asked()).toBe(1);
	state.tokenAnswer = undefined;
	await clock.advance(10_000);
	expect(await send()).toMatchObject([{ ok: true, response: { status: 200 } }]);
});

test('an answer 401 to a request fetches no new token', async () => {
	const { send, state, asked } = world();
	state.callStatus = 401;
	expect(await send(3)).toMatchObject(Array(3).fill({ ok: true, response: { status: 401 } }));
	await send();
	expect(asked()).toBe(1);
});
