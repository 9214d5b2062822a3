import { MORE_IS_BETTER, missedMarks } from './marks.js';
import { readScenarioFile, type ScenarioFile } from './scenario-file.js';
import { runSharedCampaign, type SharedRun } from './shared-campaign.js';
import { attainable } from './shortfalls.js';
import { type GovernorFactory, runVirtualCampaign, type VirtualRun } from './virtual-campaign.js';

/** The figures of a run that runs are compared by. */
export interface Figures {
	readonly use: number;
	readonly lateUse: number;
	readonly refusedShare: number;
	readonly lateRefusedShare: number;
	readonly starts: number;
	readonly refused: number;
	readonly worstMinute: number;
	/** s */
	readonly longestPause: number;
	/** s */
	readonly t90: number;
	readonly overshoot: number;
	/** The most after any change; NaN where nothing changes. */
	readonly refusedAfterChange: number;
	/** The longest after any change, s; NaN where nothing changes. */
	readonly t90AfterChange: number;
	readonly unproven: number;
	/** NaN where one dialer is alone. */
	readonly jain: number;
	readonly rungTwice: number;
	readonly violations: number;
}

export interface ScenarioResult {
	readonly file: ScenarioFile;
	readonly runs: readonly VirtualRun[];
	/** Of an even number of seeds the worse of the two in the middle. */
	readonly median: Figures;
	readonly worst: Figures;
	/** What was wanted and not reached, in words. */
	readonly missed: readonly string[];
}

/** Runs one scenario once with each seed. */
export async function runScenario(
	name: string,
	governor: GovernorFactory,
	seeds: readonly number[],
): Promise<ScenarioResult> {
	const file = readScenarioFile(name);
	const isShared = file.campaign.dialers > 1;
	const runs: (VirtualRun & Partial<SharedRun>)[] = [];
	for (const seed of seeds) {
		runs.push(await (isShared ? runSharedCampaign : runVirtualCampaign)({ ...file, governor, seed }));
	}
	const figures = runs.map(figuresOf);
	const median = summarize(figures, (sorted) => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN);
	const worst = summarize(figures, (sorted) => sorted.at(-1) ?? Number.NaN);
	return { file, runs, median, worst, missed: missedMarks(attainable(file.name, file.marks), median, worst, runs) };
}

function figuresOf(run: VirtualRun & Partial<SharedRun>): Figures {
	const { refusedAfterChange, t90AfterChange, jain = Number.NaN, ...figures } = run;
	return { ...figures, refusedAfterChange: largest(refusedAfterChange), t90AfterChange: largest(t90AfterChange), jain };
}

function largest(values: readonly number[]): number {
	return values.length === 0 ? Number.NaN : Math.max(...values);
}

/** Figure by figure; `choose` is given the values from the best to the worst. */
function summarize(figures: readonly Figures[], choose: (sorted: readonly number[]) => number): Figures {
	const of = (figure: keyof Figures) => {
		const sign = MORE_IS_BETTER.has(figure) ? -1 : 1;
		return choose(figures.map((one) => one[figure]).sort((one, other) => sign * compare(one, other)));
	};
	return figuresBy(of);
}

/** One value for each figure. */
export function figuresBy(of: (figure: keyof Figures) => number): Figures {
	return {
		use: of('use'),
		lateUse: of('lateUse'),
		refusedShare: of('refusedShare'),
		lateRefusedShare: of('lateRefusedShare'),
		starts: of('starts'),
		refused: of('refused'),
		worstMinute: of('worstMinute'),
		longestPause: of('longestPause'),
		t90: of('t90'),
		overshoot: of('overshoot'),
		refusedAfterChange: of('refusedAfterChange'),
		t90AfterChange: of('t90AfterChange'),
		unproven: of('unproven'),
		jain: of('jain'),
		rungTwice: of('rungTwice'),
		violations: of('violations'),
	};
}

/** The difference of two infinities is no number. */
function compare(one: number, other: number): number {
	return one === other ? 0 : one - other;
}
