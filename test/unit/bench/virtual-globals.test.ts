import { expect, test } from 'vitest';
import { VirtualClock } from '../../../src/runtime/clock.js';
import { useVirtualClock } from '../../bench/governor/jobs/virtual-globals.js';
import { restoreRealTimers } from './real-timers.js';

restoreRealTimers();

test('timers and clocks of the thread follow the virtual clock', async () => {
	const clock = new VirtualClock();
	useVirtualClock(clock);
	const seen: (string | number)[] = [];
	globalThis.setTimeout((word: string) => seen.push(word, Date.now() - clock.now(), performance.now()), 2_000, 'once');
	const cancelled = globalThis.setTimeout(() => seen.push('never'), 1_000);
	const beats = globalThis.setInterval(() => seen.push('beat'), 700);
	globalThis.clearTimeout(cancelled);
	await clock.advance(1_500);
	globalThis.clearInterval(beats);
	await clock.advance(1_500);
	expect(seen).toEqual(['beat', 'beat', 'once', 0, 2_000]);
});

test('a timer can be let go of as Node has it', () => {
	useVirtualClock(new VirtualClock());
	const timer = globalThis.setTimeout(() => undefined, 1);
	expect(timer.unref().ref()).toBe(timer);
});
