/** Wait before the first try, ms, and its growth. */
const FIRST_MS = 2_000;
const GROWTH = 2.2;
const LONGEST_MS = 10 * 60_000;
const JITTER = 0.2;
/** Moments after the first refusal at which windows usually open again, ms: fewer tries, and no penalty is prolonged. */
const BOUNDARIES_MS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600].map((s) => s * 1_000);
/** The edge is tested this long after a try was taken: shorter, and a limit of starts per second would look like slots. */
const EDGE_WAIT_MS = 2_000;
const EDGE_WAIT_SHARE = 1.5;
const EDGE_EXPIRES = 5;

/** What a trial found out. */
export type Verdict = 'slots' | 'rate' | 'blip';

/**
 * Finds out what an unexplained refusal was for.
 *
 *   blocked: all starts stop; one is tried after 2, 4.4, 9.7 ... s, or when a call ends
 *     refused with far fewer calls live, or with none -> rate
 *     taken -> edge: starts go on up to the old level; then, after a while, one above it
 *       refused there -> slots;  taken -> rate if there were several refusals, else a blip
 */
export class Trial {
	readonly #random: () => number;
	/** When the first refusal came, and how many calls were live then. */
	readonly startedAt: number;
	readonly level: number;
	#refusals = 1;
	#lastRefusedAt: number;
	#waitMs = FIRST_MS;
	#nextAt: number;
	#edgeAt: number | undefined;
	#edgeEnds = Number.POSITIVE_INFINITY;
	#suspectRate = false;

	constructor(level: number, now: number, notBefore: number, random: () => number) {
		this.#random = random;
		this.startedAt = now;
		this.level = level;
		this.#lastRefusedAt = now;
		this.#nextAt = Math.max(notBefore, now + this.#jittered(FIRST_MS));
	}

	get lastRefusedAt(): number {
		return this.#lastRefusedAt;
	}

	get refusals(): number {
		return this.#refusals;
	}

	/** Whether nothing but single tries may be started. */
	get blocked(): boolean {
		return this.#edgeAt === undefined;
	}

	/** ms until the next try; 0: now. */
	waitMs(now: number): number {
		return Math.max(0, this.#nextAt - now);
	}

	/** While testing the edge: may a start be made that would bring the live calls to `live`? */
	allows(live: number, now: number): boolean {
		return live <= this.level || (this.#edgeAt !== undefined && now >= this.#edgeAt);
	}

	edgeWaitMs(now: number): number {
		return Math.max(0, (this.#edgeAt ?? now) - now);
	}

	/** A call ended: if slots are what is short, a try would be taken now. */
	released(now: number): void {
		if (this.#suspectRate || !this.blocked) return;
		this.#nextAt = Math.min(this.#nextAt, Math.max(now, this.#lastRefusedAt + this.#waitMs / 2));
	}

	/** A try was refused with `level` calls live. @returns the verdict, if that settles it. */
	refused(level: number, now: number, notBefore: number): Verdict | undefined {
		if (!this.blocked && level > 0 && level >= this.level - toleranceOf(this.level)) return 'slots';
		this.#edgeAt = undefined;
		this.#refusals += 1;
		this.#lastRefusedAt = now;
		const farBelow = level <= this.level - Math.max(3, this.level / 4);
		this.#suspectRate ||= farBelow || (level === 0 && this.level >= 1);
		this.#waitMs = Math.min(LONGEST_MS, this.#waitMs * GROWTH);
		this.#nextAt = Math.max(
			notBefore,
			this.#suspectRate ? this.#boundaryAfter(now) : now + this.#jittered(this.#waitMs),
		);
		return undefined;
	}

	/** A try was taken with `level` calls live before it. @returns the verdict, if that settles it. */
	taken(level: number, now: number): Verdict | undefined {
		if (this.#suspectRate) return 'rate';
		if (this.blocked) {
			const wait = Math.min(LONGEST_MS, Math.max(EDGE_WAIT_MS, EDGE_WAIT_SHARE * (now - this.startedAt)));
			this.#edgeAt = now + wait;
			this.#edgeEnds = now + EDGE_EXPIRES * wait;
			return undefined;
		}
		if (level >= this.level + toleranceOf(this.level)) return this.#refusals >= 2 ? 'rate' : 'blip';
		return now > this.#edgeEnds && this.#refusals < 2 ? 'blip' : undefined;
	}

	#boundaryAfter(now: number): number {
		const since = now - this.startedAt;
		const boundary = BOUNDARIES_MS.find((ms) => ms > since + 500) ?? since + 3_600_000;
		return this.startedAt + boundary + 250;
	}

	#jittered(ms: number): number {
		return ms * (1 + JITTER * (2 * this.#random() - 1));
	}
}

function toleranceOf(level: number): number {
	return level > 50 ? 2 : 1;
}
