import type { NewCall } from './call.js';
import { metadataText } from './calls.js';
import type { Operation } from './wire/wire.js';

export type RefusalCause = 'slots' | 'rate' | 'random';
export type ReadKind = 'get' | 'list' | 'concurrency';

/** What really happened, whatever the client was told. Times are epoch ms. */
export interface Truth {
	/** How often each number (E.164) was rung: calls accepted, but for those called off before they were dialed. */
	readonly rings: Readonly<Record<string, number>>;
	/** Calls accepted for each `metadata.attempt_id`, where that is given as text. */
	readonly attempts: Readonly<Record<string, number>>;
	/** Calls accepted from each caller number (E.164). */
	readonly callers: Readonly<Record<string, CallerTruth>>;
	/** Numbers rung more than once; the first hundred. */
	readonly duplicates: readonly string[];
	/** Calls accepted. */
	readonly calls: number;
	/** Create requests received, whatever became of them. */
	readonly creates: number;
	/** Create requests refused for a limit, or taken and not dialed for one, by cause; those at random stand among the faults too. */
	readonly refused: Readonly<Record<RefusalCause, number>>;
	/** Create requests answered 400, 401, 402, 403 or 422. */
	readonly rejected: number;
	/** Faults that struck, by kind; `outage` counts connections and requests cut off. */
	readonly faults: Readonly<Record<string, number>>;
	/** Calls that hold a slot. */
	readonly live: number;
	readonly livePeak: number;
	/** Create requests refused because all slots were taken, or in the penalty for that. */
	readonly overshoot: number;
	/** Longest time, ms, that a call waited in the provider's queue before it was dialed. */
	readonly longestQueueMs: number;
	readonly reads: Readonly<Record<ReadKind, number>>;
	/** Of the reads, those answered 304: the client had the answer already. */
	readonly notModified: number;
	/** Requests for access tokens, and those that were given. */
	readonly tokens: { readonly asked: number; readonly given: number };
	/** Requests counted by each of the scenario's groups, and those that it refused. */
	readonly groups: Readonly<Record<string, { readonly asked: number; readonly refused: number }>>;
	/**
	 * Requests of any kind sent before the end of a `Retry-After` that the client had been told. Over a real socket one that
	 * was on its way already counts too: the server cannot tell.
	 */
	readonly violations: number;
	/** Requests of any kind turned away for a penalty that ran; create requests stand among the refused ones too. */
	readonly penalized: number;
	readonly startedAt: number;
	readonly firstCreateAt: number | null;
	readonly lastCreateAt: number | null;
}

interface CallerTruth {
	readonly calls: number;
	/** Shortest time between two of them, ms; null until there were two. */
	readonly leastGapMs: number | null;
}

/** The truth without its parts that grow with the campaign. */
export type TruthSummary = Omit<Truth, 'rings' | 'attempts'>;

/** Metadata key under which a client names its attempt. */
const ATTEMPT_KEY = 'attempt_id';
const DUPLICATES_SHOWN = 100;

/** Keeps the truth while it happens. */
export class TruthBook {
	readonly #startedAt: number;
	readonly #rings = new Map<string, number>();
	readonly #attempts = new Map<string, number>();
	readonly #callers = new Map<string, CallerTruth & { readonly lastAt: number }>();
	readonly #duplicates: string[] = [];
	readonly #faults: Record<string, number> = {};
	readonly #refused: Record<RefusalCause, number> = { slots: 0, rate: 0, random: 0 };
	readonly #reads: Record<ReadKind, number> = { get: 0, list: 0, concurrency: 0 };
	readonly #tokens = { asked: 0, given: 0 };
	readonly #groups: Record<string, { asked: number; refused: number }> = {};
	#notModified = 0;
	#calls = 0;
	#creates = 0;
	#rejected = 0;
	#violations = 0;
	#penalized = 0;
	#longestQueueMs = 0;
	#firstCreateAt: number | null = null;
	#lastCreateAt: number | null = null;

	constructor(startedAt: number) {
		this.#startedAt = startedAt;
	}

	get calls(): number {
		return this.#calls;
	}

	createArrived(now: number): void {
		this.#creates += 1;
		this.#firstCreateAt ??= Math.floor(now);
		this.#lastCreateAt = Math.floor(now);
	}

	/** What only looks is counted; batches are looked at in lists. */
	readArrived(operation: Operation['kind']): void {
		const kind = operation === 'batches' ? 'list' : operation;
		if (kind === 'get' || kind === 'list' || kind === 'concurrency') this.#reads[kind] += 1;
	}

	notModified(): void {
		this.#notModified += 1;
	}

	tokenArrived(): void {
		this.#tokens.asked += 1;
	}

	tokenGiven(): void {
		this.#tokens.given += 1;
	}

	grouped(name: string, isRefused: boolean): void {
		this.#groups[name] ??= { asked: 0, refused: 0 };
		this.#groups[name].asked += 1;
		if (isRefused) this.#groups[name].refused += 1;
	}

	refused(cause: RefusalCause): void {
		this.#refused[cause] += 1;
	}

	rejected(): void {
		this.#rejected += 1;
	}

	faulted(kind: string): void {
		this.#faults[kind] = (this.#faults[kind] ?? 0) + 1;
	}

	queued(ms: number): void {
		this.#longestQueueMs = Math.max(this.#longestQueueMs, Math.round(ms));
	}

	penalized(): void {
		this.#penalized += 1;
	}

	violated(): void {
		this.#violations += 1;
	}

	/** A phone rings; returns the how-manieth time for this number, from 1. */
	rang(wanted: NewCall, now: number): number {
		this.#calls += 1;
		this.#called(wanted.from, now);
		const times = (this.#rings.get(wanted.to) ?? 0) + 1;
		this.#rings.set(wanted.to, times);
		if (times === 2 && this.#duplicates.length < DUPLICATES_SHOWN) this.#duplicates.push(wanted.to);
		const attempt = metadataText(wanted.metadata, ATTEMPT_KEY);
		if (attempt !== undefined) this.#attempts.set(attempt, (this.#attempts.get(attempt) ?? 0) + 1);
		return times;
	}

	/** A call ended before it was dialed: nothing rang after all. */
	calledOff({ to }: NewCall): void {
		const others = (this.#rings.get(to) ?? 1) - 1;
		if (others > 0) this.#rings.set(to, others);
		else this.#rings.delete(to);
	}

	summary(live: number, livePeak: number): TruthSummary {
		return {
			callers: Object.fromEntries(
				[...this.#callers].map(([number, { calls, leastGapMs }]) => [number, { calls, leastGapMs }]),
			),
			duplicates: [...this.#duplicates],
			calls: this.#calls,
			creates: this.#creates,
			refused: { ...this.#refused },
			rejected: this.#rejected,
			faults: { ...this.#faults },
			live,
			livePeak,
			overshoot: this.#refused.slots,
			longestQueueMs: this.#longestQueueMs,
			reads: { ...this.#reads },
			notModified: this.#notModified,
			tokens: { ...this.#tokens },
			groups: structuredClone(this.#groups),
			violations: this.#violations,
			penalized: this.#penalized,
			startedAt: this.#startedAt,
			firstCreateAt: this.#firstCreateAt,
			lastCreateAt: this.#lastCreateAt,
		};
	}

	whole(live: number, livePeak: number): Truth {
		return {
			rings: Object.fromEntries(this.#rings),
			attempts: Object.fromEntries(this.#attempts),
			...this.summary(live, livePeak),
		};
	}

	#called(from: string, now: number): void {
		const before = this.#callers.get(from);
		const gapMs =
			before === undefined ? null : Math.min(now - before.lastAt, before.leastGapMs ?? Number.POSITIVE_INFINITY);
		this.#callers.set(from, { calls: (before?.calls ?? 0) + 1, leastGapMs: gapMs, lastAt: now });
	}
}
