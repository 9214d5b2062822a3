import { expect, test } from 'vitest';
import { Wake } from '../../../src/dispatch/wake.js';
import { VirtualClock } from '../../../src/runtime/clock.js';

function setUp() {
	const clock = new VirtualClock();
	const wake = new Wake(clock);
	/** Waits; when it was over, in ms since the beginning. */
	const wait = async (ms: number) => {
		await wake.wait(ms);
		return clock.monotonic();
	};
	return { clock, wake, wait };
}

test('a wait ends when its time is over', async () => {
	const { clock, wait } = setUp();
	const woke = wait(1_000);
	await clock.advance(5_000);
	expect(await woke).toBe(1_000);
});

test('a wait ends when somebody notifies it', async () => {
	const { clock, wake, wait } = setUp();
	const woke = wait(1_000);
	await clock.advance(10);
	wake.notify();
	await clock.advance(0);
	expect(await woke).toBe(10);
});

test('a notice that comes before the wait is not lost: it ends the next wait, and only that one', async () => {
	const { clock, wake, wait } = setUp();
	wake.notify();
	wake.notify();
	expect(await wait(1_000)).toBe(0);
	const second = wait(1_000);
	await clock.advance(2_000);
	expect(await second).toBe(1_000);
});

test('a notice that ended one wait does not end the next', async () => {
	const { clock, wake, wait } = setUp();
	const first = wait(1_000);
	wake.notify();
	await first;
	const second = wait(500);
	await clock.advance(2_000);
	expect(await second).toBe(500);
});

test('a wait without an end of its own, as for an event, ends by a notice', async () => {
	const { clock, wake, wait } = setUp();
	const woke = wait(Number.POSITIVE_INFINITY);
	await clock.advance(3_600_000);
	wake.notify();
	expect(await woke).toBe(3_600_000);
});

test('a wait that was ended early leaves no timer behind', async () => {
	let timers = 0;
	const after = () => {
		timers += 1;
		return () => {
			timers -= 1;
		};
	};
	const wake = new Wake({ now: () => 0, monotonic: () => 0, after });
	const woke = wake.wait(60_000);
	expect(timers).toBe(1);
	wake.notify();
	await woke;
	expect(timers).toBe(0);
});
