import { expect, test } from 'vitest';
import type { Governor, Ticket } from '../../../src/governor/governor.js';
import { AibrixWindow } from '../../bench/governor/peers/aibrix-window.js';
import { NaiveAimd } from '../../bench/governor/peers/naive-aimd.js';
import { NetflixAimd } from '../../bench/governor/peers/netflix-aimd.js';
import { PalantirCiad } from '../../bench/governor/peers/palantir-ciad.js';
import { QueueManager } from '../../bench/governor/peers/queue-manager.js';
import { QuietAimd } from '../../bench/governor/peers/quiet-aimd.js';
import { VectorArc } from '../../bench/governor/peers/vector-arc.js';
import { ticketOf } from '../governor/driver.js';
import { ANSWER_MS, allowed, fill, refuse, take, wait } from './peer-driver.js';

/** Takes calls one after the other, each over before the next. */
function takeAndEnd(peer: Governor, count: number, now = 0): void {
	for (let place = 0; place < count; place += 1) peer.ended(take(peer, now), now + ANSWER_MS);
}

test.each([
	['naive AIMD adds one for each call that it allows', new NaiveAimd(), (peer) => take(peer, 0), 2],
	[
		'quiet AIMD does not grow before its quiet is over',
		new QuietAimd(0.5),
		(peer) => wait(take(peer, 0) && peer, 29_999),
		1,
	],
	['quiet AIMD adds one after 30 s', new QuietAimd(0.5), (peer) => take(peer, 30_000), 2],
	['Netflix takes a tenth at one drop', new NetflixAimd(), (peer) => refuse(peer, 0), 18],
	['Netflix adds nothing with less than half in flight', new NetflixAimd(), (peer) => takeAndEnd(peer, 9), 20],
	[
		'Netflix counts a slow answer as a drop',
		new NetflixAimd(),
		(peer) => peer.accepted(ticketOf(peer.admit(0)), 5_001),
		18,
	],
	['Palantir takes a tenth at one drop', new PalantirCiad(), (peer) => refuse(peer, 0), 18],
	['Palantir takes a tenth at a server error', new PalantirCiad(), (peer) => failOne(peer), 18],
	['Palantir adds nothing below nine tenths in flight', new PalantirCiad(), (peer) => takeAndEnd(peer, 100), 20],
	['Vector grows at the limit while answers come no slower', new VectorArc(), (peer) => vectorRounds(peer, 3), 3],
	['AIBrix grows after eight good answers', new AibrixWindow(), (peer) => takeAndEnd(peer, 8), 2],
	['AIBrix takes seven as no reason to', new AibrixWindow(), (peer) => takeAndEnd(peer, 7), 1],
	['the queue manager begins with five', new QueueManager(() => 0), () => undefined, 5],
	['the queue manager adds one after 30 s without refusals', new QueueManager(() => 0), (peer) => take30s(peer, 0), 6],
	[
		'the queue manager takes one when more than 5 % are refused',
		new QueueManager(() => 0),
		(peer) => take30s(peer, 1),
		4,
	],
] as [string, Governor, (peer: Governor) => unknown, number][])('%s', (_, peer, act, expected) => {
	act(peer);
	expect(allowed(peer)).toBe(expected);
});

function failOne(peer: Governor): void {
	peer.failed(ticketOf(peer.admit(0)), ANSWER_MS, 'rejected');
}

function vectorRounds(peer: Governor, rounds: number): void {
	for (let round = 0; round < rounds; round += 1) {
		for (const ticket of fill(peer, round * 1_000)) peer.ended(ticket, round * 1_000 + ANSWER_MS);
	}
}

/** Ten starts within 30 s, so many of them refused, and a look after it. */
function take30s(peer: Governor, refused: number): void {
	for (let place = 0; place < refused; place += 1) refuse(peer, place);
	takeAndEnd(peer, 10 - refused, 10_000);
	peer.admit(30_000);
}

test('naive AIMD halves with every refusal, down to one', () => {
	const peer = new NaiveAimd();
	for (let now = 0; now < 20; now += 1) for (const ticket of fill(peer, now)) peer.ended(ticket, now);
	const before = allowed(peer);
	expect(before).toBeGreaterThan(8);
	refuse(peer, 20);
	expect(allowed(peer)).toBe(Math.floor(before / 2));
	for (let now = 21; now < 30; now += 1) refuse(peer, now);
	expect(allowed(peer)).toBe(1);
});

test('quiet AIMD begins its quiet anew with a refusal', () => {
	const peer = new QuietAimd(0.9);
	refuse(peer, 20_000);
	take(peer, 40_000);
	expect(allowed(peer)).toBe(1);
	expect(wait(peer, 20_000 + ANSWER_MS + 29_999)).toBe(Number.POSITIVE_INFINITY);
	take(peer, 20_000 + ANSWER_MS + 30_000);
	expect(allowed(peer)).toBe(2);
});

test('Netflix adds one for every answer with at least half in flight', () => {
	const peer = new NetflixAimd();
	for (let place = 0; place < 9; place += 1) take(peer, 0);
	expect(allowed(peer)).toBe(20);
	take(peer, 0);
	expect(allowed(peer)).toBe(21);
});

test('Palantir adds one in all for about as many calls as its limit, taken with nine tenths in flight', () => {
	const peer = new PalantirCiad();
	const tickets = fill(peer, 0);
	const replace = (ticket: Ticket) => {
		peer.ended(ticket, 1);
		take(peer, 1);
	};
	for (const ticket of tickets.slice(0, 17)) replace(ticket);
	expect(allowed(peer)).toBe(20);
	for (const ticket of tickets.slice(17, 18)) replace(ticket);
	expect(allowed(peer)).toBe(21);
});

test('Vector takes a tenth once in a round trip, however many refusals there were', () => {
	const peer = new VectorArc();
	vectorRounds(peer, 19);
	const before = allowed(peer);
	const tickets = [1, 2, 3].map(() => ticketOf(peer.admit(100_000)));
	for (const ticket of tickets) peer.refused(ticket, 100_010, { kind: 'unknown' });
	expect(allowed(peer)).toBe(Math.floor(before * 0.9));
});

test('AIBrix shrinks once for a window with two errors, and waits', () => {
	const peer = new AibrixWindow();
	takeAndEnd(peer, 8);
	takeAndEnd(peer, 8);
	expect(allowed(peer)).toBe(3);
	refuse(peer, 1_000);
	refuse(peer, 1_000);
	takeAndEnd(peer, 6, 1_000);
	expect(allowed(peer)).toBe(2);
	expect(wait(peer, 1_000 + ANSWER_MS)).toBe(500);
});

test('the queue manager waits 1, 2, 4 ... s after refusals, at least as long as the provider asks', () => {
	const peer = new QueueManager(() => 0.999_999);
	const waits: number[] = [];
	let now = 0;
	for (let round = 0; round < 8; round += 1) {
		refuse(peer, now);
		waits.push(Math.round(wait(peer, now + ANSWER_MS) / 1_000));
		now += 100_000;
	}
	expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
	refuse(peer, now, { kind: 'unknown', retryAfterMs: 90_000 });
	expect(wait(peer, now + ANSWER_MS)).toBe(90_000);
});

test('the queue manager loses a contact at its fifth refusal', () => {
	const peer = new QueueManager(() => 0);
	for (let round = 0; round < 4; round += 1) refuse(peer, round * 100_000);
	expect(peer.lost).toBe(0);
	refuse(peer, 400_000);
	expect(peer.lost).toBe(1);
});
