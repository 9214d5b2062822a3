/**
 * Time as an argument. Two readings, because they fail differently: the wall clock is what people read and what is
 * written down, but it jumps when it is corrected; the monotonic one only runs forward and is what waiting is measured by.
 */
export interface Clock {
	/** Wall time, epoch ms. */
	now(): number;
	/** Monotonic time in ms from an arbitrary origin. */
	monotonic(): number;
	/** Runs `callback` once after `ms`; the returned function cancels it. */
	after(ms: number, callback: () => void): () => void;
}

/** Longest delay a Node timer takes (2^31 - 1 ms); a longer one would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

export const systemClock: Clock = {
	now: () => Date.now(),
	monotonic: () => performance.now(),
	after(ms, callback) {
		const timer = setTimeout(callback, Math.min(Math.max(0, ms), LONGEST_TIMER_MS));
		return () => clearTimeout(timer);
	},
};

/**
 * Resolves after `ms`, or at once when `signal` is aborted (it never rejects: the caller looks at the signal).
 */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
	if (signal?.aborted) return Promise.resolve();
	return new Promise((resolve) => {
		const cancel = clock.after(ms, () => {
			signal?.removeEventListener('abort', wake);
			resolve();
		});
		function wake(): void {
			cancel();
			resolve();
		}
		signal?.addEventListener('abort', wake, { once: true });
	});
}

interface Timer {
	readonly at: number;
	readonly order: number;
	/** Taken away when the timer is cancelled, so that what it held can go before its moment comes. */
	callback: (() => void) | undefined;
}

/**
 * Time that moves only when it is told to. Timers fire in the order of their moment, then of their creation, and after
 * each one every promise that can settle does, so whole campaigns of hours run in milliseconds and always the same way.
 */
export class VirtualClock implements Clock {
	readonly #origin: number;
	#elapsed = 0;
	#created = 0;
	readonly #timers = new TimerHeap();

	constructor(startMs = Date.UTC(2026, 0, 5, 9)) {
		this.#origin = startMs;
	}

	now(): number {
		return this.#origin + this.#elapsed;
	}

	monotonic(): number {
		return this.#elapsed;
	}

	after(ms: number, callback: () => void): () => void {
		const timer: Timer = { at: this.#elapsed + Math.max(0, ms), order: this.#created++, callback };
		this.#timers.add(timer);
		return () => {
			timer.callback = undefined;
		};
	}

	/** Lets `ms` pass, firing what falls due. */
	async advance(ms: number): Promise<void> {
		const end = this.#elapsed + ms;
		await settlePromises();
		for (let timer = this.#timers.takeUntil(end); timer !== undefined; timer = this.#timers.takeUntil(end)) {
			if (timer.callback === undefined) continue;
			this.#elapsed = timer.at;
			timer.callback();
			await settlePromises();
		}
		this.#elapsed = end;
	}
}

/** Timers as a binary heap with the one that is due first on top. */
class TimerHeap {
	readonly #heap: Timer[] = [];

	add(timer: Timer): void {
		const heap = this.#heap;
		let place = heap.length;
		while (place > 0) {
			const parent = (place - 1) >> 1;
			const above = heap[parent];
			if (above === undefined || isBefore(above, timer)) break;
			heap[place] = above;
			place = parent;
		}
		heap[place] = timer;
	}

	/** Takes out the first timer if it is due at `end` or before. */
	takeUntil(end: number): Timer | undefined {
		const heap = this.#heap;
		const first = heap[0];
		if (first === undefined || first.at > end) return undefined;
		const last = heap.pop();
		if (last !== undefined && heap.length > 0) this.#sink(last);
		return first;
	}

	/** Puts a timer in place of the top and lets it down to where it belongs. */
	#sink(timer: Timer): void {
		const heap = this.#heap;
		let place = 0;
		for (;;) {
			const left = heap[2 * place + 1];
			if (left === undefined) break;
			const right = heap[2 * place + 2];
			const goesRight = right !== undefined && isBefore(right, left);
			const smaller = goesRight ? right : left;
			if (isBefore(timer, smaller)) break;
			heap[place] = smaller;
			place = 2 * place + (goesRight ? 2 : 1);
		}
		heap[place] = timer;
	}
}

function isBefore(one: Timer, other: Timer): boolean {
	return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** One turn of the event loop: all promise callbacks that are ready have run, and those that they made ready. */
function settlePromises(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
