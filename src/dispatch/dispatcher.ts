/**
 * The loop that decides when the next call is started.
 *
 *   running -> stopping (no new calls, live ones are followed) -> ended
 *           \-> abandoned (live calls are left alone; a later run takes them over) -> ended
 *
 * It waits for whichever comes first: the time that the governor named, a call that ended, or a request to stop.
 */
import type { CallerPace } from '../governor/caller-pace.js';
import type { Governor, Ticket, Wait } from '../governor/governor.js';
import type { Journal } from '../journal/journal.js';
import type { OpenAttempt } from '../journal/state.js';
import type { EventSink } from '../progress/events.js';
import type { Provider } from '../providers/provider.js';
import type { Clock } from '../runtime/clock.js';
import { formatDuration } from '../runtime/duration.js';
import { ContactsFileError, DialerError, messageOf, ProviderDownError } from '../runtime/errors.js';
import { EXIT } from '../runtime/exit-codes.js';
import type { Attempts } from './attempt.js';
import type { AttemptLimit } from './attempt-limit.js';
import { Pool } from './pool.js';
import type { Stop } from './stop.js';
import { WaitReport } from './wait-report.js';
import { Wake } from './wake.js';
import type { Work, WorkItem } from './work.js';

export interface DispatcherOptions {
	readonly provider: Pick<Provider, 'name'>;
	readonly attempts: Attempts;
	readonly governor: Governor;
	readonly callers: CallerPace;
	readonly journal: Journal;
	readonly work: Work;
	readonly clock: Clock;
	readonly emit: EventSink;
	/** Attempts of an earlier run that have to be followed or cleared up, with their rows where they still exist. */
	readonly adopted: readonly Adopted[];
	/** Attempts of this run that were not refused. */
	readonly attemptLimit: AttemptLimit;
	/** When the run began, monotonic ms, where that was earlier. */
	readonly startedAt?: number | undefined;
	/** Stop starting calls so long after the run's start, ms. */
	readonly maxDurationMs: number | undefined;
	/** Stop when the provider has not answered for this long, ms. */
	readonly giveUpAfterMs: number;
	/** Contacts and attempts may yet be given back by somebody else. */
	readonly moreMayCome?: () => boolean;
	/** For now no more attempts are started; called again and again while that lasts. */
	readonly pausing?: () => void;
	/** Live calls of this run with another provider. */
	readonly liveElsewhere?: () => number;
	/** No more calls are started here from now on. @returns whether they are elsewhere */
	readonly stopping?: (stop: Stop) => boolean;
	/** Ends following and reconciling. */
	readonly abandon: () => void;
}

export interface Adopted {
	readonly open: OpenAttempt;
	readonly item: WorkItem | undefined;
}

/** However long a wait may be, the loop looks again after this time: no lost callback can stall it. */
const LONGEST_NAP_MS = 1_000;
/** The loop takes turns at least once a nap: after a longer pause than this, the machine was asleep, ms. */
const ASLEEP_AFTER_MS = 10_000;

export class Dispatcher {
	readonly #options: DispatcherOptions;
	readonly #pool: Pool;
	readonly #wake: Wake;
	readonly #waits: WaitReport;
	readonly #startedAt: number;
	#lookedAt: number;
	/** When the machine was awake again, monotonic ms. */
	#wokeAt = Number.NEGATIVE_INFINITY;
	/** Attempts of an earlier run that are not taken over yet. */
	#toTakeOver: number;
	#stop: Stop | undefined;
	#abandoned = false;

	constructor(options: DispatcherOptions) {
		this.#options = options;
		const now = options.clock.monotonic();
		this.#startedAt = options.startedAt ?? now;
		this.#lookedAt = now;
		this.#toTakeOver = options.adopted.length;
		this.#pool = new Pool(Math.max(options.governor.snapshot(now).slots, options.adopted.length));
		this.#wake = new Wake(options.clock);
		this.#waits = new WaitReport(options.clock, options.emit);
	}

	/** Live calls and requests under way. */
	get live(): number {
		return this.#pool.active + this.#toTakeOver;
	}

	/** Whether no more calls are started. */
	get stopped(): boolean {
		return this.#stop !== undefined;
	}

	/** Something changed on which a start may have waited. */
	lookAgain(): void {
		this.#wake.notify();
	}

	/** No more calls are started from now on. The first reason stays. */
	stop(stop: Stop): void {
		if (this.#stop !== undefined) return;
		this.#stop = stop;
		const { stopping, emit, clock, liveElsewhere } = this.#options;
		const goesOn = stopping?.(stop) ?? false;
		const live = this.live + (liveElsewhere?.() ?? 0);
		if (!goesOn) emit({ type: 'stopping', at: clock.now(), why: stop.why, live });
		this.#wake.notify();
	}

	/** Leaves live calls alone; nobody is hung up on, and the next run takes them over. */
	abandon(stop: Stop): void {
		this.stop(stop);
		this.#abandoned = true;
		this.#options.abandon();
		this.#wake.notify();
	}

	/** @returns why it ended early; undefined when there was nothing left to do. */
	async run(): Promise<Stop | undefined> {
		for (const adopted of this.#options.adopted) this.#takeOver(adopted);
		try {
			while (this.#stop === undefined && (await this.#step()));
		} catch (error) {
			this.#cannotGoOn(error);
		}
		await this.#drain();
		return this.#stop;
	}

	/** One turn of the loop. @returns false when all work is done. */
	async #step(): Promise<boolean> {
		const { governor, callers, work, clock, attemptLimit, moreMayCome } = this.#options;
		this.#followLimits();
		this.#checkTime();
		if (attemptLimit.isReached) {
			if (this.#pool.active > 0 || moreMayCome?.()) await this.#pause(LONGEST_NAP_MS);
			else
				this.stop({
					cause: 'limit',
					why: `the limit of ${attemptLimit.most} attempt${attemptLimit.most === 1 ? '' : 's'} is reached`,
				});
			return true;
		}
		if (!(await work.ready())) {
			if (this.#pool.active === 0 && !moreMayCome?.()) return false;
			await this.#pause(LONGEST_NAP_MS);
			return true;
		}
		const now = clock.monotonic();
		// Before the governor: a look at the caller numbers takes nothing, an admission uses up pace.
		const callerMs = callers.waitMs(now);
		const admission = callerMs > 0 ? { waitMs: callerMs, why: callers.why } : governor.admit(now);
		if ('why' in admission) {
			// Hours or days: nobody watches a program that long, and what is saved can be gone on with.
			if (admission.why.code === 'quota') this.stop({ cause: 'quota', why: this.#quotaWhy(admission) });
			else await this.#nap(admission.waitMs, admission.why);
			return true;
		}
		const item = this.#stop === undefined ? work.take() : undefined;
		if (item === undefined) {
			governor.ended(admission.ticket, clock.monotonic());
			return true;
		}
		this.#waits.over();
		// The governor may admit one call above its slots, to see whether there is room for more.
		this.#pool.resize(Math.max(governor.snapshot(clock.monotonic()).slots, this.#pool.active + 1));
		attemptLimit.used += 1;
		const turn = callers.take(now);
		this.#run(async () => {
			if (!(await this.#options.attempts.place(item, admission.ticket, turn))) attemptLimit.used -= 1;
		});
		return true;
	}

	/** Moves the pool with the governor's slots, and tells of every change of a limit. */
	#followLimits(): void {
		const { governor, journal, clock, emit } = this.#options;
		this.#pool.resize(governor.snapshot(clock.monotonic()).slots);
		for (const change of governor.changes()) {
			journal.append({ type: 'limit', at: clock.now(), ...change });
			emit({ type: 'limit_changed', at: clock.now(), ...change });
		}
	}

	#quotaWhy({ waitMs, why }: { waitMs: number; why: Wait }): string {
		const opensAt = new Date(Math.ceil((this.#options.clock.now() + waitMs) / 1_000) * 1_000);
		return `${why.text}; it opens again at ${opensAt.toISOString()}`;
	}

	async #nap(waitMs: number, why: Wait): Promise<void> {
		this.#waits.waiting(waitMs, why);
		await this.#pause(Math.min(waitMs, LONGEST_NAP_MS));
	}

	/** Nothing can be started just now. */
	#pause(ms: number): Promise<void> {
		this.#options.pausing?.();
		return this.#wake.wait(ms);
	}

	#takeOver({ open, item }: Adopted): void {
		this.#toTakeOver -= 1;
		const ticket: Ticket = this.#options.governor.adopt(this.#options.clock.monotonic());
		this.#run(() => this.#options.attempts.takeOver(open, item, ticket));
	}

	#run(task: () => Promise<void>): void {
		this.#pool.run(async () => {
			try {
				await task();
			} catch (error) {
				this.#crashed(error);
			} finally {
				this.#wake.notify();
			}
		});
	}

	/** The contacts cannot be read on (the file was changed): live calls are still followed to their end. */
	#cannotGoOn(error: unknown): void {
		if (!(error instanceof ContactsFileError)) throw error;
		this.stop({ cause: 'contacts', why: error.message });
	}

	/** A disk that does not take the journal, or a defect of ours: either way no more calls, and nothing is waited for. */
	#crashed(error: unknown): void {
		const told = error instanceof DialerError ? error : new DefectError(messageOf(error), { cause: error });
		this.abandon({ cause: 'error', why: told.message, error: told });
	}

	#checkTime(): void {
		const { maxDurationMs, governor, giveUpAfterMs, clock, provider } = this.#options;
		const now = clock.monotonic();
		if (now - this.#lookedAt > ASLEEP_AFTER_MS) this.#wokeAt = now;
		this.#lookedAt = now;
		if (maxDurationMs !== undefined && now - this.#startedAt >= maxDurationMs) {
			this.stop({ cause: 'duration', why: `${formatDuration(maxDurationMs)} are over (--max-duration)` });
		}
		const { downSince } = governor.snapshot(now);
		// While the machine slept nobody asked the provider.
		if (downSince === undefined || now - Math.max(downSince, this.#wokeAt) < giveUpAfterMs) return;
		const forSoLong = formatDuration(giveUpAfterMs);
		const error = new ProviderDownError(`The provider ${provider.name} has not answered for ${forSoLong}.`, {
			hint: 'Check the network and the provider, then run the same command again; it goes on where it stopped.',
		});
		this.abandon({ cause: 'error', why: error.message, error });
	}

	async #drain(): Promise<void> {
		this.#options.pausing?.();
		const drained = this.#pool.drained().then(() => this.#wake.notify());
		while (this.#pool.active > 0 && !this.#abandoned) {
			await this.#wake.wait(LONGEST_NAP_MS);
			this.#checkTime();
		}
		await drained;
	}
}

class DefectError extends DialerError {
	override readonly code = 'defect';
	override readonly exitCode = EXIT.unexpected;
}
