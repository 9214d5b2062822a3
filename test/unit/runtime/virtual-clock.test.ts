import { expect, test } from 'vitest';
import { VirtualClock } from '../../../src/runtime/clock.js';

/** A clock and a log of what fired when, in ms since its beginning. */
function logged() {
	const clock = new VirtualClock();
	const log: string[] = [];
	const note = (name: string) => () => log.push(`${name} ${clock.monotonic()}`);
	return { clock, log, note };
}

test('timers fire in the order of their moment, equal ones in the order of their creation', async () => {
	const { clock, log, note } = logged();
	clock.after(30, note('late'));
	clock.after(10, note('first'));
	clock.after(10, note('second'));
	clock.after(0, note('now'));
	await clock.advance(29);
	expect(log).toEqual(['now 0', 'first 10', 'second 10']);
	await clock.advance(1);
	expect(log.at(-1)).toBe('late 30');
});

test('a negative delay is none', async () => {
	const { clock, log, note } = logged();
	clock.after(-5, note('at once'));
	await clock.advance(0);
	expect(log).toEqual(['at once 0']);
});

test('a cancelled timer does not fire, also when it is cancelled by one of the same moment', async () => {
	const { clock, log, note } = logged();
	const cancelEarly = clock.after(10, note('cancelled'));
	cancelEarly();
	clock.after(20, () => cancelPeer());
	const cancelPeer = clock.after(20, note('peer'));
	clock.after(20, note('kept'));
	await clock.advance(100);
	expect(log).toEqual(['kept 20']);
});

test('what a callback starts fires within the same advance when it falls due', async () => {
	const { clock, log, note } = logged();
	clock.after(10, () => {
		clock.after(5, note('chained'));
		clock.after(50, note('too late'));
	});
	await clock.advance(20);
	expect(log).toEqual(['chained 15']);
	expect(clock.monotonic()).toBe(20);
});

test('promises settle between two timers', async () => {
	const { clock, log, note } = logged();
	clock.after(10, () => void Promise.resolve().then(note('from the first')));
	clock.after(11, note('second'));
	await clock.advance(11);
	expect(log).toEqual(['from the first 10', 'second 11']);
});

test('wall and monotonic time run together from the given start', async () => {
	const clock = new VirtualClock(1_000_000);
	await clock.advance(250);
	expect([clock.now(), clock.monotonic()]).toEqual([1_000_250, 250]);
});
