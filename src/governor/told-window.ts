import type { ObservedRate } from './governor.js';

/** Added to a reset: the provider's clock and ours do not tick together. */
const GRACE_MS = 60;
/** What is left is used up this long before the reset, which may lie that much earlier: it is told in whole seconds. */
const SLACK_MS = 2_000;
/** A longer window is a quota: it is counted but not spread, or a campaign of minutes would take the whole day. */
const LONGEST_SPREAD_MS = 3_600_000;
/** Requests and answers are not all under way equally long; a sliding window is taken for so much longer. */
const JITTER_MS = 250;
/** But never by more than this part of it. */
const JITTER_SHARE = 0.15;
/** How long a policy is remembered at least after its reset, ms: the answer that tells of it again is under way. */
const PATIENCE_MS = 10_000;
/** Timers fire up to this many ms late; the next start makes up for it. */
const CATCH_UP_MS = 10;

/**
 * One rate policy as responses tell it. Where a reset is told, what is left is spread evenly over the time until then,
 * and at nothing left everything waits for it. Where only a length is told, the window slides: what is left at first is
 * spread over one length, and from then on the pace is the limit per length.
 */
export class ToldWindow {
	#kind: 'unknown' | 'resets' | 'slides' = 'unknown';
	#limit: number | undefined;
	/** As told, or else the longest time to a reset that was met. */
	#lengthMs = 0;
	#lengthTold = false;
	#openedAt = Number.NEGATIVE_INFINITY;
	#resetAt = Number.NEGATIVE_INFINITY;
	/** Whether a response told of this window; otherwise it is assumed to follow the one before. */
	#heard = false;
	/** The least that was told to be left: answers overtake each other, and the smallest number is the newest. */
	#told = Number.POSITIVE_INFINITY;
	/** Starts that no response of this window has counted for sure. */
	#uncounted = 0;
	/** Those among them that every later answer has counted. */
	#settled = 0;
	#lastStart = Number.NEGATIVE_INFINITY;
	#forgottenAt = Number.NEGATIVE_INFINITY;

	/** `unanswered`: starts sent and not answered, which the response need not have counted. */
	observe(rate: ObservedRate, unanswered: number, now: number): void {
		if (rate.limit !== undefined && rate.limit !== this.#limit) this.#begin(rate.limit);
		// Nothing left until no time from now: a second that is not over, rounded down.
		const resetMs = rate.remaining === 0 && rate.resetMs === 0 ? 1_000 : rate.resetMs;
		this.#lengthMs = rate.windowMs ?? Math.max(this.#lengthMs, resetMs ?? 0);
		this.#lengthTold = rate.windowMs !== undefined;
		if (resetMs !== undefined) this.#observeReset(rate.remaining, resetMs, unanswered, now);
		else if (this.#kind === 'resets') this.#count(rate.remaining, unanswered);
		else if (this.#lengthTold) this.#observeLength(rate.remaining, unanswered, now);
	}

	/** Whether it was not heard of for one window past its reset, or for as long as an answer may take. */
	forgotten(now: number): boolean {
		return now >= this.#forgottenAt + GRACE_MS;
	}

	/** To be called before anything is asked: a window that is over makes room for the next. */
	roll(unanswered: number, now: number): void {
		if (now < this.#resetAt + GRACE_MS) return;
		this.#open(this.#kind === 'slides' ? undefined : this.#limit, now + this.#lengthMs, unanswered, now);
		this.#heard = false;
	}

	started(now: number): void {
		const late = now - this.#lastStart - this.spacingMs;
		this.#lastStart = late > 0 && late <= CATCH_UP_MS ? now - late : now;
		this.#uncounted += 1;
	}

	/** Nothing is under way: what is answered from now on was sent after all that came before. */
	quiet(): void {
		this.#settled = this.#uncounted;
	}

	/** ms until a start may be made. */
	waitMs(now: number): number {
		if (this.#left <= 0) return this.#resetAt + GRACE_MS - now;
		return Math.max(0, this.#lastStart + this.spacingMs - now);
	}

	/** ms from one start to the next; 0 where they are not spaced, Infinity where none is left. */
	get spacingMs(): number {
		if (this.#left <= 0) return Number.POSITIVE_INFINITY;
		if (this.#lengthMs > LONGEST_SPREAD_MS) return 0;
		const from = Math.max(this.#lastStart, this.#openedAt);
		const until = this.#kind === 'slides' ? this.#resetAt : this.#resetAt - SLACK_MS;
		// Half a start more than is left: the last one is not to fall on the reset itself.
		const spread = Math.max(0, until - from) / (this.#left + 0.5);
		return Math.max(spread, this.#kind === 'slides' ? this.#slidingMs : 0);
	}

	get #slidingMs(): number {
		if (!this.#limit) return 0;
		return (this.#lengthMs + Math.min(JITTER_MS, this.#lengthMs * JITTER_SHARE)) / this.#limit;
	}

	get #left(): number {
		return this.#told - this.#uncounted;
	}

	/** Nothing that was told of another limit holds for this one. */
	#begin(limit: number): void {
		this.#limit = limit;
		this.#kind = 'unknown';
		this.#lengthMs = 0;
		this.#heard = false;
	}

	#observeReset(remaining: number | undefined, resetMs: number, unanswered: number, now: number): void {
		const resetAt = now + resetMs;
		const later = resetAt - this.#resetAt;
		const exact = Math.max(JITTER_MS, Math.min(SLACK_MS, this.#lengthMs / 2));
		const tolerance = resetMs % 1_000 === 0 ? SLACK_MS : exact;
		this.#kind = 'resets';
		if (!this.#heard || now >= this.#resetAt || later > tolerance) {
			this.#open(remaining ?? this.#limit, resetAt, unanswered, now);
		} else if (later >= -tolerance) {
			this.#count(remaining, unanswered);
			// Times in whole seconds vary: the latest of them is not too early.
			this.#resetAt = Math.max(this.#resetAt, resetAt);
		} else {
			// The reset of the window before, told by an answer that was overtaken.
			this.#count(undefined, unanswered);
		}
		// No window ends later than its length after it was met, and whole seconds say little of a short one.
		const latest = this.#openedAt + this.#lengthMs;
		if (this.#lengthTold || this.#lengthMs <= SLACK_MS) this.#resetAt = Math.min(this.#resetAt, latest);
		this.#forgottenAt = this.#resetAt + Math.max(this.#lengthMs, PATIENCE_MS);
	}

	#observeLength(remaining: number | undefined, unanswered: number, now: number): void {
		if (this.#kind === 'unknown') {
			this.#open(remaining, now + this.#lengthMs, unanswered, now);
			// The start that is answered here was made before anything was known.
			this.#lastStart = now;
		} else if (this.#heard) {
			// Later on, little is left at any moment, and the pace is what keeps it from running out.
			this.#count(remaining, unanswered);
		}
		this.#kind = 'slides';
		this.#forgottenAt = now + 2 * this.#lengthMs;
	}

	#open(told: number | undefined, resetAt: number, unanswered: number, now: number): void {
		this.#openedAt = now;
		this.#resetAt = resetAt;
		this.#heard = true;
		this.#told = told ?? Number.POSITIVE_INFINITY;
		this.#uncounted = unanswered;
		this.#settled = 0;
	}

	/** One start of this window was answered; those before it that were not may be missing in what the answer told. */
	#count(told: number | undefined, unanswered: number): void {
		const counted = told === undefined ? 1 : 1 + this.#settled;
		this.#told = Math.min(this.#told, told ?? this.#told);
		this.#uncounted = Math.max(unanswered, this.#uncounted - counted);
		this.#settled -= counted - 1;
	}
}
