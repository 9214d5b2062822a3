import { expect, test } from 'vitest';
import { AwsCubic } from '../../bench/governor/peers/aws-cubic.js';
import { Cookbook } from '../../bench/governor/peers/cookbook.js';
import { RclonePacer } from '../../bench/governor/peers/rclone-pacer.js';
import { SreThrottle } from '../../bench/governor/peers/sre-throttle.js';
import { StaticOracle } from '../../bench/governor/peers/static-oracle.js';
import { readScenarioFile } from '../../scenarios/scenario-file.js';
import { ticketOf } from '../governor/driver.js';
import { ANSWER_MS, fill, refuse, take, wait } from './peer-driver.js';

test('AWS knows no rate before the first throttle', () => {
	const peer = new AwsCubic();
	fill(peer, 0);
	expect(peer.perSecond).toBeUndefined();
});

test('AWS falls to 0.7 of the measured rate and is back there after its plateau', () => {
	const peer = new AwsCubic();
	let now = 0;
	for (; now < 20_000; now += 100) peer.ended(take(peer, now), now + ANSWER_MS);
	refuse(peer, now);
	expect(peer.perSecond).toBeCloseTo(7, 0);
	const before = peer.perSecond ?? 0;
	const plateauMs = Math.cbrt(((before / 0.7) * 0.3) / 0.4) * 1_000;
	const until = now + plateauMs;
	for (now += 150; now < until; now += 150) peer.ended(take(peer, now), now + ANSWER_MS);
	expect(peer.perSecond).toBeCloseTo(before / 0.7, 0);
});

test('AWS never goes below a start in two seconds, and gives a contact up after three attempts', () => {
	const peer = new AwsCubic();
	for (const now of [0, 10_000, 20_000]) refuse(peer, now);
	expect(peer.perSecond).toBe(0.5);
	expect(peer.lost).toBe(1);
});

test.each([
	[2, 8, 4, 0],
	[2, 10, 2, 6 / 11],
	[1.1, 10, 10, 0],
	[1.1, 10, 5, 4.5 / 11],
])('SRE throttle K=%d turns away after %d requests of which %d were taken: %d', (k, requests, taken, share) => {
	const peer = new SreThrottle(k, () => 0.999_999);
	for (let place = 0; place < requests; place += 1) {
		if (place < taken) take(peer, 1_000);
		else refuse(peer, 1_000);
	}
	expect(peer.turnsAway(2_000)).toBeCloseTo(share);
	expect(peer.turnsAway(200_000)).toBe(0);
});

test('SRE throttle counts what it turned away, and sleeps', () => {
	const peer = new SreThrottle(2, () => 0);
	refuse(peer, 0);
	expect(wait(peer, 1_000)).toBe(5_000);
	expect(peer.turnsAway(1_000)).toBeCloseTo(2 / 3);
});

test('rclone doubles its sleep with a refusal and takes a quarter with a success', () => {
	const peer = new RclonePacer();
	const sleeps = [0, 10_000, 20_000].map((now) => {
		refuse(peer, now);
		return peer.sleepMs;
	});
	expect(sleeps).toEqual([20, 40, 80]);
	take(peer, 30_000);
	expect(peer.sleepMs).toBe(60);
	for (let now = 40_000; now < 140_000; now += 10_000) refuse(peer, now);
	expect(peer.sleepMs).toBe(2_000);
	expect(wait(peer, 131_000)).toBe(1_000);
	refuse(peer, 200_000, { kind: 'unknown', retryAfterMs: 30_000 });
	expect(wait(peer, 200_000 + ANSWER_MS)).toBe(30_000);
});

test('the cookbook sends a minute at once and then at its rate', () => {
	const peer = new Cookbook(60);
	for (let now = 0; now < 60; now += 1) take(peer, now);
	expect(wait(peer, 60)).toBeGreaterThan(900);
	take(peer, 1_100);
	expect(wait(peer, 1_101)).toBeGreaterThan(800);
});

test('the cookbook rests for 15 s after a refusal and gives a contact up after five attempts', () => {
	const peer = new Cookbook(60);
	const other = ticketOf(peer.admit(0));
	for (let round = 0; round < 5; round += 1) refuse(peer, 1 + round * 20_000);
	expect(wait(peer, 80_001 + ANSWER_MS)).toBe(15_000);
	expect(peer.lost).toBe(1);
	peer.ended(other, 90_000);
});

test('the oracle fills the slots that there are just now and no more', () => {
	const peer = new StaticOracle(readScenarioFile('b9-moving-slots'), 1);
	expect(fill(peer, 0)).toHaveLength(20);
	expect(wait(peer, 2_400_000)).toBe(Number.POSITIVE_INFINITY);
	expect(fill(peer, 4_800_000)).toHaveLength(10);
});

test('the oracle keeps just below the rate', () => {
	const peer = new StaticOracle(readScenarioFile('b4-fixed-window'), 1);
	take(peer, 0);
	expect(wait(peer, 1)).toBeGreaterThan(1_000);
	expect(wait(peer, 1)).toBeLessThan(1_000 / 0.98);
});
