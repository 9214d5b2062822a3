import type { LimitChange } from './governor.js';

/** The textbook's constants; sources in the fields' comments. */
export interface AimdNumbers {
	/** Slots added after a quiet period (additive increase). */
	readonly increase: number;
	/** Factor after a refusal (multiplicative decrease), 0..1; TCP's one half. */
	readonly decrease: number;
	/** ms without a refusal, with all slots in use at least once, before slots are added. */
	readonly quietMs: number;
}

export interface SlotsOptions extends AimdNumbers {
	/** Slots at the start; 5 is what the practice of sales dialers recommends. */
	readonly start: number;
	readonly max: number;
}

export const DEFAULT_SLOTS: SlotsOptions = { start: 5, max: 50, increase: 1, decrease: 0.5, quietMs: 5_000 };

/**
 * AIMD on the number of live calls. It grows only on evidence: after a quiet period in which the slots were all in use,
 * because a limit that was not touched has not been tested. It shrinks once per episode: refusals of calls that were
 * started before the last decrease tell nothing new.
 */
export class Slots {
	readonly #options: SlotsOptions;
	#slots: number;
	#max: number;
	#epoch = 0;
	#quietSince: number | undefined;
	#wereFull = false;

	constructor(options: SlotsOptions) {
		this.#options = options;
		this.#max = Math.max(1, options.max);
		this.#slots = Math.min(Math.max(1, options.start), this.#max);
	}

	get allowed(): number {
		return this.#slots;
	}

	get epoch(): number {
		return this.#epoch;
	}

	/** Called whenever a start is considered with `live` calls: grows when the quiet period is over. */
	consider(live: number, now: number): LimitChange | undefined {
		this.#quietSince ??= now;
		if (live >= this.#slots) this.#wereFull = true;
		if (!this.#wereFull || now - this.#quietSince < this.#options.quietMs) return undefined;
		this.#quietSince = now;
		this.#wereFull = false;
		return this.#set(
			this.#slots + this.#options.increase,
			`no refusal for ${this.#options.quietMs / 1_000} s with all slots in use`,
		);
	}

	/**
	 * A start of `epoch` was refused with `live` calls, itself included. Quiet counts from `quietFrom`, the end of the
	 * wait that follows: while nothing may be started, silence proves nothing.
	 */
	refused(epoch: number, live: number, quietFrom: number): LimitChange | undefined {
		this.#quietSince = quietFrom;
		this.#wereFull = false;
		if (epoch < this.#epoch) return undefined;
		this.#epoch += 1;
		const proven = Math.min(this.#slots, live);
		return this.#set(Math.floor(proven * this.#options.decrease), `refused at ${live} live calls`);
	}

	/** An earlier run ended with so many. */
	resume(slots: number): LimitChange | undefined {
		return this.#set(slots, `an earlier run ended with ${slots}`);
	}

	/** The provider told its limit: no need to climb there, and never above it. */
	told(limit: number): LimitChange | undefined {
		this.#max = Math.max(1, Math.min(this.#options.max, limit));
		return this.#set(this.#max, `the provider tells a limit of ${limit}`);
	}

	#set(wanted: number, why: string): LimitChange | undefined {
		const from = this.#slots;
		this.#slots = Math.min(Math.max(1, Math.floor(wanted)), this.#max);
		return this.#slots === from ? undefined : { what: 'slots', from, to: this.#slots, why };
	}
}
