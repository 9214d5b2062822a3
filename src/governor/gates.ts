import { Backoff } from './backoff.js';
import { Breaker } from './breaker.js';
import type { Observed, Refused } from './governor.js';
import { HeaderGate } from './header-gate.js';
import { type Waiting, waiting } from './waits.js';

/** A wait of an hour or more is no pause but an allowance that is used up, ms. */
const QUOTA_FROM_MS = 3_600_000;

/**
 * What every governor obeys, however it finds its limits: an outage, a wait after refusals, and what headers tell. The
 * strictest decides.
 */
export class Gates {
	readonly #headers = new HeaderGate();
	readonly #backoff: Backoff;
	/** Apart, because answered reads do not show that calls can be placed. */
	readonly #creates = new Breaker();
	readonly #reads = new Breaker();
	/** Whether the provider has answered any start. */
	#heardOnce = false;
	#quotaUntil = Number.NEGATIVE_INFINITY;

	/** `random`: uniform in [0, 1), for jitter. */
	constructor(random: () => number) {
		this.#backoff = new Backoff(random);
	}

	started(now: number): void {
		this.#headers.started(now);
	}

	/** The provider answered a start, whatever it said. */
	heard(): void {
		this.#heardOnce = true;
		this.#creates.answered();
	}

	/** A start made at `startedAt` was taken. */
	taken(startedAt: number): void {
		this.#backoff.accepted(startedAt);
	}

	/** A start made at `startedAt` was refused. `busy`: for an overload of the moment. */
	refused(startedAt: number, now: number, retryAfterMs: number | undefined, busy: boolean): void {
		this.#backoff.refused(startedAt, now, retryAfterMs, busy);
	}

	/**
	 * A start was refused because an allowance of hours or days is used up, or it was told to wait that long: that is no reason
	 * to be slower, but to stop. @returns whether it was that.
	 */
	isQuota({ kind, retryAfterMs }: Refused, now: number): boolean {
		if (kind !== 'quota' && (retryAfterMs ?? 0) < QUOTA_FROM_MS) return false;
		this.#quotaUntil = now + (retryAfterMs ?? QUOTA_FROM_MS);
		// The calls that are live may still be looked at: nobody waits hours to hear how they ended.
		if ((retryAfterMs ?? 0) >= QUOTA_FROM_MS) this.#backoff.endSilence();
		return true;
	}

	/** A start was not answered. */
	failed(now: number): void {
		this.#creates.failed(now);
	}

	/** `unanswered`: starts sent and not answered, among them the one that this response answers. */
	observe(limits: Observed, unanswered: number, now: number): void {
		// The provider has counted the start that it answers here.
		this.#headers.observe(limits, Math.max(0, unanswered - 1), now);
		if (limits.retryAfterMs !== undefined) this.#backoff.told(limits.retryAfterMs, now);
	}

	observeRead(answered: boolean, now: number): void {
		if (answered) this.#reads.answered();
		else this.#reads.failed(now);
	}

	/** ms for which the provider itself asked for silence. */
	silenceMs(now: number): number {
		return this.#backoff.toldMs(now);
	}

	/** ms of the wait after refusals that are still to go. */
	backoffMs(now: number): number {
		return this.#backoff.waitMs(now);
	}

	/** Monotonic ms since which the provider has not answered; undefined when it does. */
	get downSince(): number | undefined {
		const creates = this.#creates.downSince;
		const reads = this.#reads.downSince;
		return creates === undefined || reads === undefined ? (creates ?? reads) : Math.min(creates, reads);
	}

	/**
	 * Whether only one start at a time may be unanswered: after a refusal or an outage, and at the very start, so that wrong
	 * credentials are met once and not five times.
	 */
	get oneAtATime(): boolean {
		return !this.#heardOnce || this.#creates.open || this.#backoff.active;
	}

	/** Why no start may be made now; undefined when these gates are open. */
	wait(now: number): Waiting | undefined {
		const quota = this.#quotaUntil - now;
		if (quota > 0) return waiting(quota, 'quota', 'the allowance of this account is used up');
		const unreachable = Math.max(this.#creates.waitMs(now), this.#reads.waitMs(now));
		if (unreachable > 0) return waiting(unreachable, 'unreachable', 'the provider does not answer');
		const refused = this.#backoff.waitMs(now);
		if (refused > 0) return waiting(refused, 'refused', this.#refusedWhy(now));
		const headers = this.#headers.waitMs(now);
		if (headers > 0) return waiting(headers, 'headers', "the provider's rate limit leaves no more starts for now");
		return undefined;
	}

	#refusedWhy(now: number): string {
		const { refusals } = this.#backoff;
		const asked = this.#backoff.toldMs(now) > 0;
		if (refusals === 0) return 'the provider asked to wait';
		return `the provider refused ${refusals === 1 ? 'once' : `${refusals} times`}${asked ? ' and asked to wait' : ''}`;
	}
}
