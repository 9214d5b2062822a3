import { describe, expect, test } from 'vitest';
import { freshest, heldBy, isOver } from '../../../src/account/lease.js';
import { shareOf } from '../../../src/account/lease-table.js';
import { ceiling, dead, lease, living, NOW } from './leases.js';

const ALL = Number.POSITIVE_INFINITY;

test('a dialer that shares with nobody has all, known ceiling or not', () => {
	const alone = { othersLive: 0, slots: ALL, pace: 1, mayProbe: true };
	expect(shareOf(lease('a', { wanted: 3 }), [])).toEqual(alone);
	expect(shareOf(lease('a', { learned: ceiling(10) }), [])).toEqual(alone);
});

describe('with a known ceiling', () => {
	const learned = ceiling(10);

	test('two that want all get half each', () => {
		const other = living('b', { granted: 5, live: 5 });
		expect(shareOf(lease('a', { learned }), [other])).toMatchObject({ slots: 5, othersLive: 5 });
	});

	test('nobody gets more than it wants, and the rest goes to the other', () => {
		expect(shareOf(lease('a', { wanted: 3, learned }), [living('b')]).slots).toBe(3);
		expect(shareOf(lease('a', { learned }), [living('b', { wanted: 3 })]).slots).toBe(7);
	});

	test('the odd slot is the older one', () => {
		const older = lease('z', { startedAt: NOW - 90_000, learned: ceiling(9) });
		const newer = lease('a', { learned: ceiling(9) });
		expect(shareOf(older, [{ lease: newer, living: true }]).slots).toBe(5);
		expect(shareOf(newer, [{ lease: older, living: true }]).slots).toBe(4);
	});

	test('what another still holds cannot be had, be it granted or live', () => {
		expect(shareOf(lease('a', { learned }), [living('b', { granted: 8, live: 1 })]).slots).toBe(2);
		expect(shareOf(lease('a', { learned }), [living('b', { granted: 5, live: 9 })]).slots).toBe(1);
		expect(shareOf(lease('a', { learned }), [living('b', { granted: ALL })]).slots).toBe(0);
	});

	test('one that has too much is held to its part while its calls end', () => {
		expect(shareOf(lease('a', { live: 10, learned }), [living('b')]).slots).toBe(5);
	});

	test('the ceiling that was found last counts', () => {
		const other = living('b', { granted: 5, learned: ceiling(20, NOW) });
		expect(shareOf(lease('a', { learned }), [other]).slots).toBe(10);
		expect(shareOf(lease('a', { learned: ceiling(8, NOW + 1) }), [other]).slots).toBe(3);
	});

	test('the calls of a dead one count, and those that it may have started after its last lease', () => {
		expect(shareOf(lease('a', { learned }), [dead('b', { granted: 4, live: 3 })])).toMatchObject({
			slots: 6,
			othersLive: 4,
			pace: 1,
			mayProbe: true,
		});
	});

	test('the calls that one left behind count as many as they are', () => {
		const left = dead('b', { granted: 0, live: 3, ended: true });
		expect(shareOf(lease('a', { learned }), [left]).slots).toBe(7);
		expect(heldBy(dead('b', { granted: ALL, live: 3 }))).toBe(3);
	});

	test('the living share what the dead leave', () => {
		const others = [living('b', { granted: 3, live: 3 }), dead('c', { live: 4 })];
		expect(shareOf(lease('a', { learned }), others)).toMatchObject({ slots: 3, othersLive: 7 });
	});
});

describe('without a ceiling', () => {
	const old = { startedAt: NOW - 90_000 };

	test('what all have live is shared, and the oldest looks for more once the others have their part', () => {
		const older = (live: number) => lease('z', { ...old, live });
		const newer = (live: number) => lease('a', { live });
		expect(shareOf(older(4), [{ lease: newer(4), living: true }])).toMatchObject({ slots: ALL, mayProbe: true });
		expect(shareOf(older(7), [{ lease: newer(1), living: true }])).toMatchObject({ slots: 4, mayProbe: true });
		expect(shareOf(newer(1), [{ lease: older(7), living: true }])).toMatchObject({ slots: 4, mayProbe: false });
	});

	test('everybody may have one call', () => {
		expect(shareOf(lease('a'), [{ lease: lease('z', old), living: true }]).slots).toBe(1);
	});

	test('one that wants little does not keep the other from growing', () => {
		const little = living('b', { live: 2, wanted: 2 });
		expect(shareOf(lease('z', { ...old, live: 9 }), [little]).slots).toBe(ALL);
	});

	test('a ceiling that was given up is none', () => {
		const other = living('b', { ...old, learned: ceiling(undefined, NOW) });
		expect(shareOf(lease('a', { live: 2, learned: ceiling(10) }), [other]).slots).toBe(1);
	});
});

describe('who looks for more', () => {
	test('one that wants no more than it has leaves it to the next', () => {
		const older = lease('z', { startedAt: NOW - 90_000, wanted: 3 });
		const newer = lease('a');
		expect(shareOf(older, [{ lease: newer, living: true }]).mayProbe).toBe(false);
		expect(shareOf(newer, [{ lease: older, living: true }]).mayProbe).toBe(true);
	});

	test('nobody does before the one that did has given it up, unless that one is dead', () => {
		const older = lease('z', { startedAt: NOW - 90_000 });
		expect(shareOf(older, [living('a', { probes: true })]).mayProbe).toBe(false);
		expect(shareOf(older, [dead('a', { probes: true })]).mayProbe).toBe(true);
	});
});

describe('the pace', () => {
	test('is split by demand', () => {
		const other = living('b', { pace: 0.5 });
		expect(shareOf(lease('a'), [other]).pace).toBe(0.5);
		expect(shareOf(lease('a', { wantedPace: 0.2 }), [other]).pace).toBe(0.2);
		expect(shareOf(lease('a'), [living('b', { wantedPace: 0.25, pace: 0.25 })]).pace).toBe(0.75);
	});

	test('is not had before the other has given it up', () => {
		expect(shareOf(lease('a'), [living('b', { pace: 1 })]).pace).toBe(0);
		expect(shareOf(lease('a'), [living('b', { pace: 0.7 })]).pace).toBeCloseTo(0.3);
	});
});

test('the calls of a dead dialer are over after twice the longest that it saw, and ten minutes at least', () => {
	const minute = 60_000;
	expect(isOver(dead('a'), NOW + 10 * minute)).toBe(false);
	expect(isOver(dead('a'), NOW + 10 * minute + 1)).toBe(true);
	expect(isOver(dead('a', { longestCallMs: 8 * minute }), NOW + 16 * minute)).toBe(false);
	expect(isOver(dead('a', { longestCallMs: 8 * minute }), NOW + 16 * minute + 1)).toBe(true);
	expect(isOver(living('a'), NOW + 99 * minute)).toBe(false);
});

test('of two that found something at one moment all believe the older', () => {
	const older = lease('z', { startedAt: NOW - 90_000, learned: ceiling(7) });
	const newer = lease('a', { learned: ceiling(9) });
	expect(freshest([older, newer])?.ceiling).toBe(7);
	expect(freshest([newer, older])?.ceiling).toBe(7);
	expect(freshest([lease('a')])).toBeUndefined();
});
