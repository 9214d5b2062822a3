import type { Wait } from './governor.js';
import { perPeriod } from './waits.js';

/** The caller number of one start. */
export interface Turn {
	/** E.164. */
	readonly number: string;
	/** Monotonic ms. */
	readonly at: number;
}

interface Caller {
	readonly number: string;
	/** Its last start that was not given back. */
	last: Turn | undefined;
}

/**
 * Caller numbers in turn, each with a pace of its own: its starts are evenly spaced, without a burst and without the
 * catch-up of `Pace`, because a carrier counts each number's starts in every stretch of a second.
 */
export class CallerPace {
	/** Why a start waits here. */
	readonly why: Wait;
	/** Starts per second of all numbers together; undefined: no such limit. */
	readonly perSecond: number | undefined;
	readonly #spacingMs: number;
	/** In the order of their turns: the one that started last stands at the end. */
	readonly #callers: Caller[];

	/** `perSecond`: starts of each number; undefined: no such limit. */
	constructor(numbers: readonly string[], perSecond: number | undefined) {
		this.#callers = [...new Set(numbers)].map((number) => ({ number, last: undefined }));
		this.perSecond = perSecond === undefined ? undefined : perSecond * this.#callers.length;
		this.#spacingMs = perSecond === undefined ? 0 : 1_000 / perSecond;
		this.why = { code: 'pace', text: `each caller number starts ${perPeriod(perSecond ?? 0, 'call')} at most` };
	}

	/** ms until some number may start a call; 0 when one may now. */
	waitMs(now: number): number {
		return Math.min(...this.#callers.map((caller) => this.#callerWaitMs(caller, now)));
	}

	/** The number of a start that is made now; only when there is nothing to wait for. */
	take(now: number): Turn {
		const index = this.#callers.findIndex((caller) => this.#callerWaitMs(caller, now) === 0);
		const [caller] = this.#callers.splice(index, 1);
		if (index === -1 || caller === undefined) throw new RangeError('No caller number may start a call now.');
		caller.last = { number: caller.number, at: now };
		this.#callers.push(caller);
		return caller.last;
	}

	/** Nothing was sent: the number has its turn again, unless it has used its next one already. */
	giveBack(turn: Turn): void {
		const index = this.#callers.findIndex((caller) => caller.last === turn);
		const [caller] = index === -1 ? [] : this.#callers.splice(index, 1);
		if (caller === undefined) return;
		caller.last = undefined;
		this.#callers.unshift(caller);
	}

	#callerWaitMs({ last }: Caller, now: number): number {
		return last === undefined ? 0 : Math.max(0, last.at + this.#spacingMs - now);
	}
}
