import { Pace } from '../../../../src/governor/pace.js';
import { SlotLimit } from '../../../../src/mock/slots.js';
import type { ScenarioFile } from '../../../scenarios/scenario-file.js';
import { PeerGovernor } from './peer.js';

/** Part of the rate that is used, 0..1: what reaches the provider is not spaced as evenly as what leaves. */
const MARGIN = 0.98;

/**
 * The upper line: is told every limit of the scenario, whatever moves it, and keeps just below. Where several dialers work
 * at once, each has an equal part.
 */
export class StaticOracle extends PeerGovernor {
	readonly #limit: SlotLimit;
	readonly #pace: Pace | undefined;
	readonly #dialers: number;
	readonly #freedLateMs: number;
	/** When the slots of calls that are over will be free, ms. */
	readonly #freeing: number[] = [];
	#slots: number;

	/** `seed`: of the run, which decides what outside traffic there is */
	constructor({ scenario, campaign }: Pick<ScenarioFile, 'scenario' | 'campaign'>, seed: number) {
		super();
		const { limits } = scenario;
		this.#limit = new SlotLimit(limits, seed);
		this.#freedLateMs = limits.freedLate.max;
		this.#dialers = campaign.dialers;
		this.#slots = this.#part(0);
		// A bucket of one start leaves no room for requests that overtake each other on their way.
		const jitterMs = (campaign.latency.max - campaign.latency.min) / 2;
		const spacings = limits.rate.map(({ calls, per, burst }) => per / calls / MARGIN + (burst === 1 ? jitterMs : 0));
		this.#pace = spacings.length > 0 ? new Pace(1_000 / Math.max(...spacings) / campaign.dialers) : undefined;
	}

	protected override get allowed(): number {
		return this.#slots;
	}

	protected override waitMs(now: number): number {
		while ((this.#freeing[0] ?? Number.POSITIVE_INFINITY) <= now) this.#freeing.shift();
		this.#slots = this.#part(now);
		if (this.inFlight + this.#freeing.length < this.#slots) return this.#pace?.waitMs(now) ?? 0;
		return (this.#freeing[0] ?? Number.POSITIVE_INFINITY) - now;
	}

	protected override onStart(now: number): void {
		this.#pace?.started(now);
	}

	protected override onEnded(now: number): void {
		if (this.#freedLateMs > 0) this.#freeing.push(now + this.#freedLateMs);
	}

	#part(now: number): number {
		return Math.floor(this.#limit.ours(now) / this.#dialers);
	}
}
