/**
 * The first try after starts that followed each other closely, ms: by then a limit per second has opened again, and a bucket
 * of one start in two seconds. Where so many were taken within a second, none smaller than that is likely.
 */
const QUICK_MS = 2_200;
const QUICKER_MS = 1_100;
const QUICKER_FROM = 10;
/** So many more calls than at the refusal make it certain, less the one by which counts may differ. */
const BEYOND = 3;
/** What was over within this time, ms, was a limit per second. */
const BRIEF_MS = 3_000;
/** Moments after the first refusal at which windows usually open again, ms: few tries, and no penalty is prolonged. */
const BOUNDARIES_MS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600].map((s) => s * 1_000);
/** Added to a boundary: the provider's clock and ours do not tick together. */
const GRACE_MS = 250;
/**
 * With few calls live it takes long until one ends, and before that a try would only be refused again: ms times calls that
 * have to pass. A call lasts about two minutes; with a handful of them it is worth more to know of a rate soon. Until a rate is
 * suspected, such tries are this many times as far apart as the last.
 */
const PATIENCE_MS = 240_000;
const SPARSE = 3;
const HANDFUL = 5;
const HANDFUL_PATIENCE_MS = 150_000;
/** After a call ended it is tried this long after the last refusal at the earliest, ms; longer once that was in vain. */
const AFTER_END_MS = 300;
const AFTER_END_AGAIN_MS = 5_000;
const MANY = 50;

/** What a trial found out: so many live calls are the ceiling, or starts were refused for a rate from then to then. */
export type Verdict =
	/** Nothing: the very first call was refused once. */
	| { readonly kind: 'chance' }
	| { readonly kind: 'slots'; readonly from: number; readonly level: number }
	| { readonly kind: 'rate'; readonly from: number; readonly to: number; readonly quick: boolean }
	/** Either a rate, or a ceiling: that level is to be climbed to, and if it is reached, it was a rate. */
	| { readonly kind: 'unclear'; readonly from: number; readonly level: number };

/** The refusal that a trial begins with. */
interface Refusal {
	/** Calls that were live. */
	readonly level: number;
	/** Starts that were taken within the second before. */
	readonly lately: number;
	/** Whether the provider told when to come again. */
	readonly told: boolean;
	/** Whether it said that a rate is what was exceeded, so that only its window is to be found out. */
	readonly isRate: boolean;
	readonly now: number;
	/** Until when the provider asked to wait. */
	readonly notBefore: number;
	/** Uniform in [0, 1). */
	readonly random: () => number;
}

/**
 * Finds out what an unexplained refusal was for: all starts stop, and one is tried at moments at which the answer tells
 * something.
 *
 *   taken at once with as many calls live as when it was refused -> a rate;  later -> a rate if yet more are taken
 *   taken when a call had ended                               -> slots
 *   refused although calls had ended, more than once          -> from then on it is tried at usual boundaries only, and then
 *                                                                one more at a time: a rate, or a ceiling that is falling
 */
export class Trial {
	readonly #random: () => number;
	readonly #startedAt: number;
	readonly #told: boolean;
	#level: number;
	#lastRefusedAt: number;
	#quickAt: number;
	readonly #isQuick: boolean;
	#notBefore: number;
	#hasEnded = false;
	#refusedBelow = 0;
	#suspectRate: boolean;
	/** Certain: the provider said so, or refused with no call live. */
	#isRate: boolean;

	constructor({ level, lately, told, isRate, now, notBefore, random }: Refusal) {
		this.#random = random;
		this.#startedAt = now;
		this.#told = told;
		this.#level = level;
		this.#lastRefusedAt = now;
		this.#notBefore = notBefore;
		const quickMs = lately >= QUICKER_FROM ? QUICKER_MS : QUICK_MS;
		// Refused with no call live: no ceiling does that.
		this.#isRate = isRate || level === 0;
		this.#suspectRate = this.#isRate;
		this.#quickAt = lately > 0 ? now + quickMs : Number.POSITIVE_INFINITY;
		this.#isQuick = lately > 0;
	}

	get level(): number {
		return this.#level;
	}

	/** ms until the next try. */
	waitMs(now: number): number {
		const next = Math.min(this.#quickAt, this.#afterEnd(), this.#boundary());
		return Math.max(0, Math.max(next, this.#notBefore) - now);
	}

	/** A start that was under way at the first refusal was taken: so many calls are live. */
	raise(level: number): void {
		this.#level = Math.max(this.#level, level);
	}

	/** A call ended: if slots are what is short, a try would be taken now. */
	ended(): void {
		this.#hasEnded = true;
	}

	/** A try was refused with `level` calls live. */
	refused(level: number, isRate: boolean, now: number, notBefore: number): void {
		this.#lastRefusedAt = now;
		this.#notBefore = notBefore;
		if (now >= this.#quickAt) this.#quickAt = Number.POSITIVE_INFINITY;
		this.#hasEnded = false;
		// With many live there is always word of an end on its way.
		if (level < this.#level - (this.#level > MANY ? 2 : 0)) this.#refusedBelow += 1;
		this.#isRate ||= isRate || level === 0;
		this.#suspectRate ||= level <= this.#farBelow || this.#refusedBelow >= 2 || this.#isRate;
	}

	/** A try was taken with `level` calls live before it. */
	taken(level: number, now: number): Verdict {
		if (this.#level === 0 && !this.#told && this.#lastRefusedAt === this.#startedAt) return { kind: 'chance' };
		const from = this.#startedAt;
		const quick = this.#isQuick && !this.#told && now - from <= BRIEF_MS;
		const asMany = level >= this.#level;
		if (this.#isRate || (asMany && quick)) return { kind: 'rate', from, to: now, quick };
		// After a while word of an end may be on its way: only with more than one beyond the level it is certain.
		if (asMany) return { kind: 'unclear', from, level: this.#level + BEYOND };
		return { kind: this.#told || this.#suspectRate ? 'unclear' : 'slots', from, level: this.#level };
	}

	/** So far below the first refusal other things than a late word of an end play a part. */
	get #farBelow(): number {
		return this.#level - Math.max(3, this.#level / 4);
	}

	#afterEnd(): number {
		if (!this.#hasEnded || this.#suspectRate) return Number.POSITIVE_INFINITY;
		return this.#lastRefusedAt + (this.#refusedBelow > 0 ? AFTER_END_AGAIN_MS : AFTER_END_MS);
	}

	#boundary(): number {
		const since = this.#lastRefusedAt - this.#startedAt;
		const patience = this.#level < HANDFUL ? PATIENCE_MS : HANDFUL_PATIENCE_MS;
		const worth = (ms: number) => this.#suspectRate || (ms >= SPARSE * since && ms * this.#level >= patience);
		const boundary = BOUNDARIES_MS.find((ms) => ms > since + 500 && worth(ms)) ?? since + 3_600_000;
		return this.#startedAt + boundary + GRACE_MS * (1 + this.#random());
	}
}
