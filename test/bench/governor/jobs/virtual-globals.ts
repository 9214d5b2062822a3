import type { Clock } from '../../../../src/runtime/clock.js';

/** A Node timer on a virtual clock; nothing waits for it to end the process. */
class VirtualTimer {
	#cancel: () => void;

	constructor(schedule: (timer: VirtualTimer) => () => void) {
		this.#cancel = schedule(this);
	}

	reschedule(cancel: () => void): void {
		this.#cancel = cancel;
	}

	clear(): void {
		this.#cancel();
	}

	ref(): this {
		return this;
	}

	unref(): this {
		return this;
	}
}

/** Node's shortest timer, ms. */
const SHORTEST_MS = 1;

let clock: Clock | undefined;

/** The timers of Node and the two readings of time come from this clock from now on, in the whole thread. */
export function useVirtualClock(virtual: Clock): void {
	if (clock === undefined) patch();
	clock = virtual;
}

function patch(): void {
	Object.assign(globalThis, {
		setTimeout: (callback: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) =>
			new VirtualTimer(() => current().after(Math.max(SHORTEST_MS, ms), () => callback(...given))),
		setInterval: (callback: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) =>
			new VirtualTimer((timer) => repeat(timer, Math.max(SHORTEST_MS, ms), () => callback(...given))),
		clearTimeout: clear,
		clearInterval: clear,
	});
	Date.now = () => current().now();
	performance.now = () => current().monotonic();
}

function repeat(timer: VirtualTimer, ms: number, callback: () => void): () => void {
	return current().after(ms, () => {
		timer.reschedule(repeat(timer, ms, callback));
		callback();
	});
}

function clear(timer: unknown): void {
	if (timer instanceof VirtualTimer) timer.clear();
}

function current(): Clock {
	if (clock === undefined) throw new Error('no virtual clock was given');
	return clock;
}
