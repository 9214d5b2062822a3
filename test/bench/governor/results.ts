import { MORE_IS_BETTER, missedMarks } from '../../scenarios/marks.js';
import { type Figures, figuresBy } from '../../scenarios/run-scenarios.js';
import type { ScenarioFile } from '../../scenarios/scenario-file.js';
import { shortfallsOf } from '../../scenarios/shortfalls.js';
import type { Outcome } from './outcome.js';

/** The runs of one contender in one scenario; seed `n` is the `n`th of them, from 1. */
export interface Result {
	readonly contender: string;
	readonly scenario: ScenarioFile;
	readonly outcomes: readonly Outcome[];
}

/** A number of an outcome; of one that has a value for each change, the largest. */
export type Figure = keyof Figures | 'lost';

interface Summary {
	/** Of an even number of runs the worse of the two in the middle. */
	readonly median: number;
	readonly worst: number;
	readonly worstSeed: number;
}

interface Verdict {
	/** Undefined for what is asked in every scenario. */
	readonly figure: keyof Figures | undefined;
	/** For people: "use >= 0.98". */
	readonly mark: string;
	readonly reached: boolean;
	/** Why it is out of reach; undefined where it is not, or where not even that is reached which could be. */
	readonly excuse?: string;
}

/** Figures of which more is better. */
const MORE: ReadonlySet<string> = MORE_IS_BETTER;

export function summarize({ outcomes }: Result, figure: Figure): Summary {
	const values = outcomes.map((outcome, place) => ({ value: valueOfFigure(outcome, figure), seed: place + 1 }));
	values.sort((one, other) => (isBetter(figure, one.value, other.value) ? -1 : Number(one.value !== other.value)));
	const middle = values[Math.floor(values.length / 2)];
	const last = values.at(-1);
	return {
		median: middle?.value ?? Number.NaN,
		worst: last?.value ?? Number.NaN,
		worstSeed: last?.seed ?? Number.NaN,
	};
}

/** How a result does at each of its scenario's marks, and, where that is missed, at what is asked in every scenario. */
export function verdicts(result: Result): Verdict[] {
	const { outcomes, scenario } = result;
	const { stops, ...marks } = scenario.marks;
	const median = figuresBy((figure) => summarize(result, figure).median);
	const worst = figuresBy((figure) => summarize(result, figure).worst);
	const nothing = { ...worst, rungTwice: 0, violations: 0 };
	const excuse = (figure: string) => {
		const short = shortfallsOf(scenario.name).find(({ mark }) => mark === figure);
		if (short === undefined) return {};
		const [still] = missedMarks({ [figure]: short.best, stops: false }, median, nothing, []);
		return still === undefined ? { excuse: short.why } : {};
	};
	const asked = (Object.entries(marks) as [keyof typeof marks, number | undefined][]).flatMap(([figure, wanted]) => {
		if (wanted === undefined) return [];
		const [missed] = missedMarks({ [figure]: wanted, stops: false }, median, nothing, []);
		const mark = missed ?? `${figure} ${MORE.has(figure) ? '>=' : '<='} ${wanted}`;
		return [{ figure, mark, reached: missed === undefined, ...(missed === undefined ? {} : excuse(figure)) }];
	});
	const always = missedMarks({ stops }, median, worst, outcomes);
	return [...asked, ...always.map((mark) => ({ figure: undefined, mark, reached: false }))];
}

/** Whether it has both more use and fewer refusals than another in the same scenario, by the median. */
export function dominates(one: Result, other: Result): boolean {
	const usesMore = summarize(one, 'use').median > summarize(other, 'use').median;
	return usesMore && summarize(one, 'refusedShare').median < summarize(other, 'refusedShare').median;
}

function isBetter(figure: Figure, one: number, other: number): boolean {
	return MORE.has(figure) ? one > other : one < other;
}

/** NaN where nothing changes. */
function valueOfFigure(outcome: Outcome, figure: Figure): number {
	const value = outcome[figure];
	if (typeof value === 'number') return value;
	return value.length === 0 ? Number.NaN : Math.max(...value);
}
