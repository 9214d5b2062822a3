import type { Wait } from '../governor/governor.js';
import type { EventSink } from '../progress/events.js';
import type { Clock } from '../runtime/clock.js';

/** Waits of the ordinary course: a busy campaign is in one of them most of the time. */
const ORDINARY: ReadonlySet<Wait['code']> = new Set(['slots', 'batch', 'pace', 'headers']);
/** Ordinary waits are told at most this often, ms; the others at once. */
const ORDINARY_EVERY_MS = 1_000;
/** A wait is longer than was told when its end is this much later, ms; less is a matter of timers. */
const LONGER_MS = 250;

/** Tells, as events, why no call is started: when the reason changes, not every time it is met. */
export class WaitReport {
	readonly #clock: Clock;
	readonly #emit: EventSink;
	#why: Wait | undefined;
	#toldAt = Number.NEGATIVE_INFINITY;
	#until = Number.NEGATIVE_INFINITY;

	constructor(clock: Clock, emit: EventSink) {
		this.#clock = clock;
		this.#emit = emit;
	}

	waiting(waitMs: number, why: Wait): void {
		const now = this.#clock.monotonic();
		const ordinary = ORDINARY.has(why.code);
		// A wait that has grown longer is told again; naps within one wait are not.
		const longer = !ordinary && now + waitMs > this.#until + LONGER_MS;
		const same = why.code === this.#why?.code && (!ordinary || why.text === this.#why.text);
		if (same && !longer) return;
		if (ordinary && now - this.#toldAt < ORDINARY_EVERY_MS) return;
		this.#why = why;
		this.#toldAt = now;
		this.#until = now + waitMs;
		const at = this.#clock.now();
		const until = Number.isFinite(waitMs) ? { until: Math.round(at + waitMs) } : {};
		this.#emit({ type: 'waiting', at, code: why.code, why: why.text, ...until });
	}

	/** A call is started. */
	over(): void {
		if (this.#why === undefined || ORDINARY.has(this.#why.code)) return;
		this.#why = undefined;
		this.#emit({ type: 'waiting', at: this.#clock.now(), code: 'none', why: 'calls are started again' });
	}
}
