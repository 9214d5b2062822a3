/** What became of all campaigns of one class of crashes or faults. Of the five that follow `tried`, only doubts may be more than 0. */
export interface ClassResult {
	readonly name: string;
	/** Crash points, kills or faults. */
	readonly tried: number;
	/** Numbers rung more than once, by the provider's count. */
	readonly rungTwice: number;
	/** Rows of the contacts file that do not stand in the results once, with a final status. */
	readonly rowsLost: number;
	/** Calls that the provider took and the dialer gave up, and contacts reported as called that nobody rang. */
	readonly wronglyGivenUp: number;
	/** Attempts of which it was at some time not known whether they rang, and how many of them were cleared up without a person. */
	readonly inDoubt: number;
	readonly settledAutomatically: number;
	/** One sentence for each of the first promises that were found broken. */
	readonly findings?: readonly string[];
}
