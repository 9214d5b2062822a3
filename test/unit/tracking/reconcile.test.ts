import { describe, expect, test } from 'vitest';
import type { HttpRequest, HttpResult } from '../../../src/providers/http.js';
import type { Provider } from '../../../src/providers/provider.js';
import { Reads } from '../../../src/tracking/reads.js';
import { Reconciler } from '../../../src/tracking/reconcile.js';
import { Settling } from '../../../src/tracking/settling.js';
import { FakeWorld, lostAttempt, peek, readsOf } from './fake-world.js';

const SETTLING_MS = 30_000;
const NO_HOOKS = { silenceMs: () => 0, answered: () => undefined, accountRefused: () => undefined };
const HOUR_MS = 3_600_000;
const NOT_PLACED = { kind: 'not_placed', why: 'the provider shows no call of this attempt' };

function setUp(adapter: Partial<Provider> = {}) {
	const world = new FakeWorld();
	const { reads, abandon, signal } = readsOf(world, {}, {}, adapter);
	const { clock } = world;
	const settling = new Settling(SETTLING_MS);
	const reconciler = new Reconciler({ reads, clock, signal, settling });
	return { world, clock, abandon, settling, reconciler };
}

describe('presence', () => {
	test('is believed at once', async () => {
		const { world, clock, reconciler } = setUp();
		world.place('call_1', 'x.1');
		const found = peek(reconciler.find(lostAttempt('x.1')));
		await clock.advance(0);
		expect(found.value).toEqual({ kind: 'placed', call: 'call_1' });
		expect(world.asked).toEqual(['/attempt x.1']);
	});

	test('is believed when the list was behind', async () => {
		const { world, clock, reconciler } = setUp();
		world.place('call_1', 'x.1');
		world.unlisted.add('call_1');
		const found = peek(reconciler.find(lostAttempt('x.1')));
		await clock.advance(SETTLING_MS - 1_000);
		expect(found.value).toBeUndefined();
		world.unlisted.clear();
		await clock.advance(1_000);
		expect(found.value).toEqual({ kind: 'placed', call: 'call_1' });
	});

	test('counts only for the very attempt', async () => {
		const { world, clock, reconciler } = setUp();
		world.ignoresFilters = true;
		world.place('call_1');
		world.place('call_2', 'x.1');
		world.place('call_3', 'x.3');
		const found = ['x.1', 'x.2'].map((attempt) => peek(reconciler.find(lostAttempt(attempt))));
		await clock.advance(SETTLING_MS);
		expect(found.map(({ value }) => value)).toEqual([{ kind: 'placed', call: 'call_2' }, NOT_PLACED]);
	});

	test('of a call that is over already counts as well', async () => {
		const { world, clock, reconciler } = setUp();
		world.place('call_1', 'x.1');
		world.end('call_1');
		const found = peek(reconciler.find(lostAttempt('x.1')));
		await clock.advance(0);
		expect(found.value).toEqual({ kind: 'placed', call: 'call_1' });
	});
});

describe('presence that the provider tells by itself', () => {
	test.each([0, 10_000])(
		'is believed at once, also while a question of %i ms is on its way, and ends the asking',
		async (latencyMs) => {
			const { world, clock, reconciler } = setUp();
			world.latencyMs = latencyMs;
			const found = peek(reconciler.find(lostAttempt('x.1')));
			await clock.advance(1_000);
			reconciler.told('x.1', 'call_1');
			await clock.advance(0);
			expect(found.value).toEqual({ kind: 'placed', call: 'call_1' });
			const asked = world.asked.length;
			await clock.advance(HOUR_MS);
			expect(world.asked).toHaveLength(asked);
		},
	);

	test('is remembered, for it may come before the answer is given up; what came first counts, and nothing is asked', async () => {
		const { world, clock, reconciler } = setUp();
		reconciler.told('x.1', 'call_1');
		reconciler.told('x.1', 'call_2');
		await clock.advance(120_000);
		expect(await reconciler.find(lostAttempt('x.1'))).toEqual({ kind: 'placed', call: 'call_1' });
		expect(world.asked).toEqual([]);
	});

	test('also where the provider cannot be asked', async () => {
		const { clock, reconciler } = setUp({ readFound: () => ({ kind: 'cannot_tell', why: 'not shown' }) });
		reconciler.told('x.1', 'call_1');
		const found = ['x.1', 'x.2'].map((attempt) => peek(reconciler.find(lostAttempt(attempt))));
		await clock.advance(0);
		expect(found.map(({ value }) => value?.kind)).toEqual(['placed', 'cannot_tell']);
	});

	test('counts only for the very attempt', async () => {
		const { clock, reconciler } = setUp();
		const found = peek(reconciler.find(lostAttempt('x.1')));
		for (const other of ['x.11', 'x.', 'X.1', 'x.1 ', 'y.1', '']) reconciler.told(other, 'call_9');
		await clock.advance(SETTLING_MS);
		expect(found.value).toEqual(NOT_PLACED);
	});

	test('is forgotten for the oldest of ten thousand others', async () => {
		const { clock, reconciler } = setUp();
		for (let other = 0; other <= 10_000; other += 1) reconciler.told(`y.${other}`, `call_${other}`);
		const found = ['y.0', 'y.1'].map((attempt) => peek(reconciler.find(lostAttempt(attempt))));
		await clock.advance(SETTLING_MS);
		expect(found.map(({ value }) => value?.kind)).toEqual(['not_placed', 'placed']);
	});
});

describe('absence', () => {
	test('counts when it is seen after the settling time, not before', async () => {
		const { world, clock, reconciler } = setUp();
		const found = peek(reconciler.find(lostAttempt('x.1')));
		await clock.advance(SETTLING_MS - 1);
		expect(found.value).toBeUndefined();
		expect(world.asked.length).toBeGreaterThan(1);
		await clock.advance(1);
		expect(found.value).toEqual(NOT_PLACED);
	});

	test('does not count when it was asked before the settling time and answered after it', async () => {
		const { world, clock, reconciler } = setUp();
		world.latencyMs = SETTLING_MS;
		const found = peek(reconciler.find(lostAttempt('x.1')));
		await clock.advance(1);
		world.place('call_1', 'x.1');
		await clock.advance(SETTLING_MS);
		expect(found.value).toBeUndefined();
		await clock.advance(2 * SETTLING_MS);
		expect(found.value).toEqual({ kind: 'placed', call: 'call_1' });
	});

	test.each([503, 500, 429, 404, 0])('is never told by a read that failed (status %i)', async (status) => {
		const { world, clock, reconciler } = setUp();
		world.status = status;
		const found = peek(reconciler.find(lostAttempt('x.1')));
		await clock.advance(HOUR_MS);
		expect(found.value).toBeUndefined();
		world.status = 200;
		world.place('call_1', 'x.1');
		await clock.advance(5_000);
		expect(found.value).toEqual({ kind: 'placed', call: 'call_1' });
	});

	test('is told by the first read that works again after an outage', async () => {
		const { world, clock, reconciler } = setUp();
		world.status = 503;
		const found = peek(reconciler.find(lostAttempt('x.1')));
		await clock.advance(HOUR_MS);
		world.status = 200;
		await clock.advance(5_000);
		expect(found.value).toEqual(NOT_PLACED);
	});
});

test('questions become rarer, down to one in five seconds', async () => {
	const { world, clock, reconciler } = setUp();
	world.status = 503;
	void reconciler.find(lostAttempt('x.1'));
	const askedAt: number[] = [];
	for (let second = 0; second <= 20; second += 0.25) {
		await clock.advance(second === 0 ? 0 : 250);
		while (askedAt.length < world.asked.length) askedAt.push(second);
	}
	expect(askedAt).toEqual([0, 0.25, 0.75, 1.75, 3.75, 7.75, 12.75, 17.75]);
});

test('where absence counts late, questions become rarer still: a hundred and some for each attempt', async () => {
	const { world, clock, settling, reconciler } = setUp();
	settling.shownLate(HOUR_MS);
	const settlingMs = settling.absentAfterMs;
	const found = peek(reconciler.find(lostAttempt('x.1')));
	await clock.advance(settlingMs);
	expect(found.value).toEqual(NOT_PLACED);
	expect(world.asked.length).toBeGreaterThan(100);
	expect(world.asked.length).toBeLessThan(115);
});

describe('abandoning', () => {
	test('leaves it unknown, whether it waits or asks', async () => {
		const waiting = setUp();
		const asking = setUp();
		asking.world.latencyMs = 1_000;
		const found = [waiting, asking].map(({ reconciler }) => peek(reconciler.find(lostAttempt('x.1'))));
		for (const { clock, abandon } of [waiting, asking]) {
			await clock.advance(100);
			abandon.abort();
			await clock.advance(HOUR_MS);
		}
		expect(found.map(({ value }) => value)).toEqual([{ kind: 'abandoned' }, { kind: 'abandoned' }]);
		expect([waiting.world.asked.length, asking.world.asked.length]).toEqual([1, 1]);
	});

	test('beforehand asks nothing', async () => {
		const { world, abandon, reconciler } = setUp();
		abandon.abort();
		expect(await reconciler.find(lostAttempt('x.1'))).toEqual({ kind: 'abandoned' });
		expect(world.asked).toEqual([]);
	});
});

describe('lists that lag', () => {
	test('are waited for three times as long as they were seen to', async () => {
		const { world, clock, settling, reconciler } = setUp();
		world.place('call_1', 'x.1');
		world.unlisted.add('call_1');
		const late = peek(reconciler.find(lostAttempt('x.1')));
		await clock.advance(20_000);
		world.unlisted.clear();
		await clock.advance(5_000);
		expect(late.value).toEqual({ kind: 'placed', call: 'call_1' });
		// Asked after 17.75 s it was missing, 5 s later it was there.
		expect(settling.absentAfterMs).toBe(3 * 17_750);

		const never = peek(reconciler.find(lostAttempt('x.2')));
		await clock.advance(settling.absentAfterMs - 1);
		expect(never.value).toBeUndefined();
		await clock.advance(1);
		expect(never.value).toEqual(NOT_PLACED);
	});

	test('are not waited for longer when what is missing never comes', async () => {
		const { clock, settling, reconciler } = setUp();
		void reconciler.find(lostAttempt('x.1'));
		await clock.advance(SETTLING_MS);
		expect(settling.absentAfterMs).toBe(SETTLING_MS);
	});
});

describe('where the provider cannot be asked by attempt', () => {
	test('an answer of many pages is read to its end', async () => {
		const pages = ['/page 1', '/page 2', '/page 3'];
		const ask = (page: number) => ({ method: 'GET', path: pages[page] ?? '', headers: {} }) as const;
		let asked = 0;
		const { clock, reconciler } = setUp({
			findAttempt: () => ask(0),
			readFound() {
				asked += 1;
				return asked < 3 ? { kind: 'more', request: ask(asked) } : { kind: 'placed', call: 'call_9' };
			},
		});
		const found = peek(reconciler.find(lostAttempt('x.1')));
		await clock.advance(0);
		expect(found.value).toEqual({ kind: 'placed', call: 'call_9' });
		expect(asked).toBe(3);
	});

	test('a list that always names a next page is not read for ever', async () => {
		const next = { method: 'GET', path: '/next', headers: {} } as const;
		const { world, clock, reconciler } = setUp({ readFound: () => ({ kind: 'more', request: next }) });
		const found = peek(reconciler.find(lostAttempt('x.1')));
		await clock.advance(HOUR_MS);
		expect(found.value).toEqual({ kind: 'cannot_tell', why: 'its lists go on after 500 requests' });
		expect(world.asked).toHaveLength(500);
	});

	test('an answer that does not tell is not asked for again', async () => {
		const why = 'two calls went to this number just then';
		const { world, clock, reconciler } = setUp({ readFound: () => ({ kind: 'cannot_tell', why }) });
		const found = peek(reconciler.find(lostAttempt('x.1')));
		await clock.advance(HOUR_MS);
		expect(found.value).toEqual({ kind: 'cannot_tell', why });
		expect(world.asked.length).toBe(1);
	});

	test('nothing is asked where there is no such question', async () => {
		const world = new FakeWorld();
		const { reads, signal } = readsOf(world);
		const { findAttempt: _, readFound: __, ...provider } = reads.provider;
		const mute = new Reads({ provider, http: world, clock: world.clock, signal, hooks: NO_HOOKS });
		const { clock } = world;
		const reconciler = new Reconciler({ reads: mute, clock, signal, settling: new Settling(SETTLING_MS) });
		const why = 'the provider cannot be asked whether it placed a call';
		expect(await reconciler.find(lostAttempt('x.1'))).toEqual({ kind: 'cannot_tell', why });
		expect(world.asked).toEqual([]);
	});
});

test('an answer may say how the next one is to be read', async () => {
	const request = (path: string) => ({ method: 'GET', path, headers: {} }) as const;
	const { world, clock, reconciler } = setUp({
		readFound: () => ({
			kind: 'more',
			request: request('/attempt x.9'),
			read: () => ({ kind: 'cannot_tell', why: 'read otherwise' }),
		}),
	});
	const found = peek(reconciler.find(lostAttempt('x.1')));
	await clock.advance(0);
	expect(found.value).toEqual({ kind: 'cannot_tell', why: 'read otherwise' });
	expect(world.asked).toEqual(['/attempt x.1', '/attempt x.9']);
});

test('that nothing has changed is no evidence: each time the provider is to answer anew', async () => {
	const asked: HttpRequest['headers'][] = [];
	const ask: HttpRequest = { method: 'GET', path: '/attempt', headers: { accept: 'application/json' } };
	const { world, clock, reconciler } = setUp({ findAttempt: () => ask });
	// By the tag of this server, a list of another length is the same list.
	const answer = (headers: HttpRequest['headers']): HttpResult => {
		const isSame = headers['if-none-match'] === 'W/"calls"';
		const body = isSame ? '' : JSON.stringify(clock.monotonic() < 10_000 ? [] : [{ call: 'call_1', attempt: 'x.1' }]);
		const response = { status: isSame ? 304 : 200, headers: { etag: 'W/"calls"' }, body, receivedAt: 0, latencyMs: 0 };
		return { ok: true, response };
	};
	world.send = async ({ headers }) => {
		asked.push(headers);
		return answer(headers);
	};
	const found = peek(reconciler.find(lostAttempt('x.1')));
	await clock.advance(SETTLING_MS * 2);
	expect(found.value).toEqual({ kind: 'placed', call: 'call_1' });
	expect(asked[0]).toEqual({ accept: 'application/json', 'cache-control': 'no-cache' });
});
