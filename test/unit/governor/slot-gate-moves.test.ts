import { expect, test } from 'vitest';
import { SlotGateBench } from './slot-gate-driver.js';

const MINUTE_MS = 60_000;

/** The ceiling falls, or rises, to another level, and is found there. */
function move(bench: SlotGateBench, to: number): void {
	bench.gate.found(to, bench.now, false);
}

test('a ceiling that is found again where it was, or next to it, has not moved', () => {
	const bench = SlotGateBench.full(40);
	for (const to of [40, 41, 39, 40]) move(bench, to);
	expect(bench.gate.moves(bench.now)).toBe(false);
	move(bench, 30);
	expect(bench.gate.moves(bench.now)).toBe(true);
	expect(bench.gate.moves(bench.now + 2 * 60 * MINUTE_MS)).toBe(false);
});

test('a ceiling that never stands still is followed: less for every episode of refusals, and that is told', () => {
	const bench = SlotGateBench.full(20);
	for (const to of [12, 20, 14]) move(bench, to);
	bench.changes.length = 0;
	bench.end(6);
	bench.now += MINUTE_MS;
	bench.refuse();
	bench.refuse();
	expect(bench.changes).toMatchObject([{ what: 'slots', from: 14 }]);
	const [change] = bench.changes;
	expect(change?.to).toBeLessThan(14);
	expect(change?.why).toBe('refused at 14 live calls; the limit keeps moving');
	expect(bench.gate.searching).toBe(false);
	expect(bench.wait(14)).toMatchObject({ why: { code: 'slots' } });
});

test('a told limit ends the search below the old ceiling', () => {
	const bench = SlotGateBench.full(20);
	bench.end();
	bench.refuse();
	bench.gate.told(15);
	expect(bench.gate.searching).toBe(false);
	expect(bench.gate.ceiling.cap).toBe(15);
});
