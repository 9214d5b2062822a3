import { expect, test } from 'vitest';
import { knownRate, RateGateBench } from './rate-gate-driver.js';

const MINUTE_MS = 60_000;
const LATENCY_MS = 200;

test('without a limit nothing waits', () => {
	const bench = new RateGateBench().take(5);
	expect(bench.now).toBe(0);
	expect(bench.gate).toMatchObject({ perSecond: undefined, isBound: false });
});

test('the configured pace holds, and says so', () => {
	const bench = new RateGateBench(2).take(1);
	expect(bench.gate.perSecond).toBe(2);
	expect(bench.gate.wait(0)).toMatchObject({ why: { code: 'pace', text: '2 starts per second at most' } });
});

test.each([
	[0.5, 0.5],
	[2, 1],
])('of the configured pace, %d a second, and the learned one the slower holds', (configured, perSecond) => {
	const bench = knownRate(configured).take(10);
	expect(bench.gate.perSecond).toBe(perSecond);
	const { now } = bench;
	bench.take(10);
	expect((bench.now - now) / 10).toBeGreaterThanOrEqual(1_000 / perSecond);
	expect((bench.now - now) / 10).toBeLessThan(1_001 / perSecond);
});

test.each([
	[1, [{ what: 'pace', from: 1, to: 0.5, why: 'known from before' }]],
	[0.4, []],
])(
	'a pace is told from the configured one of %d a second on, and not at all where it is not the stricter',
	(configured, changes) => {
		const bench = new RateGateBench(configured);
		bench.gate.restore(0.5, MINUTE_MS, 0);
		expect(bench.changes).toEqual(changes);
	},
);

test('it tells what a pace was learned from', () => {
	const bench = new RateGateBench();
	for (let call = 0; call < 30; call += 1) bench.gate.taken(LATENCY_MS, -call * 100);
	bench.gate.learn(0, 58_000, false);
	expect(bench.changes).toMatchObject([
		{ what: 'pace', from: undefined, why: 'refused for 58 s, however many calls were live' },
	]);
	expect(bench.changes[0]?.to).toBe(bench.gate.perSecond);
	expect(bench.gate.rate).toMatchObject({ known: true, windowMs: MINUTE_MS });
	expect(bench.gate.isBound).toBe(true);
});

test('how many were taken just before a start is known', () => {
	const bench = new RateGateBench();
	for (const now of [0, 500, 1_000, 1_400]) bench.gate.taken(LATENCY_MS, now);
	expect(bench.gate.lately(1_400)).toBe(3);
	expect(bench.gate.lately(10_000)).toBe(0);
});

test('a pace that does not hold starts back is not what limits them', () => {
	const bench = knownRate().take(3);
	expect(bench.gate.isBound).toBe(true);
	for (let call = 0; call < 20; call += 1) {
		bench.now += 5_000;
		bench.take(1);
	}
	expect(bench.gate.isBound).toBe(false);
});

test('a pace known from before holds, and is told once', () => {
	const bench = new RateGateBench();
	for (const now of [0, 1_000]) bench.gate.restore(0.5, MINUTE_MS, now);
	expect(bench.changes).toEqual([{ what: 'pace', from: undefined, to: 0.5, why: 'known from before' }]);
	expect(bench.gate.rate).toMatchObject({ known: true, windowMs: MINUTE_MS });
});

test("a share of the pace is this dialer's", () => {
	const bench = knownRate().take(5);
	bench.gate.share(0.5, bench.now);
	const { now } = bench;
	bench.take(20);
	expect((bench.now - now) / 20).toBeGreaterThan(1_900);
});
