import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { sleep, VirtualClock } from '../../../src/runtime/clock.js';

/** How long a sleep took on the virtual clock; undefined while it goes on. */
function sleeping(clock: VirtualClock, ms: number, signal?: AbortSignal) {
	const seen: { wokeAt?: number } = {};
	void sleep(clock, ms, signal).then(() => {
		seen.wokeAt = clock.monotonic();
	});
	return seen;
}

test('ends when its time is over, not before', async () => {
	const clock = new VirtualClock();
	const slept = sleeping(clock, 1_000);
	await clock.advance(999);
	expect(slept.wokeAt).toBeUndefined();
	await clock.advance(1);
	expect(slept.wokeAt).toBe(1_000);
});

test('ends at once when the signal is aborted meanwhile, and does not reject', async () => {
	const clock = new VirtualClock();
	const abort = new AbortController();
	const slept = sleeping(clock, 60_000, abort.signal);
	await clock.advance(10);
	abort.abort(new Error('stop'));
	await clock.advance(0);
	expect(slept.wokeAt).toBe(10);
});

test('leaves no timer behind when it is aborted', () => {
	let timers = 0;
	const after = () => {
		timers += 1;
		return () => {
			timers -= 1;
		};
	};
	const abort = new AbortController();
	void sleep({ now: () => 0, monotonic: () => 0, after }, 60_000, abort.signal);
	expect(timers).toBe(1);
	abort.abort();
	expect(timers).toBe(0);
});

test('with a signal that is aborted already it does not sleep at all', async () => {
	const clock = new VirtualClock();
	await sleep(clock, 60_000, AbortSignal.abort());
	expect(clock.monotonic()).toBe(0);
});

test('takes its listener off the signal when its time is over', async () => {
	const clock = new VirtualClock();
	const abort = new AbortController();
	const { signal } = abort;
	const listeners = () => getEventListeners(signal, 'abort').length;
	sleeping(clock, 5, signal);
	expect(listeners()).toBe(1);
	await clock.advance(5);
	expect(listeners()).toBe(0);
});
