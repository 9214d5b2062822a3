import type { Figures } from './run-scenarios.js';
import type { Marks } from './scenario-file.js';
import type { VirtualRun } from './virtual-campaign.js';

type Figure = keyof Figures;

/** Figures of which more is better. */
export const MORE_IS_BETTER: ReadonlySet<Figure> = new Set(['use', 'lateUse', 'starts', 'jain']);

/** Marks that are shares, 0..1. */
const SHARES: ReadonlySet<string> = new Set(['use', 'lateUse', 'refusedShare', 'lateRefusedShare', 'jain']);
/** Share by which the worst seed may miss what the median has to reach. */
const TOLERANCE = 0.05;
/** Decimal fractions: .95 - .05 is not .9. */
const ROUNDING = 1e-9;

/**
 * What was missed, in words: marks that the median of the seeds does not reach, and shares that the worst seed misses by
 * more than five points. Without being asked, no run may ring anybody twice, send anything before a wait is over that it
 * was told, or end before its time (or, where the run has to, fail to).
 */
export function missedMarks(
	{ stops, ...marks }: Marks,
	median: Figures,
	worst: Figures,
	runs: readonly VirtualRun[],
): string[] {
	const missed: string[] = [];
	for (const [name, mark] of Object.entries(marks) as [keyof typeof marks, number | undefined][]) {
		if (mark === undefined) continue;
		const wanted = `${name} ${MORE_IS_BETTER.has(name) ? '>=' : '<='} ${mark}`;
		if (shortOf(name, median[name], mark) > 0) missed.push(wanted);
		else if (SHARES.has(name) && shortOf(name, worst[name], mark) > TOLERANCE + ROUNDING) {
			missed.push(`${wanted} (worst seed)`);
		}
	}
	if (worst.rungTwice > 0) missed.push('nobody rung twice');
	if (worst.violations > 0) missed.push('silent when told');
	if (runs.some(({ stopped }) => (stopped !== undefined) !== stops)) missed.push(stops ? 'stops' : 'does not stop');
	return missed;
}

/** How far a value is on the wrong side of its mark; a value that is no number is infinitely far. */
function shortOf(name: Figure, value: number, mark: number): number {
	if (Number.isNaN(value)) return Number.POSITIVE_INFINITY;
	return MORE_IS_BETTER.has(name) ? mark - value : value - mark;
}
