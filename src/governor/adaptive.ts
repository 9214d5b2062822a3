import { Ceiling, toleranceOf } from './ceiling.js';
import { Chance } from './chance.js';
import { Gates } from './gates.js';
import type {
	Admission,
	Governor,
	GovernorSnapshot,
	Learned,
	LimitChange,
	Observed,
	Refused,
	Share,
	Ticket,
} from './governor.js';
import { Outstanding, type Purpose, type Start } from './outstanding.js';
import { ProbeBudget } from './probe-budget.js';
import { RateGate } from './rate-gate.js';
import { SecondStart } from './second-start.js';
import { SlotGate } from './slot-gate.js';
import { ToldSlots } from './told-slots.js';
import { Trial } from './trial.js';
import { slotsInUse, type Waiting, waiting } from './waits.js';

export interface AdaptiveOptions {
	/** Live calls that may be started without waiting for the first of them to be taken. */
	readonly start: number;
	/** Live calls at most. */
	readonly max: number;
	/** Never more starts per second than this; undefined: no such limit. */
	readonly pacePerSecond?: number | undefined;
	/** Calls are not followed to their end: what is counted as live is requests on their way. */
	readonly countsRequests?: boolean;
	/** Uniform in [0, 1), for jitter. */
	readonly random: () => number;
}

/** A wait that was told counts as a window's from here on, ms. */
const WINDOW_FROM_MS = 2_000;
/** So many starts within a second are a burst. */
const BURST = 5;

/**
 * Finds the provider's limits and holds them: two gates (live calls, starts per second), a trial that finds out which of
 * them an unexplained refusal was for, and a budget for looking whether they have risen. What the provider tells is
 * believed first. Here it is decided which part a signal goes to, all in one place and so in a long file; the rules stand in
 * the parts.
 */
export class AdaptiveGovernor implements Governor {
	readonly #options: AdaptiveOptions;
	readonly #outstanding: Outstanding;
	readonly #second = new SecondStart();
	readonly #chance = new Chance();
	readonly #budget = new ProbeBudget();
	readonly #slots: SlotGate;
	readonly #rate: RateGate;
	readonly #gates: Gates;
	readonly #told = new ToldSlots();
	#trial: Trial | undefined;
	/** Refusals of starts made before this moment belong to an episode that is known already. */
	#decidedAt = Number.NEGATIVE_INFINITY;
	#changes: LimitChange[] = [];

	constructor(options: AdaptiveOptions) {
		this.#options = options;
		const changed = (change: LimitChange) => this.#changes.push(change);
		const countsRequests = options.countsRequests ?? false;
		this.#outstanding = new Outstanding(countsRequests);
		const ceiling = new Ceiling(options.start, options.max, countsRequests);
		this.#slots = new SlotGate(ceiling, this.#budget, changed);
		this.#rate = new RateGate(options.pacePerSecond, this.#budget, changed);
		this.#gates = new Gates(options.random);
	}

	admit(now: number): Admission {
		const wait = this.#blocked(now);
		if (wait !== undefined) return wait;
		const purpose = this.#purpose(now);
		if (typeof purpose !== 'string') return purpose;
		const paced = this.#trial === undefined ? this.#rate.wait(now) : this.#rate.configuredWait(now);
		if (paced !== undefined) return paced;
		this.#rate.started(now);
		this.#gates.started(now);
		return { ticket: this.#outstanding.issue(now, purpose) };
	}

	accepted(ticket: Ticket, now: number): void {
		const start = this.#outstanding.of(ticket);
		if (start === undefined) return;
		const wasAnswered = start.answered;
		this.#outstanding.confirm(start);
		this.#slots.confirmed(this.#level, now);
		if (wasAnswered) return;
		this.#gates.heard();
		this.#gates.taken(start.at);
		this.#budget.accepted(this.#slots.moves(now));
		this.#second.taken(now - start.at, now);
		this.#chance.taken();
		if (this.#rate.taken(now - start.at, now)) this.#forget();
		if (start.at < this.#decidedAt) {
			this.#trial?.raise(this.#level);
			return;
		}
		if (this.#trial !== undefined) this.#conclude(this.#trial, start, now);
		const refuted = this.#slots.taken(start, this.#level, this.#rate.isBound, now);
		if (refuted !== undefined) this.#foundRate(refuted.from, refuted.to, false);
	}

	refused(ticket: Ticket, now: number, refusal: Refused): void {
		const start = this.#outstanding.of(ticket);
		if (start === undefined) return;
		this.#outstanding.free(start);
		this.#gates.heard();
		const { kind, retryAfterMs } = refusal;
		if (kind === 'busy' || retryAfterMs !== undefined) {
			this.#gates.refused(start.at, now, retryAfterMs, kind === 'busy');
		}
		if (this.#gates.isQuota(refusal, now) || kind === 'busy' || start.at < this.#decidedAt) return;
		this.#decidedAt = now;
		// What was taken while this start was under way stood in its way too.
		const level = Math.max(start.level + this.#slots.ceiling.others, this.#level);
		if (kind === 'unknown' && this.#chance.refused()) return;
		if (kind === 'slots') {
			// The provider says what a trial would have to find out.
			this.#trial = undefined;
			this.#slots.refused(start, level, false, now);
		} else if (this.#trial !== undefined) this.#trial.refused(level, kind === 'rate', now, this.#notBefore(now));
		else if (kind === 'rate' && this.#rate.rate.known) this.#refusedForRate(start, level, now);
		else if (kind === 'rate') this.#try(start, level, true, now);
		else this.#refusedForUnknown(start, level, now);
	}

	failed(ticket: Ticket, now: number, failure: 'rejected' | 'unreachable' | 'in_doubt'): void {
		const start = this.#outstanding.of(ticket);
		if (start === undefined) return;
		if (failure === 'in_doubt') this.#outstanding.answer(start);
		else this.#outstanding.free(start);
		if (failure === 'rejected') this.#gates.heard();
		else this.#gates.failed(now);
	}

	ended(ticket: Ticket, now: number): void {
		const start = this.#outstanding.of(ticket);
		if (start === undefined) return;
		this.#outstanding.free(start);
		this.#slots.ended(now);
		this.#trial?.ended();
	}

	adopt(now: number): Ticket {
		const ticket = this.#outstanding.issue(now, 'ordinary');
		const start = this.#outstanding.of(ticket);
		if (start !== undefined) this.#outstanding.confirm(start);
		this.#slots.confirmed(this.#level, now);
		return ticket;
	}

	observe(limits: Observed, now: number): void {
		this.#gates.observe(limits, this.#outstanding.unanswered, now);
		const { others } = this.#slots.ceiling;
		const { live, unanswered } = this.#outstanding;
		// One of the unanswered starts is answered by this response.
		const ours = this.#told.ours(limits.slots ?? {}, { live, unsure: Math.max(0, unanswered - 1), others });
		if (ours !== undefined) this.#slots.told(ours);
	}

	observeRead(answered: boolean, now: number): void {
		this.#gates.observeRead(answered, now);
	}

	told(slots: number): void {
		this.#slots.told(slots);
	}

	share(share: Share, now: number): void {
		this.#slots.share(share);
		this.#rate.share(share.pace, now);
	}

	learned(): Learned {
		const { cap, proven } = this.#slots.ceiling;
		const { windowMs, known } = this.#rate.rate;
		return { ceiling: cap, pacePerSecond: this.#rate.proven, windowMs: known ? windowMs : undefined, proven };
	}

	restore({ ceiling, pacePerSecond, windowMs }: Learned, now: number): void {
		if (ceiling !== undefined) {
			this.#trial = undefined;
			this.#slots.restore(ceiling, now);
		}
		if (pacePerSecond !== undefined) this.#rate.restore(pacePerSecond, windowMs ?? 1_000, now);
	}

	silence(now: number): number {
		return this.#gates.silenceMs(now);
	}

	snapshot(): GovernorSnapshot {
		return {
			slots: this.#slots.ceiling.usable,
			live: this.#outstanding.live,
			pacePerSecond: this.#rate.perSecond,
			downSince: this.#gates.downSince,
		};
	}

	changes(): readonly LimitChange[] {
		const changes = this.#changes;
		this.#changes = [];
		return changes;
	}

	/** Live calls of the account that are certain. */
	get #level(): number {
		return this.#outstanding.level + this.#slots.ceiling.others;
	}

	/** Reasons to wait that hold for every start. */
	#blocked(now: number): Waiting | undefined {
		const gated = this.#gates.wait(now);
		if (gated !== undefined) return gated;
		const alone =
			this.#gates.oneAtATime || this.#trial !== undefined || this.#slots.searching || this.#rate.rate.blocked;
		if (alone && this.#outstanding.unanswered > 0) {
			return waiting(Number.POSITIVE_INFINITY, 'trial', 'one call is tried first');
		}
		return undefined;
	}

	/** What a start made now would be for, or why none may be made. */
	#purpose(now: number): Purpose | Waiting {
		const { live, unanswered } = this.#outstanding;
		if (this.#trial !== undefined) {
			const wait = this.#trial.waitMs(now);
			const { bound } = this.#slots.ceiling;
			if (live >= bound) return waiting(Number.POSITIVE_INFINITY, 'slots', slotsInUse(bound));
			return wait > 0 ? waiting(wait, 'refused', `refused at ${this.#trial.level} live calls`) : 'trial';
		}
		const second = this.#isSecond ? this.#second.waitMs(now) : 0;
		if (second > 0) return waiting(second, 'trial', 'the first call is looked at before the second');
		return this.#slots.purpose(live, unanswered, now);
	}

	/** Whether the next start is the second one, with nothing known. */
	get #isSecond(): boolean {
		const { cap, proven } = this.#slots.ceiling;
		return this.#options.start === 1 && proven === 1 && cap === undefined && !this.#rate.rate.known;
	}

	#refusedForUnknown(start: Start, level: number, now: number): void {
		const isSlots = start.purpose === 'slot_probe' || this.#slots.searching;
		if (this.#rate.rate.blocked || (!isSlots && this.#isForRate(level))) this.#refusedForRate(start, level, now);
		else if (isSlots || this.#slots.isLimited) this.#slots.refused(start, level, this.#isWindowLike(start, now), now);
		else this.#try(start, level, false, now);
	}

	/** Finds out what a start was refused for, or, if that is known to be a rate, how long. */
	#try(start: Start, level: number, isRate: boolean, now: number): void {
		const lately = this.#rate.lately(start.at);
		const told = this.#isToldToWait(now);
		const { random } = this.#options;
		this.#trial = new Trial({ level, lately, told, isRate, now, notBefore: this.#notBefore(now), random });
	}

	/** With a pace known, a refusal far below the ceiling is for the pace, and so is one while the pace holds starts back. */
	#isForRate(level: number): boolean {
		if (!this.#rate.rate.known) return false;
		const { cap } = this.#slots.ceiling;
		if (cap === undefined) return this.#rate.isBound;
		return level < cap - (this.#rate.isBound ? 1 : 2) * toleranceOf(cap);
	}

	#refusedForRate(start: Start, level: number, now: number): void {
		const { cap, proven, others } = this.#slots.ceiling;
		const maybeSlots = this.#rate.refused(level, start.at, now);
		if (!maybeSlots || cap !== undefined || level < Math.max(2, proven + others - 1)) return;
		this.#rate.absolve(level, now);
		this.#slots.found(level, now, true);
	}

	#conclude(trial: Trial, start: Start, now: number): void {
		this.#trial = undefined;
		const verdict = trial.taken(start.level + this.#slots.ceiling.others, now);
		if (verdict.kind === 'slots') this.#slots.found(verdict.level, now, true);
		else if (verdict.kind === 'unclear') this.#slots.climb(verdict.level, verdict.from, now);
		else if (verdict.kind === 'rate') this.#foundRate(verdict.from, verdict.to, verdict.quick);
	}

	#foundRate(from: number, to: number, quick: boolean): void {
		this.#rate.learn(from, to, quick);
		this.#slots.doubt(to);
	}

	#isWindowLike(start: Start, now: number): boolean {
		return this.#isToldToWait(now) || this.#rate.lately(start.at) >= BURST;
	}

	/** Told when to come again, it is more likely a window that opens then than a call that ends. */
	#isToldToWait(now: number): boolean {
		return this.#gates.silenceMs(now) >= WINDOW_FROM_MS;
	}

	/** Nothing that was concluded from refusals holds. */
	#forget(): void {
		const why = 'refusals come by chance, whatever the pace';
		this.#chance.begin();
		this.#trial = undefined;
		this.#rate.forget(why);
		this.#slots.forget(why);
	}

	#notBefore(now: number): number {
		return now + this.#gates.backoffMs(now);
	}
}
