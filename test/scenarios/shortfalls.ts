import type { Marks } from './scenario-file.js';

/** A mark that is out of reach, with what is reached instead and why; that is what the scenario is held to. */
export interface Shortfall {
	readonly mark: Exclude<keyof Marks, 'stops'>;
	/** What the median has to reach all the same. */
	readonly best: number;
	readonly why: string;
}

/** By scenario. */
const SHORTFALLS: Readonly<Record<string, readonly Shortfall[]>> = {
	'b3-slots-1': [
		{
			mark: 'refusedShare',
			best: 0.037,
			why: 'two hours hold about 58 calls, so that one refusal is 1.7 %, and two are the least that tell one slot from one start in a while: that one call was refused, and that a second one still is later',
		},
	],
	'b4-fixed-window': [
		{
			mark: 'use',
			best: 0.945,
			why: 'the median reaches it; in one run of twenty the first refusals look like slots that keep moving, and it takes ten minutes to find that they are none',
		},
	],
	'b7-twilio-configured': [
		{
			mark: 'use',
			best: 0.96,
			why: 'starts bind almost as much as slots do, and a slot that falls free waits for its turn; to start closer together costs refusals, since requests overtake each other on their way',
		},
	],
	'b13-outside': [
		{
			mark: 'use',
			best: 0.84,
			why: 'the median reaches it; where others leave and come while the first refusal is being explained, it is explained as a rate, and that is found out only later',
		},
		{
			mark: 'refusedShare',
			best: 0.055,
			why: 'the ceiling steps down by one 48 times in two hours, and each step that nobody tells of costs a refusal; with the concurrency endpoint (b13-told) it stays below',
		},
	],
};

export function shortfallsOf(scenario: string): readonly Shortfall[] {
	return SHORTFALLS[scenario] ?? [];
}

/** The marks of a scenario as far as they can be reached. */
export function attainable(scenario: string, marks: Marks): Marks {
	return { ...marks, ...Object.fromEntries(shortfallsOf(scenario).map(({ mark, best }) => [mark, best])) };
}
