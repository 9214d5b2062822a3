import type { Admission } from '../governor/governor.js';

/** What a dialer could use of an account. */
export interface Wants {
	/** Live calls; Infinity: it is held back by its share, or would be if it had a bound. */
	readonly slots: number;
	/** Part of the account's pace, 0..1. */
	readonly pace: number;
}

/** What happened in this time tells what is wanted, in samples. */
const REMEMBERED = 10;
/** Asked for beyond what was used, so that a growing demand is seen before it is held back. */
const SLOTS_MARGIN = 0.1;
const PACE_MARGIN = 0.25;
/** Asked for by those that start hardly anything, so that they can begin. */
const LEAST_PACE = 0.05;

interface Sample {
	/** Most live calls. */
	live: number;
	starts: number;
	/** Could have used more slots than its share, or more than its pace. */
	wantedSlots: boolean;
	wantedPace: boolean;
}

/** Measures the demand of one dialer by what it uses and where it is held back. */
export class Demand {
	#current = emptySample();
	readonly #samples: Sample[] = [];

	/** The dispatcher asked the governor for a start; `slots`: the dialer's share. */
	asked(admission: Admission, live: number, slots: number): void {
		const current = this.#current;
		current.live = Math.max(current.live, live);
		const why = 'why' in admission ? admission.why.code : undefined;
		if (why === undefined) current.starts += 1;
		if (why === 'pace') current.wantedPace = true;
		// Below a finite share it is held back by something of its own.
		if (slots === Number.POSITIVE_INFINITY || (why === 'slots' && live >= slots)) current.wantedSlots = true;
	}

	/** Called once a second. */
	sample(live: number): void {
		this.#current.live = Math.max(this.#current.live, live);
		this.#samples.push(this.#current);
		if (this.#samples.length > REMEMBERED) this.#samples.shift();
		this.#current = emptySample();
	}

	/** `pacePerSecond`: the account's, if it is known. */
	wants(live: number, pacePerSecond: number | undefined): Wants {
		const samples = [...this.#samples, this.#current];
		const peak = Math.max(live, ...samples.map((sample) => sample.live));
		const perSecond = samples.reduce((sum, { starts }) => sum + starts, 0) / samples.length;
		const used = pacePerSecond === undefined ? 1 : perSecond / pacePerSecond;
		return {
			slots: samples.some(({ wantedSlots }) => wantedSlots)
				? Number.POSITIVE_INFINITY
				: peak + Math.max(1, Math.ceil(peak * SLOTS_MARGIN)),
			pace: samples.some(({ wantedPace }) => wantedPace) ? 1 : Math.min(1, used * (1 + PACE_MARGIN) + LEAST_PACE),
		};
	}
}

function emptySample(): Sample {
	return { live: 0, starts: 0, wantedSlots: false, wantedPace: false };
}
