/** Blips (refusals that passed at the first try) within this time, ms, that together are a rate. */
const BLIPS = 3;
const BLIPS_WITHIN_MS = 180_000;
/** Refusals at different levels within this time, ms, contradict each other. */
const MOVING_WITHIN_MS = 10 * 60_000;
/** A ceiling that is not reached again within this time, ms, has really fallen. */
const DIP_OVER_MS = 5 * 60_000;

/** Refusals below the ceiling: from which level they began, how far it went down, and when the last one came. */
export interface Dip {
	readonly from: { readonly at: number; readonly level: number };
	readonly low: number;
	readonly lastAt: number;
}

/**
 * What past refusals say about which limit they were for. Slots and a pace predict the same steady state (Little's law), so
 * a verdict is never final: these are the signs that tell it was wrong. A few entries each, whatever the campaign's age.
 */
export class Evidence {
	/** Live calls and pace at the last refusals. */
	#refused: { readonly level: number; readonly perSecond: number }[] = [];
	/** The last refusals that were taken for the ceiling's. */
	#atCeiling: { readonly level: number; readonly at: number }[] = [];
	#blips: number[] = [];
	#dip: Dip | undefined;

	refused(level: number, perSecond: number): void {
		this.#refused = [...this.#refused.slice(-2), { level, perSecond }];
	}

	/**
	 * What stays the same from refusal to refusal is what is limited: as many live calls each time, although the pace was
	 * lowered in between. @returns whether that is so.
	 */
	atOneLevel(proven: number): boolean {
		const [first, , last] = this.#refused;
		if (first === undefined || last === undefined || last.perSecond > 0.9 * first.perSecond) return false;
		const same = this.#refused.every(({ level }) => Math.abs(level - first.level) <= 1);
		return same && first.level >= proven - 1;
	}

	/** A verdict for slots at this level begins the record anew. */
	ceilingFound(level: number, at: number): void {
		this.#atCeiling = [{ level, at }];
	}

	ceilingMet(level: number, now: number): void {
		const recent = this.#atCeiling.filter(({ at }) => now - at < MOVING_WITHIN_MS);
		this.#atCeiling = [...recent.slice(-5), { level, at: now }];
	}

	/**
	 * A ceiling that is met ever higher, and lower in between, is none: a pace is what is limited. @returns since when it
	 * wanders, if it does.
	 */
	wanderingSince(): number | undefined {
		let rises = 0;
		let low = Number.POSITIVE_INFINITY;
		for (const { level } of this.#atCeiling) {
			if (level >= low + Math.max(2, low / 8)) {
				rises += 1;
				low = level;
			}
			low = Math.min(low, level);
		}
		return rises >= 2 ? this.#atCeiling[0]?.at : undefined;
	}

	dipped(level: number, now: number): void {
		this.#dip = { from: this.#dip?.from ?? { at: now, level }, low: level, lastAt: now };
	}

	/**
	 * So many calls are live again. Refusals while ever fewer were live, and soon afterwards as many are taken as before:
	 * slots were not what was short, for a ceiling that really fell does not come back so soon.
	 * @returns the dip, if it shows that.
	 */
	refutedBy(level: number, now: number): Dip | undefined {
		const dip = this.#dip;
		if (dip === undefined) return undefined;
		const over = now - dip.lastAt > DIP_OVER_MS;
		if (over || level >= dip.from.level) this.#dip = undefined;
		return !over && level >= dip.from.level && dip.low <= dip.from.level / 2 ? dip : undefined;
	}

	/** The verdict for slots is given up. */
	slotsRefuted(): void {
		this.#atCeiling = [];
		this.#dip = undefined;
	}

	/** A refusal passed at the first try. @returns since when there were enough of them to be a rate, if there were. */
	blip(now: number): number | undefined {
		this.#blips = [...this.#blips.filter((at) => now - at < BLIPS_WITHIN_MS), now];
		if (this.#blips.length < BLIPS) return undefined;
		const [first] = this.#blips;
		this.#blips = [];
		return first;
	}
}
