import { Ceiling } from './ceiling.js';
import { Evidence } from './evidence.js';
import { Gates } from './gates.js';
import type { Admission, Governor, GovernorSnapshot, Learned, LimitChange, Observed, Refused, Ticket } from './governor.js';
import { LearnedRate } from './learned-rate.js';
import { Outstanding, type Purpose, type Start } from './outstanding.js';
import { Pace } from './pace.js';
import { ProbeBudget } from './probe-budget.js';
import { TakenLog } from './taken-log.js';
import { Trial, type Verdict } from './trial.js';
import { type Waiting, waiting } from './waits.js';

export interface AdaptiveOptions {
	/** Live calls that may be started without waiting for the first of them to be taken. */
	readonly start: number;
	/** Live calls at most. */
	readonly max: number;
	/** Never more starts per second than this; undefined: no such limit. */
	readonly pacePerSecond?: number | undefined;
	/** Uniform in [0, 1), for jitter. */
	readonly random: () => number;
}

/** Wait for an allowance of hours or days when the provider does not say when it opens again, ms. */
const QUOTA_WAIT_MS = 3_600_000;
/**
 * Finds the provider's limits and holds them: two gates (live calls, starts per second), one trial that finds out which of
 * them a refusal was for, and a budget for looking whether they have risen. What the provider tells is believed first.
 *
 * Longer than most files, because it is the one place where the parts meet: each rule stands in a part of its own, and what
 * is here decides which part a signal goes to. Experimental: in windows of a second it still finds the pace too slowly.
 */
export class AdaptiveGovernor implements Governor {
	readonly #options: AdaptiveOptions;
	readonly #outstanding = new Outstanding();
	readonly #ceiling: Ceiling;
	readonly #rate: LearnedRate;
	readonly #pace: Pace | undefined;
	readonly #gates: Gates;
	readonly #budget = new ProbeBudget();
	readonly #log = new TakenLog();
	readonly #evidence = new Evidence();
	#trial: Trial | undefined;
	#pausedUntil = Number.NEGATIVE_INFINITY;
	#quotaUntil = Number.NEGATIVE_INFINITY;
	/** Answers to starts made before this moment tell nothing new. */
	#decidedAt = Number.NEGATIVE_INFINITY;
	#changes: LimitChange[] = [];

	constructor(options: AdaptiveOptions) {
		this.#options = options;
		this.#ceiling = new Ceiling(options.start, options.max);
		this.#pace = options.pacePerSecond === undefined ? undefined : new Pace(options.pacePerSecond);
		this.#rate = new LearnedRate(options.pacePerSecond === undefined);
		this.#gates = new Gates(options.random);
	}

	admit(now: number): Admission {
		const wait = this.#blocked(now);
		if (wait !== undefined) return wait;
		const purpose = this.#purpose(now);
		if (typeof purpose !== 'string') return purpose;
		this.#pace?.started(now);
		this.#gates.started(now);
		this.#rate.started(now);
		if (purpose === 'slot_probe' || purpose === 'edge') this.#budget.spent(now);
		return { ticket: this.#outstanding.issue(now, 0, purpose) };
	}

	accepted(ticket: Ticket, now: number): void {
		const start = this.#outstanding.of(ticket);
		if (start === undefined) return;
		const wasAnswered = start.answered;
		this.#outstanding.confirm(start);
		if (wasAnswered) return;
		this.#gates.heard();
		this.#gates.taken(start.at);
		this.#budget.accepted();
		this.#log.add(now);
		const level = this.#outstanding.confirmed;
		if (start.at >= this.#decidedAt) this.#learnFromTaken(start, level, now);
		this.#ceiling.confirmed(level, now);
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
		if (kind === 'busy') return;
		if (kind === 'quota') {
			this.#quotaUntil = now + (retryAfterMs ?? QUOTA_WAIT_MS);
			return;
		}
		if (start.at < this.#decidedAt) return;
		// What the provider says settles what a trial would have to find out.
		if (kind !== 'unknown') this.#trial = undefined;
		if (kind === 'slots') this.#slotsRefused(start, now);
		else if (kind === 'rate') this.#rateRefused(start, now);
		else this.#refusedForUnknown(start, now);
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
		this.#ceiling.ended(now);
		this.#trial?.released(now);
	}

	adopt(now: number): Ticket {
		const ticket = this.#outstanding.issue(now, 0, 'ordinary');
		const start = this.#outstanding.of(ticket);
		if (start !== undefined) this.#outstanding.confirm(start);
		return ticket;
	}

	observe(limits: Observed, now: number): void {
		this.#gates.observe(limits, this.#outstanding.unanswered, now);
	}

	observeRead(answered: boolean, now: number): void {
		this.#gates.observeRead(answered, now);
	}

	told(slots: number): void {
		this.#changing(`the provider tells a limit of ${slots}`, () => this.#ceiling.told(slots));
	}

	share(): void {}

	learned(): Learned {
		return { ceiling: undefined, pacePerSecond: this.#rate.perSecond, proven: this.#ceiling.proven };
	}

	restore(): void {}

	silence(now: number): number {
		return this.#gates.silenceMs(now);
	}

	snapshot(): GovernorSnapshot {
		return {
			slots: this.#ceiling.allowed,
			live: this.#outstanding.live,
			pacePerSecond: this.#pacePerSecond(),
			downSince: this.#gates.downSince,
		};
	}

	changes(): readonly LimitChange[] {
		const changes = this.#changes;
		this.#changes = [];
		return changes;
	}

	#learnFromTaken(start: Start, level: number, now: number): void {
		this.#rate.taken(now);
		if (start.purpose === 'slot_probe') {
			this.#changing('calls above the ceiling were taken', () => {
				if (this.#ceiling.probeTaken(level, now)) this.#budget.found();
			});
		}
		const dip = this.#evidence.refutedBy(level, now);
		if (dip !== undefined && !this.#rate.known) {
			const taken = (window: number) => this.#log.between(dip.from.at - window, dip.from.at);
			this.#refuteSlots(() => this.#rate.learn(taken, dip.lastAt - dip.from.at, now, now));
		}
		if (this.#trial !== undefined) this.#conclude(this.#trial.taken(start.level, now), now);
	}

	/** Reasons to wait that hold for every start. */
	#blocked(now: number): Waiting | undefined {
		const gated = this.#gates.wait(now);
		if (gated !== undefined) return gated;
		const quota = this.#quotaUntil - now;
		if (quota > 0) return waiting(quota, 'refused', 'the allowance of this account is used up');
		if (now < this.#pausedUntil) return waiting(this.#pausedUntil - now, 'refused', 'the provider refused');
		const alone = this.#gates.oneAtATime || this.#trial?.blocked === true;
		if (alone && this.#outstanding.unanswered > 0) {
			return waiting(Number.POSITIVE_INFINITY, 'trial', 'one call is tried first');
		}
		return undefined;
	}

	/** What a start made now would be for, or why none may be made. */
	#purpose(now: number): Purpose | Waiting {
		const { live, unanswered } = this.#outstanding;
		const trial = this.#trial;
		if (trial?.blocked) {
			const wait = trial.waitMs(now);
			if (wait > 0) return waiting(wait, 'refused', `refused at ${trial.level} live calls`);
			if (live >= this.#ceiling.allowed) return this.#full();
			return this.#paced(now) ?? 'trial';
		}
		const edge = trial !== undefined && live + 1 > trial.level;
		const notYet = edge ? edgeWait(trial, live, unanswered, now) : undefined;
		if (notYet !== undefined) return notYet;
		const allowed = this.#ceiling.allows(live, unanswered, now);
		const probes =
			!allowed &&
			this.#ceiling.probeIsDue(live, unanswered, now) &&
			(this.#ceiling.recovering || this.#budget.affords(now));
		if (!allowed && !probes) {
			if (live >= this.#ceiling.allowed) return this.#full();
			return waiting(Number.POSITIVE_INFINITY, 'slots', 'the last starts are not confirmed yet');
		}
		const paced = this.#paced(now);
		if (paced !== undefined) return paced;
		if (probes) return 'slot_probe';
		if (edge) return 'edge';
		return this.#rate.probing ? 'rate_probe' : 'ordinary';
	}

	#full(): Waiting {
		return waiting(Number.POSITIVE_INFINITY, 'slots', `all ${this.#ceiling.allowed} slots are in use`);
	}

	#paced(now: number): Waiting | undefined {
		const wait = this.#paceWait(now);
		if (wait <= 0) return undefined;
		return waiting(wait, 'pace', `${formatRate(this.#pacePerSecond() ?? 0)} starts per second at most`);
	}

	#paceWait(now: number): number {
		const configured = this.#pace?.waitMs(now) ?? 0;
		const learned = this.#rate.waitMs(now);
		// Only a pace that really holds starts back is worth a probe.
		if (learned > configured && this.#rate.probeIsDue(now) && this.#budget.affords(now)) {
			this.#budget.spent(now);
			this.#rate.beginProbe(now);
		}
		return Math.max(configured, learned);
	}

	#refusedForUnknown(start: Start, now: number): void {
		if (start.purpose !== 'rate_probe') {
			const level = Math.max(start.level, this.#outstanding.confirmed);
			this.#evidence.refused(level, this.#rate.perSecond ?? 0);
		}
		if (this.#trial !== undefined) {
			const verdict = this.#trial.refused(start.level, now, now + this.#gates.backoffMs(now));
			this.#decidedAt = now;
			this.#conclude(verdict, now, start.level);
			return;
		}
		if (start.purpose === 'slot_probe') this.#slotsRefused(start, now);
		else if (start.purpose === 'rate_probe') this.#rateRefused(start, now);
		else if (this.#ceiling.known && start.level >= this.#ceiling.allowed * 0.9) this.#slotsRefused(start, now);
		else if (this.#rate.known && !this.#evidence.atOneLevel(this.#ceiling.proven)) this.#rateRefused(start, now);
		else if (this.#ceiling.known || this.#rate.known) this.#slotsRefused(start, now);
		else {
			this.#decidedAt = now;
			this.#trial = new Trial(start.level, now, now + this.#gates.backoffMs(now), this.#options.random);
		}
	}

	/** Not the live calls were limited, but the pace: `learn` says how fast it may be. */
	#refuteSlots(learn: () => void): void {
		learn();
		this.#evidence.slotsRefuted();
		this.#changing('refused for the pace, not for the live calls', () => this.#ceiling.forget());
	}

	#slotsRefused(start: Start, now: number): void {
		this.#decidedAt = now;
		// What was taken while this start was under way stood in its way too.
		const level = Math.max(start.level, this.#outstanding.confirmed);
		if (start.purpose === 'slot_probe' && level >= this.#ceiling.allowed) {
			this.#budget.refused();
			this.#ceiling.probeRefused(now);
			return;
		}
		this.#evidence.ceilingMet(level, now);
		const since = this.#rate.known ? undefined : this.#evidence.wanderingSince();
		if (since !== undefined) {
			this.#refuteSlots(() => this.#rate.learnMeasured(this.#log.between(since, now), now - since, now));
			return;
		}
		this.#changing(`refused at ${level} live calls`, () => {
			if (this.#ceiling.isDip(level)) {
				this.#evidence.dipped(level, now);
				this.#pausedUntil = now + this.#ceiling.dip(level, now);
			} else this.#ceiling.boundary(level, now);
		});
	}

	#rateRefused(start: Start, now: number): void {
		this.#decidedAt = now;
		if (start.purpose === 'rate_probe') this.#budget.refused();
		if (!this.#rate.known) this.#rate.learn((window) => this.#log.between(now - window, now), 1_000, now, now);
		this.#pausedUntil = now + this.#rate.refused(now, start.purpose === 'rate_probe');
	}

	#conclude(verdict: Verdict | undefined, now: number, level?: number): void {
		const trial = this.#trial;
		if (verdict === undefined || trial === undefined) return;
		this.#trial = undefined;
		if (verdict === 'slots') {
			const cap = level ?? trial.level;
			this.#evidence.ceilingFound(cap, now);
			this.#changing(`refused at ${cap} live calls, more than once`, () => this.#ceiling.boundary(cap, now));
		} else if (verdict === 'rate') {
			const taken = (window: number) => this.#log.between(trial.startedAt - window, trial.startedAt);
			this.#rate.learn(taken, trial.lastRefusedAt - trial.startedAt, now, now);
		} else this.#blip(now);
	}

	#blip(now: number): void {
		const since = this.#evidence.blip(now);
		if (since !== undefined) this.#rate.learnMeasured(1.25 * this.#log.between(since, now), now - since, now);
	}

	#pacePerSecond(): number | undefined {
		const learned = this.#rate.perSecond;
		const configured = this.#pace?.perSecond;
		return learned === undefined || configured === undefined ? (learned ?? configured) : Math.min(learned, configured);
	}

	/** Makes a change and keeps it, with its reason, if it moved the ceiling. */
	#changing(why: string, change: () => void): void {
		const from = this.#ceiling.allowed;
		change();
		const to = this.#ceiling.allowed;
		if (from !== to) this.#changes.push({ what: 'slots', from, to, why });
	}
}

/** Why no call above the level of the trial may be started yet. */
function edgeWait(trial: Trial, live: number, unanswered: number, now: number): Waiting | undefined {
	if (!trial.allows(live + 1, now)) {
		return waiting(trial.edgeWaitMs(now), 'trial', `soon one more than ${trial.level} live calls is tried`);
	}
	if (unanswered > 0) return waiting(Number.POSITIVE_INFINITY, 'trial', 'one call is tried first');
	return undefined;
}

function formatRate(perSecond: number): string {
	return String(Math.round(perSecond * 100) / 100);
}
