import { expect, test } from 'vitest';
import type { Provider, ReadLimit } from '../../../src/providers/provider.js';
import { Poller } from '../../../src/tracking/poller.js';
import { Settling } from '../../../src/tracking/settling.js';
import { FakeWorld, fakeProvider, peek, readsOf, taken } from './fake-world.js';

const LIGHT: ReadLimit = { group: 'light', limit: 60, windowMs: 60_000, share: 1, withStarts: false };
const HEAVY: ReadLimit = { group: 'heavy', limit: 10, windowMs: 60_000, share: 0.1, withStarts: true };
const { listCalls, getCall, readCall, readCalls } = fakeProvider();

/** Single calls are light, lists heavy; a refusal names its group unless it is everybody's. */
const grouped: Partial<Provider> = {
	readLimit: ({ path }) => (path === '/call' ? LIGHT : HEAVY),
	rateLimits: ({ headers }) => ({
		...(headers.group === undefined ? {} : { rates: [{ policy: headers.group, limit: 60, windowMs: 60_000 }] }),
		...(headers['retry-after'] === undefined ? {} : { retryAfterMs: Number(headers['retry-after']) * 1_000 }),
	}),
};

function setup(silenceMs = 0) {
	const world = new FakeWorld();
	const told: (number | undefined)[] = [];
	const hooks = { silenceMs: () => silenceMs, answered: (_: boolean, waitMs?: number) => told.push(waitMs) };
	const { reads, signal } = readsOf(world, {}, hooks as never, grouped);
	const light = () => peek(reads.read(getCall('a'), readCall).then(() => true));
	const heavy = () => peek(reads.read(listCalls([taken('a')]), (answer) => readCalls(answer)).then(() => true));
	return { world, reads, signal, told, light, heavy };
}

test('reads of a group are spaced by its limit, each group by its own', async () => {
	const { world, light, heavy } = setup();
	for (let count = 0; count < 3; count += 1) light();
	for (let count = 0; count < 2; count += 1) heavy();
	await world.clock.advance(0);
	expect(world.asked).toHaveLength(2);
	await world.clock.advance(2_500);
	expect(world.asked.filter((path) => path.startsWith('/call'))).toHaveLength(3);
	await world.clock.advance(57_000);
	expect(world.asked.filter((path) => path.startsWith('/list'))).toHaveLength(1);
	await world.clock.advance(3_000);
	expect(world.asked.filter((path) => path.startsWith('/list'))).toHaveLength(2);
});

test('a wait that is asked of light reads holds neither starts nor heavy reads', async () => {
	const { world, told, light, heavy } = setup();
	Object.assign(world, { status: 429, headers: { group: 'light', 'retry-after': '60' } });
	light();
	await world.clock.advance(0);
	expect(told).toEqual([undefined]);
	Object.assign(world, { status: 200, headers: {} });
	const [first, second] = [light(), heavy()];
	await world.clock.advance(50_000);
	expect([first.value, second.value]).toEqual([undefined, true]);
	await world.clock.advance(11_000);
	expect(first.value).toBe(true);
});

test('a wait that is asked of heavy reads holds starts, too', async () => {
	const { world, told, heavy } = setup();
	Object.assign(world, { status: 429, headers: { group: 'heavy', 'retry-after': '60' } });
	heavy();
	await world.clock.advance(0);
	expect(told).toEqual([60_000]);
});

test('a wait without a group holds everything, whether a read or a start met it', async () => {
	const { world, reads, told, light } = setup();
	Object.assign(world, { status: 429, headers: { 'retry-after': '30' } });
	light();
	await world.clock.advance(0);
	expect(told).toEqual([30_000]);
	expect(reads.waitMs(listCalls([taken('a')]))).toBeGreaterThan(29_000);
	reads.startAnswered({ retryAfterMs: 90_000 });
	expect(reads.waitMs(getCall('a'))).toBeGreaterThan(89_000);
});

test('a wait that starts were asked for holds heavy reads and not light ones', async () => {
	const { world, light, heavy } = setup(60_000);
	const [first, second] = [light(), heavy()];
	await world.clock.advance(0);
	expect([first.value, second.value]).toEqual([true, undefined]);
});

/** Calls that the status shows as gone once they are over; their ends stand elsewhere, in `ends`. */
function goneWorld(talks: boolean, ends?: string[]) {
	const world = new FakeWorld();
	const adapter: Partial<Provider> = {
		readCalls: (_, [first] = []) => ({
			views: [{ call: first?.call ?? '', attempt: undefined, end: undefined, state: overAt() ? 'gone' : 'talking' }],
		}),
		...(ends === undefined
			? {}
			: {
					findEnds: (calls) => ({
						method: 'GET',
						path: '/ends',
						headers: {},
						body: calls.map(({ call }) => call).join(),
					}),
					readEnds: (_, calls) =>
						calls
							.filter(({ call }) => ends.includes(call))
							.map(({ call }) => ({ call, attempt: undefined, end: { outcome: 'busy' as const, reason: 'log' } })),
				}),
	};
	const startedAt = world.clock.monotonic();
	const overAt = () => !talks || world.clock.monotonic() - startedAt > 20_000;
	const { reads, signal } = readsOf(world, { listSize: 1 }, {}, adapter);
	const settling = new Settling(30_000);
	const poller = new Poller({ reads, clock: world.clock, signal, settling, slotsWanted: () => false });
	return { world, poller, settling };
}

test('a call that is gone is asked for where ends are kept, with all others in one request', async () => {
	const { world, poller } = goneWorld(true, ['a', 'b']);
	const [one, other] = [peek(poller.follow(taken('a'))), peek(poller.follow(taken('b')))];
	await world.clock.advance(40_000);
	const end = { outcome: 'busy', reason: 'log' };
	expect([one.value, other.value]).toEqual(Array(2).fill({ kind: 'ended', end }));
	expect(world.asked).toContain('/ends a,b');
});

test.each([
	['seen talking', true, { kind: 'ended', end: { outcome: 'answered' } }],
	['never seen talking', false, { kind: 'lost' }],
] as const)('a call that is gone, %s, is waited for until its end had time to appear', async (_, talks, followed) => {
	const { world, poller, settling } = goneWorld(talks, []);
	const one = peek(poller.follow(taken('a')));
	await world.clock.advance(talks ? 45_000 : 25_000);
	expect(one.value).toBeUndefined();
	await world.clock.advance(20_000);
	expect(one.value).toMatchObject(followed);
	// Being gone says nothing about how far lists lag.
	expect(settling.absentAfterMs).toBe(30_000);
});

test('where ends are kept nowhere, what was seen of the call is all that is told', async () => {
	const { world, poller } = goneWorld(true);
	const one = peek(poller.follow(taken('a')));
	await world.clock.advance(30_000);
	expect(one.value).toMatchObject({ kind: 'ended', end: { outcome: 'answered' } });
});

test('while hints are relied on, the end of a call that is gone is asked for as often as ever, and the others are not', async () => {
	const { world, poller } = goneWorld(true, []);
	const call = (name: string, to: string) => ({ ...taken(name), to });
	void poller.follow(call('a', '+12025550101'));
	void poller.follow(call('b', '+12025550102'));
	await world.clock.advance(20_001);
	poller.hinted('+12025550101');
	await world.clock.advance(1);
	const before = world.asked.length;
	await world.clock.advance(12_000);
	const asked = world.asked.slice(before);
	expect(asked.filter((path) => path.startsWith('/ends')).length).toBeGreaterThanOrEqual(2);
	expect(asked.filter((path) => !path.startsWith('/ends'))).toEqual([]);
});
