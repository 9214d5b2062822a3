import { type Ceiling, toleranceOf } from './ceiling.js';
import { Contended } from './contended.js';
import { Dip } from './dip.js';
import { Frequency } from './frequency.js';
import type { LimitChange, Share } from './governor.js';
import type { Purpose, Start } from './outstanding.js';
import type { ProbeBudget } from './probe-budget.js';
import { RefillDelay } from './refill-delay.js';
import { SlotProbe } from './slot-probe.js';
import { slotsInUse, type Waiting, waiting } from './waits.js';

/** A ceiling that is found again within this share, or within one call, has not moved. */
const SAME_SHARE = 0.05;

/** Starts were refused from then to then, though not for the live calls. */
export interface Refuted {
	readonly from: number;
	readonly to: number;
}

/**
 * How many calls may be live: the ceiling, when one more is tried, and what a refusal below it means. Levels are live calls
 * of the account, those of other dialers included, without the start that was refused.
 */
export class SlotGate {
	readonly #ceiling: Ceiling;
	readonly #budget: ProbeBudget;
	readonly #changed: (change: LimitChange) => void;
	readonly #probe = new SlotProbe();
	readonly #refill = new RefillDelay();
	readonly #contended = new Contended();
	readonly #endsPerMs = new Frequency();
	#dip: Dip | undefined;
	#endedAt = Number.NEGATIVE_INFINITY;
	/** The ceiling that was found last, though it may be searched for again. */
	#last: number | undefined;

	constructor(ceiling: Ceiling, budget: ProbeBudget, changed: (change: LimitChange) => void) {
		this.#ceiling = ceiling;
		this.#budget = budget;
		this.#changed = changed;
	}

	get ceiling(): Pick<Ceiling, 'cap' | 'proven' | 'others' | 'usable' | 'bound'> {
		return this.#ceiling;
	}

	/** Whether the ceiling moved lately. */
	moves(now: number): boolean {
		return this.#contended.movedLately(now);
	}

	/** Whether refusals are laid to the live calls without more ado. */
	get isLimited(): boolean {
		return this.#ceiling.cap !== undefined || this.#contended.limit !== undefined;
	}

	/** Whether it is just being found out where the ceiling is, by one start at a time. */
	get searching(): boolean {
		return this.#dip !== undefined;
	}

	/** What a start made now would be for, or why none may be made. */
	purpose(live: number, unanswered: number, now: number): Purpose | Waiting {
		const held = live + this.#refill.waiting(now);
		const wait = this.#dip?.waitMs(now) ?? 0;
		if (wait > 0) return waiting(wait, 'refused', `refused at ${this.#dip?.level} live calls`);
		const limit = this.#searchLimit();
		if (held >= limit) return this.#full(limit, live, now);
		if (this.#ceiling.allows(held, unanswered, now)) return 'ordinary';
		const probes = this.#mayProbe(held, unanswered);
		if (probes && this.#probe.isDue(this.#endedAt, now)) return 'slot_probe';
		if (held >= this.#ceiling.allowed) {
			return this.#full(this.#ceiling.allowed, live, now, probes ? this.#probe.dueMs(this.#endedAt, now) : undefined);
		}
		return waiting(Number.POSITIVE_INFINITY, 'slots', 'the last starts are not confirmed yet');
	}

	/**
	 * A start was taken and `level` calls are live, itself among them. `paced`: a pace holds starts back, which explains refusals by
	 * chance as well as slots freed late do. @returns what that refutes.
	 */
	taken(start: Start, level: number, paced: boolean, now: number): Refuted | undefined {
		this.#refill.taken();
		this.#contended.taken(level);
		let refuted: Refuted | undefined;
		if (this.#dip !== undefined) refuted = this.#dipTaken(this.#dip, level, paced, now);
		else if (start.purpose === 'slot_probe') this.#probeTaken(level, now);
		this.confirmed(level, now);
		return refuted;
	}

	/** So many calls are live, whenever they were started. */
	confirmed(level: number, now: number): void {
		this.#ceiling.confirmed(level - this.#ceiling.others, now);
	}

	/**
	 * A start was refused at this level, for the live calls as far as can be told. `windowLike`: the provider told when to come
	 * again, or many starts had come at once; if one is taken soon, it was for those.
	 */
	refused(start: Start, level: number, windowLike: boolean, now: number): void {
		const { cap } = this.#ceiling;
		if (this.#contended.limit !== undefined) this.#refusedInContention(level, now);
		else if (this.#dip !== undefined) this.#refusedInDip(this.#dip, level, now);
		else if (cap === undefined) this.found(level, now, false);
		else if (level < cap) this.#dip = Dip.begin(cap, level, windowLike, now, this.#endedAt);
		else if (start.purpose === 'slot_probe') {
			this.#budget.refused();
			this.#probe.refused(now, this.moves(now));
		}
	}

	/**
	 * Starts were refused from `startedAt` on, first at this level and then far below it; just now one was taken. How far the
	 * live calls come up again tells what was limited.
	 */
	climb(level: number, startedAt: number, now: number): void {
		this.#dip = Dip.climb(level, startedAt, now);
	}

	/** The ceiling stands at this level. `verify`: whether what was refused may have been another kind of limit. */
	found(level: number, now: number, verify: boolean): void {
		const before = this.#ceiling.cap;
		this.#ceiling.set(level);
		this.#probe.found(now, verify);
		this.#dip = undefined;
		const cap = this.#ceiling.cap ?? level;
		this.#tell(
			before,
			`refused at ${level} live calls; one more is tried in ${Math.round(this.#probe.waitMs(now) / 1_000)} s`,
		);
		const last = this.#last;
		this.#last = cap;
		if (last !== undefined && Math.abs(cap - last) > Math.max(1, SAME_SHARE * last)) this.#moved(cap, now);
	}

	/** The ceiling stands elsewhere than before. */
	#moved(to: number, now: number): void {
		this.#budget.moved();
		this.#contended.moved(to, now);
		if (this.#contended.limit !== undefined) this.#ceiling.clear();
	}

	/** Refusals were for the rate, so the ceiling may have been none: one more call is tried soon. */
	doubt(now: number): void {
		this.#dip = undefined;
		if (this.#ceiling.cap !== undefined) this.#probe.found(now, true);
	}

	/** What was refused may have had nothing to do with the live calls. */
	forget(why: string): void {
		const before = this.#ceiling.cap;
		this.#dip = undefined;
		this.#ceiling.clear();
		this.#tell(before, why);
	}

	/** A call ended. */
	ended(now: number): void {
		this.#endedAt = now;
		this.#endsPerMs.add(now);
		this.#refill.ended(now);
	}

	told(limit: number): void {
		const before = this.#ceiling.allowed;
		this.#ceiling.told(limit);
		const { allowed } = this.#ceiling;
		if (allowed === before) return;
		this.#dip = undefined;
		this.#changed({
			what: 'slots',
			from: finite(before),
			to: allowed,
			why: `the provider allows us ${limit}`,
		});
	}

	restore(cap: number, now: number): void {
		const before = this.#ceiling.cap;
		if (before === cap) return;
		this.#ceiling.restore(cap);
		this.#probe.found(now, false);
		this.#tell(before, `known from before: ${cap} live calls`);
	}

	share(share: Share): void {
		this.#ceiling.share(share);
	}

	/** Our live calls while the ceiling is searched for; with other dialers about, it is their calls that end and not only ours. */
	#searchLimit(): number {
		const { others } = this.#ceiling;
		const limit = (others > 0 ? undefined : this.#dip?.limit) ?? this.#contended.limit ?? Number.POSITIVE_INFINITY;
		return Math.max(1, limit - others);
	}

	#mayProbe(held: number, unanswered: number): boolean {
		if (this.#dip !== undefined || unanswered > 0 || !this.#ceiling.isFull(held)) return false;
		return !this.#probe.verified || this.#budget.affords;
	}

	#full(limit: number, live: number, now: number, otherwiseMs = Number.POSITIVE_INFINITY): Waiting {
		const again = this.#refill.waitMs(now);
		if (again > 0) return waiting(again, 'slots', 'a slot is used again once the provider has freed it');
		return waiting(otherwiseMs, 'slots', slotsInUse(Math.max(limit, live)));
	}

	/** A probe may have found a slot whose call had ended unnoticed; only more than that shows that the ceiling has risen. */
	#probeTaken(level: number, now: number): void {
		const before = this.#ceiling.cap;
		const risenFar = this.#probe.taken(now);
		if (before === undefined || level <= before + toleranceOf(before)) return;
		if (risenFar) this.#ceiling.clear();
		else this.#ceiling.set(level);
		this.#budget.moved();
		this.#tell(before, 'calls above the ceiling were taken');
	}

	#dipTaken(dip: Dip, level: number, paced: boolean, now: number): Refuted | undefined {
		const shown = dip.taken(level, now);
		if (shown === undefined) return undefined;
		this.#dip = undefined;
		// Back where it was refused again and again, and not above: that measurement holds.
		if (shown === 'recovered' && level <= dip.level) this.found(dip.level, now, false);
		if (shown === 'noise' && dip.windowLike) return { from: dip.startedAt, to: now };
		if (shown === 'noise' && !paced && dip.level >= dip.from - 2 * toleranceOf(dip.from)) this.#freedLate(dip, now);
		return shown === 'regained' ? { from: dip.startedAt, to: dip.takenAt ?? now } : undefined;
	}

	#refusedInDip(dip: Dip, level: number, now: number): void {
		if (!dip.climbing) {
			dip.refused(level, now);
			return;
		}
		const moved = level < dip.from;
		this.found(level, now, false);
		if (moved) this.#moved(level, now);
	}

	#refusedInContention(level: number, now: number): void {
		const from = this.#contended.limit;
		const still = this.#contended.refused(level, now);
		if (still !== undefined) this.found(still, now, false);
		const to = this.#contended.limit;
		if (to !== from && to !== undefined)
			this.#changed({ what: 'slots', from, to, why: `refused at ${level} live calls; the limit keeps moving` });
	}

	/**
	 * A slot was in use still when we took it for free. If that is the provider's way, slots are used again later; where so
	 * many calls end that this would cost a whole slot, one slot is given up instead.
	 */
	#freedLate(dip: Dip, now: number): void {
		const delayMs = this.#refill.late(dip.lastRefusedAt - dip.endedAt);
		if (delayMs * this.#endsPerMs.at(now) < 1) return;
		this.#refill.reset();
		this.found(dip.from - 1, now, false);
	}

	#tell(before: number | undefined, why: string): void {
		const to = this.#ceiling.cap;
		if (before !== to) this.#changed({ what: 'slots', from: before, to, why });
	}
}

function finite(value: number): number | undefined {
	return Number.isFinite(value) ? value : undefined;
}
