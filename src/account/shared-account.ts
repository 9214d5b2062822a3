import type { Governor, Learned, Share } from '../governor/governor.js';
import type { Clock } from '../runtime/clock.js';
import { messageOf } from '../runtime/errors.js';
import { Demand } from './demand.js';
import type { Found } from './learned-file.js';
import { freshest, type Lease, type Standing } from './lease.js';
import type { LeaseStore } from './lease-store.js';
import { ALONE, shareOf } from './lease-table.js';
import { WatchedGovernor } from './watched-governor.js';

export interface SharedAccountOptions {
	/** The campaign's id: it has one dialer at a time. */
	readonly id: string;
	readonly governor: Governor;
	readonly store: LeaseStore;
	readonly clock: Clock;
	/** What the governor was restored from. */
	readonly found?: Found | undefined;
	/** A sentence for people. */
	readonly notice: (text: string) => void;
}

/** A dialer that has nothing new to tell renews its lease after this time, ms. */
const HEARTBEAT_MS = 5_000;
/** How often demand is measured, and the lease is renewed at most, ms. */
const SAMPLE_MS = 1_000;

/**
 * One dialer among those that use the same account: tells the others what it has and wants, and its governor what they
 * leave to it.
 *
 *   new -> joined (a lease is kept up to date) -> left (no lease, or one for the calls that stay live)
 *
 * Less is obeyed before the lease that tells of it is written, more only after: so whatever a dialer may do is known to
 * all at every moment, also at that of its death.
 */
export class SharedAccount {
	/** To be asked in place of the one that was given. */
	readonly governor: Governor;
	readonly #options: SharedAccountOptions;
	readonly #demand = new Demand();
	readonly #startedAt: number;
	#share = ALONE;
	#written: Lease | undefined;
	#learned: Found | undefined;
	/** What the governor knew when that was compared last. */
	#compared: Learned;
	/** Calls of an earlier run that the governor has not been told of yet. */
	#expected = 0;
	#longestCallMs = 0;
	#used = false;
	#syncedAt = Number.NEGATIVE_INFINITY;
	#turn: Promise<void> = Promise.resolve();
	#cancelNext: () => void = () => undefined;
	#left = false;
	#complained = false;

	constructor(options: SharedAccountOptions) {
		this.#options = options;
		this.#startedAt = options.clock.now();
		this.#learned = options.found;
		this.#compared = options.governor.learned(options.clock.monotonic());
		this.governor = new WatchedGovernor(options.governor, {
			asked: (admission) => {
				this.#used ||= 'ticket' in admission;
				this.#demand.asked(admission, this.#live(), this.#share.slots);
			},
			ended: (heldMs) => {
				this.#longestCallMs = Math.max(this.#longestCallMs, heldMs);
			},
		});
	}

	/** What was found out about the account last, by any of its dialers; undefined when nothing was. */
	found(): Found | undefined {
		this.#lookForNews();
		return this.#learned;
	}

	/** Whether calls were started: only then what is known was tried. */
	get used(): boolean {
		return this.#used;
	}

	/** Live calls of the others. */
	get othersLive(): number {
		return this.#share.othersLive;
	}

	/** To be called before the first start. `live`: calls of an earlier run that are about to be taken over. */
	async join(live: number): Promise<void> {
		this.#expected = live;
		await this.#sync();
		this.#scheduleNext();
	}

	/** No more calls are started. `live`: those that stay up and are counted until they must have ended. */
	async leave(live: number): Promise<void> {
		this.#left = true;
		this.#cancelNext();
		await this.#turn;
		await this.#exchange(() => (live === 0 ? undefined : { ...this.#lease(), ...GONE, live }));
	}

	#scheduleNext(): void {
		if (this.#left) return;
		this.#cancelNext = this.#options.clock.after(SAMPLE_MS, () => {
			this.#turn = this.#tick().finally(() => this.#scheduleNext());
		});
	}

	async #tick(): Promise<void> {
		this.#demand.sample(this.#live());
		this.#lookForNews();
		if (this.#isDue()) await this.#sync();
	}

	/** Whether the lease should be renewed now. */
	#isDue(): boolean {
		const written = this.#written;
		if (written === undefined || this.#options.clock.monotonic() - this.#syncedAt >= HEARTBEAT_MS) {
			return true;
		}
		const { live, wanted, wantedPace, learned } = this.#lease();
		const { slots, pace } = this.#share;
		// Without a bound, the live calls that are written down are all that others could know after a crash.
		const unbounded = slots === Number.POSITIVE_INFINITY;
		const wantsMore = unbounded ? live > written.live : wanted > slots;
		return wantsMore || wantedPace > pace || learned !== written.learned;
	}

	async #sync(): Promise<void> {
		this.#syncedAt = this.#options.clock.monotonic();
		let next = this.#share;
		const written = await this.#exchange((others) => {
			this.#lookForNews();
			this.#learnFrom(others);
			const lease = this.#lease();
			next = shareOf(lease, others);
			this.#obey(lesser(this.#share, next));
			return { ...lease, granted: next.slots, pace: next.pace, probes: next.mayProbe };
		});
		if (written) this.#obey(next);
	}

	/** @returns whether it worked. Without the others a campaign still goes on, with what it has. */
	async #exchange(renew: (others: readonly Standing[]) => Lease | undefined): Promise<boolean> {
		const { store, id, notice } = this.#options;
		try {
			let lease: Lease | undefined;
			await store.exchange(id, (others) => {
				lease = renew(others);
				return lease;
			});
			this.#written = lease;
			return true;
		} catch (error) {
			if (!this.#complained) notice(`This run cannot share the account's limits with others: ${messageOf(error)}`);
			this.#complained = true;
			return false;
		}
	}

	/** What the governor found out since the last look. */
	#lookForNews(): void {
		const { governor, clock } = this.#options;
		// Found out before the clock was turned back, it must not pass for the latest until the clock has caught up.
		if (this.#learned !== undefined && this.#learned.at > clock.now())
			this.#learned = { ...this.#learned, at: clock.now() };
		const known = governor.learned(clock.monotonic());
		if (sameLimits(known, this.#compared)) return;
		this.#compared = known;
		this.#learned = { ...known, at: clock.now() };
	}

	#learnFrom(others: readonly Standing[]): void {
		const { governor, clock } = this.#options;
		const best = freshest([this.#lease(), ...others.map(({ lease }) => lease)]);
		if (best === undefined || best === this.#learned) return;
		this.#learned = best;
		if (sameLimits(best, this.#compared)) return;
		governor.restore(best, clock.monotonic());
		this.#compared = governor.learned(clock.monotonic());
	}

	#obey(share: Share): void {
		this.#share = share;
		this.#options.governor.share(share, this.#options.clock.monotonic());
	}

	/** The own lease as things stand, with what was granted last. */
	#lease(): Lease {
		const { id, clock, governor } = this.#options;
		const live = this.#live();
		const wants = this.#demand.wants(live, governor.learned(clock.monotonic()).pacePerSecond);
		return {
			id,
			startedAt: this.#startedAt,
			heartbeatAt: clock.now(),
			live,
			granted: this.#share.slots,
			wanted: wants.slots,
			pace: this.#share.pace,
			wantedPace: wants.pace,
			probes: this.#share.mayProbe,
			longestCallMs: this.#longestCallMs,
			learned: this.#learned,
			ended: false,
		};
	}

	#live(): number {
		const { governor, clock } = this.#options;
		const { live } = governor.snapshot(clock.monotonic());
		if (live >= this.#expected) this.#expected = 0;
		return Math.max(live, this.#expected);
	}
}

/** What a lease tells of a dialer that has left. */
const GONE = { granted: 0, wanted: 0, pace: 0, wantedPace: 0, probes: false, ended: true } as const;

function sameLimits(one: Learned, other: Learned): boolean {
	return one.ceiling === other.ceiling && one.pacePerSecond === other.pacePerSecond && one.windowMs === other.windowMs;
}

/** What both shares allow. */
function lesser(one: Share, other: Share): Share {
	return {
		othersLive: other.othersLive,
		slots: Math.min(one.slots, other.slots),
		pace: Math.min(one.pace, other.pace),
		mayProbe: one.mayProbe && other.mayProbe,
	};
}
