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
	at: number;
	order: number;
	callback: () => void;
}

/**
 * Time that moves only when it is told to. Timers fire in the order of their moment, then of their creation, and after
 * each one every promise that can settle does, so whole campaigns of hours run in milliseconds and always the same way.
 */
export class VirtualClock implements Clock {
	readonly #origin: number;
	#elapsed = 0;
	#created = 0;
	#timers: Timer[] = [];

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
		this.#timers.push(timer);
		return () => {
			this.#timers = this.#timers.filter((other) => other !== timer);
		};
	}

	/** Lets `ms` pass, firing what falls due. */
	async advance(ms: number): Promise<void> {
		const end = this.#elapsed + ms;
		await settlePromises();
		for (let next = this.#next(); next !== undefined && next.at <= end; next = this.#next()) {
			this.#timers = this.#timers.filter((other) => other !== next);
			this.#elapsed = next.at;
			next.callback();
			await settlePromises();
		}
		this.#elapsed = end;
	}

	#next(): Timer | undefined {
		let first: Timer | undefined;
		for (const timer of this.#timers) {
			if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
				first = timer;
		}
		return first;
	}
}

/** One turn of the event loop: all promise callbacks that are ready have run, and those that they made ready. */
function settlePromises(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
