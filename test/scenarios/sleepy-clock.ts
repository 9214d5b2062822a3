import type { Clock, VirtualClock } from '../../src/runtime/clock.js';

/** Sums of fractions may fall short of a moment by this much, ms. */
const ROUNDING_MS = 1e-3;

interface Timer {
	readonly dueAt: number;
	readonly callback: () => void;
	cancelled: boolean;
}

/**
 * The clock of a machine that is set to another time and put to sleep, in a world whose own time runs on: while it
 * sleeps none of its timers fires, and what is due by then fires at once when it wakes.
 */
export class SleepyClock implements Clock {
	readonly #world: VirtualClock;
	readonly #countsSleep: boolean;
	#wallOffset = 0;
	#notCounted = 0;
	#asleepSince: number | undefined;
	#sleeps = 0;
	#held: Timer[] = [];
	#onWake: (() => void)[] = [];

	/** `countsSleep`: whether the monotonic time goes on in sleep; on Linux it stands still. */
	constructor(world: VirtualClock, countsSleep = false) {
		this.#world = world;
		this.#countsSleep = countsSleep;
	}

	/** How often it has been put to sleep. */
	get sleeps(): number {
		return this.#sleeps;
	}

	now(): number {
		return this.#world.now() + this.#wallOffset;
	}

	monotonic(): number {
		const asleepMs =
			this.#countsSleep || this.#asleepSince === undefined ? 0 : this.#world.monotonic() - this.#asleepSince;
		return this.#world.monotonic() - this.#notCounted - asleepMs;
	}

	after(ms: number, callback: () => void): () => void {
		const timer: Timer = { dueAt: this.monotonic() + Math.max(0, ms), callback, cancelled: false };
		this.#wind(timer);
		return () => {
			timer.cancelled = true;
		};
	}

	/** Sets the wall clock forward, or back. */
	turn(ms: number): void {
		this.#wallOffset += ms;
	}

	/** Sleeps from this moment on. */
	sleep(ms: number): void {
		this.#asleepSince = this.#world.monotonic();
		this.#sleeps += 1;
		this.#world.after(ms, () => this.#wake(ms));
	}

	/** Resolves when the machine is awake. */
	awake(): Promise<void> {
		if (this.#asleepSince === undefined) return Promise.resolve();
		return new Promise((resolve) => this.#onWake.push(resolve));
	}

	#wind(timer: Timer): void {
		this.#world.after(timer.dueAt - this.monotonic(), () => {
			if (timer.cancelled) return;
			if (this.#asleepSince !== undefined) this.#held.push(timer);
			else if (this.monotonic() < timer.dueAt - ROUNDING_MS) this.#wind(timer);
			else timer.callback();
		});
	}

	#wake(ms: number): void {
		this.#asleepSince = undefined;
		if (!this.#countsSleep) this.#notCounted += ms;
		const held = this.#held.sort((one, other) => one.dueAt - other.dueAt);
		this.#held = [];
		for (const timer of held) {
			if (!timer.cancelled && this.monotonic() >= timer.dueAt) timer.callback();
			else this.#wind(timer);
		}
		for (const woken of this.#onWake.splice(0)) woken();
	}
}
