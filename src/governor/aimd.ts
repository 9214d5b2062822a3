import { Gates } from './gates.js';
import {
	type Admission,
	ALONE,
	type Governor,
	type GovernorSnapshot,
	type Learned,
	type LimitChange,
	type Observed,
	type Refused,
	type Share,
	type Ticket,
} from './governor.js';
import { Pace } from './pace.js';
import { DEFAULT_SLOTS, Slots, type SlotsOptions } from './slots.js';
import { perPeriod, slotsInUse, type Waiting, waiting } from './waits.js';

export interface AimdOptions {
	readonly slots?: Partial<SlotsOptions>;
	/** Never more starts per second than this; undefined: no such limit. */
	readonly pacePerSecond?: number | undefined;
	/** Uniform in [0, 1), for jitter. */
	readonly random: () => number;
}

interface Outstanding {
	readonly ticket: Ticket;
	readonly startedAt: number;
	answered: boolean;
}

/**
 * The textbook governor: AIMD slots, a fixed pace, obedience to headers and Retry-After, exponential backoff common to
 * the whole queue, and a breaker. The strictest of its parts decides.
 */
export class AimdGovernor implements Governor {
	readonly #slots: Slots;
	readonly #pace: Pace | undefined;
	readonly #gates: Gates;
	readonly #outstanding = new Map<number, Outstanding>();
	#issued = 0;
	#unanswered = 0;
	#changes: LimitChange[] = [];
	#share: Share = ALONE;

	constructor(options: AimdOptions) {
		this.#slots = new Slots({ ...DEFAULT_SLOTS, ...options.slots });
		this.#pace = options.pacePerSecond === undefined ? undefined : new Pace(options.pacePerSecond);
		this.#gates = new Gates(options.random);
	}

	admit(now: number): Admission {
		const live = this.#outstanding.size;
		if (this.#share.mayProbe) this.#changed(this.#slots.consider(live + this.#share.othersLive, now));
		const wait = this.#wait(live, now);
		if (wait !== undefined) return wait;
		this.#pace?.started(now);
		this.#gates.started(now);
		return { ticket: this.#issue(now) };
	}

	accepted(ticket: Ticket): void {
		const outstanding = this.#answer(ticket);
		if (outstanding === undefined) return;
		this.#gates.heard();
		this.#gates.taken(outstanding.startedAt);
	}

	refused(ticket: Ticket, now: number, refusal: Refused): void {
		const live = this.#outstanding.size + this.#share.othersLive;
		const outstanding = this.#free(ticket);
		if (outstanding === undefined) return;
		this.#gates.heard();
		this.#gates.refused(outstanding.startedAt, now, refusal.retryAfterMs, refusal.kind === 'busy');
		if (!this.#gates.isQuota(refusal, now) && refusal.kind !== 'busy') {
			const quietFrom = now + this.#gates.backoffMs(now);
			this.#changed(this.#slots.refused(ticket.epoch, live, quietFrom));
		}
	}

	failed(ticket: Ticket, now: number, failure: 'rejected' | 'unreachable' | 'in_doubt'): void {
		const outstanding = failure === 'in_doubt' ? this.#answer(ticket) : this.#free(ticket);
		if (outstanding === undefined) return;
		if (failure === 'rejected') this.#gates.heard();
		else this.#gates.failed(now);
	}

	ended(ticket: Ticket): void {
		this.#free(ticket);
	}

	adopt(now: number): Ticket {
		const ticket = this.#issue(now);
		this.#answer(ticket);
		return ticket;
	}

	observe(limits: Observed, now: number): void {
		this.#gates.observe(limits, this.#unanswered, now);
	}

	observeRead(answered: boolean, now: number): void {
		this.#gates.observeRead(answered, now);
	}

	told(slots: number): void {
		this.#changed(this.#slots.told(slots));
	}

	share(share: Share): void {
		this.#share = share;
	}

	learned(): Learned {
		return { ceiling: this.#slots.allowed, pacePerSecond: this.#pace?.perSecond, proven: this.#slots.allowed };
	}

	restore({ ceiling }: Learned): void {
		if (ceiling !== undefined) this.#changed(this.#slots.resume(ceiling));
	}

	silence(now: number): number {
		return this.#gates.silenceMs(now);
	}

	snapshot(): GovernorSnapshot {
		return {
			slots: this.#allowed,
			live: this.#outstanding.size,
			pacePerSecond: this.#pace?.perSecond,
			downSince: this.#gates.downSince,
		};
	}

	changes(): readonly LimitChange[] {
		const changes = this.#changes;
		this.#changes = [];
		return changes;
	}

	/** This dialer's part of the slots. */
	get #allowed(): number {
		const { slots, othersLive } = this.#share;
		return Math.max(0, Math.min(slots, this.#slots.allowed - othersLive));
	}

	/** The strictest reason to wait, or undefined. */
	#wait(live: number, now: number): Waiting | undefined {
		const gated = this.#gates.wait(now);
		if (gated !== undefined) return gated;
		if (this.#gates.oneAtATime && this.#unanswered > 0) {
			return waiting(Number.POSITIVE_INFINITY, 'trial', 'one call is tried first');
		}
		if (live >= this.#allowed) {
			return waiting(Number.POSITIVE_INFINITY, 'slots', slotsInUse(this.#allowed));
		}
		const pace = this.#pace?.waitMs(now) ?? 0;
		if (pace > 0) return waiting(pace, 'pace', `${perPeriod(this.#pace?.perSecond ?? 0, 'start')} at most`);
		return undefined;
	}

	#issue(now: number): Ticket {
		this.#issued += 1;
		const ticket = { id: this.#issued, epoch: this.#slots.epoch };
		this.#outstanding.set(ticket.id, { ticket, startedAt: now, answered: false });
		this.#unanswered += 1;
		return ticket;
	}

	#answer(ticket: Ticket): Outstanding | undefined {
		const outstanding = this.#outstanding.get(ticket.id);
		if (outstanding !== undefined && !outstanding.answered) {
			outstanding.answered = true;
			this.#unanswered -= 1;
		}
		return outstanding;
	}

	#free(ticket: Ticket): Outstanding | undefined {
		const outstanding = this.#answer(ticket);
		this.#outstanding.delete(ticket.id);
		return outstanding;
	}

	#changed(change: LimitChange | undefined): void {
		if (change !== undefined) this.#changes.push(change);
	}
}
